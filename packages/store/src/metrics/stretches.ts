import type { Db, Part, SqlValue } from '../database.ts'
import { metricsOfRun } from '../dialect.ts'
import { BucketTally, type Extreme, type Stretch, isFiniteValue } from './bucket-tally.ts'
import { type ChartPoint, type Chosen, NONE, endPoint } from './chart-point.ts'
import { type KeptBucket, type KeptSeries, countOf, keptBuckets } from './kept-buckets.ts'
import { isUnchanged } from './point-counts.ts'
import { lastRow } from './row-mark.ts'
import { type Bounds, type ChartRange, bucketWidth, inRange, pointsOf } from './chart-range.ts'

/** Points that a stretch should have: few enough to read again one by one, enough that a statement of its own is worth it. */
const POINTS = 160
/** A stretch is this many times as long as the one before, at most: how dense the steps to come are nobody knows. */
const GROWTH = 4n
/** Points that are read at once. */
const PAGE = 2000

/** One metric of one run in a range. */
interface Series {
  readonly db: Db
  readonly run: string
  readonly key: string
  readonly range: ChartRange
}

type Steps = Pick<Stretch, 'start' | 'end'>

/**
 * SQLite, by step. A bucket is a stretch of the index, so two statements find its extremes and sort nothing. Where that does not do or does
 * not pay, points are read one by one: a stretch with NaN or infinities, and buckets of a few points.
 */
export async function bySteps(db: Db, run: string, key: string, range: ChartRange): Promise<Chosen> {
  const series: Series = { db, run, key, range }
  const all = pointsOf(db, run, key, range)
  const [first, last] = [await endPoint(db, all, 'step', 'asc'), await endPoint(db, all, 'step', 'desc')]
  if (!first || !last) return NONE
  const bounds: Bounds = { first: BigInt(first[2]), last: BigInt(last[2]) }
  const width = bucketWidth(bounds, range.buckets)
  const tally = new BucketTally('step', bounds, width)
  const part = typeof db.share === 'object' ? db.share : undefined
  const mine = part ? partOf(bounds, width, part) : bounds
  const known = await keptOf(series, mine, bounds, width)
  let length = 1n
  let isFinite = true
  for (let start = known.end; start <= mine.last;) {
    const isWhole = isFinite && length <= 2n * width
    const bucketEnd = start + width - 1n - ((start - bounds.first) % width)
    const steps: Steps = { start, end: least(isWhole ? bucketEnd : start + length - 1n, mine.last) }
    const { count, special } = tally
    if (!isWhole || !(await addExtremes(series, steps, tally))) await addPoints(series, steps, tally)
    isFinite = tally.special === special
    length = nextLength(steps, tally.count - count)
    start = steps.end + 1n
  }
  // A part may be empty where there are fewer buckets than parts.
  const holds = (step: bigint): boolean => mine.first <= step && step <= mine.last
  const ends = [...(holds(bounds.first) ? [first] : []), ...(holds(bounds.last) ? [last] : [])]
  const buckets = await resolved(series, tally)
  await known.keep(buckets)
  const found = { points: [...ends, ...known.points, ...pointsIn(buckets)], count: known.count + tally.count }
  return part ? { ...found, bounds: [`${bounds.first}`, `${bounds.last}`] } : found
}

/** What is known of some steps: all before `end`, with the points that a chart needs and how many there are. */
interface Known {
  readonly end: bigint
  readonly points: readonly ChartPoint[]
  readonly count: number
  /** Keeps what has been read behind them, but for the last bucket of the series, which grows. */
  keep(buckets: ReadonlyMap<number, KeptBucket>): Promise<void>
}

/** The buckets at the start of some steps that were read before and are as they were. */
async function keptOf(series: Series, mine: Bounds, { first, last }: Bounds, width: bigint): Promise<Known> {
  const { db, run, key } = series
  const name = `${run} ${key} ${first} ${width}`
  const stepOf = (number: number): bigint => first + width * BigInt(number)
  const numberOf = (step: bigint): number => Number((step - first) / width)
  const start = numberOf(mine.first)
  const end = mine.last < mine.first ? start : Math.min(numberOf(last), numberOf(mine.last) + 1)
  const before = await whatHolds(series, keptBuckets(db).get(name), start, stepOf)
  const known = new Map(before?.buckets.entries().filter(([number]) => start <= number && number < end))
  return {
    end: stepOf(before ? Math.min(before.end, end) : start),
    points: pointsIn(known),
    count: countOf({ buckets: known }),
    keep: async (read) =>
      keptBuckets(db).keep(name, {
        start: before?.start ?? start,
        end: Math.max(before?.end ?? end, end),
        buckets: new Map([...(before?.buckets ?? []), ...[...read].filter(([number]) => number < end)]),
        mark: await lastRow(db),
      }),
  }
}

/** What is kept of a series if a place is in it or just behind it, and all of it holds. */
async function whatHolds(
  { db, run, key, range }: Series,
  kept: KeptSeries | undefined,
  start: number,
  stepOf: (number: number) => bigint,
): Promise<KeptSeries | undefined> {
  if (!kept || start < kept.start || start > kept.end) return undefined
  const steps: ChartRange = { ...range, start: stepOf(kept.start), end: stepOf(kept.end) - 1n }
  return (await isUnchanged(db, run, key, steps, { points: countOf(kept), mark: kept.mark })) ? kept : undefined
}

/** Steps of whole buckets, about as many as in any other part. */
function partOf({ first, last }: Bounds, width: bigint, { part, of }: Part): Bounds {
  const buckets = (last - first) / width + 1n
  const startOf = (number: number): bigint => first + width * ((buckets * BigInt(number)) / BigInt(of))
  return { first: startOf(part), last: part === of - 1 ? last : startOf(part + 1) - 1n }
}

/** SQLite: a query with a single min or max gives the other columns of that very row. */
type ExtremeRow = readonly [value: number | null, step: number, timestamp: number, count: number, nans: number]

/** Adds the extremes of steps of one bucket. Answers false, and adds nothing, when there are NaN or infinities. */
async function addExtremes(series: Series, steps: Steps, tally: BucketTally): Promise<boolean> {
  const [from, params] = pointsBetween(series, steps)
  const [high] = await series.db.arrays<ExtremeRow>(`select max(value), step, timestamp, count(*), sum(is_nan) from ${from}`, params)
  if (!high || high[0] === null) return true
  if (!isFiniteValue(high[0], high[4] > 0)) return false
  const [low] = await series.db.arrays<ExtremeRow>(`select min(value), step, timestamp from ${from}`, params)
  if (!low || low[0] === null || !isFiniteValue(low[0], false)) return false
  const point = ([value, step, timestamp]: ExtremeRow): Extreme => [value ?? 0, [value ?? 0, 0, step, timestamp]]
  tally.addExtremes(tally.numberOf(steps.start), high[3], point(low), point(high))
  return true
}

/**
 * SQLite, by time. No index knows the times of a run, but mostly they grow with the steps: the stretches are the same, and those that reach
 * over the end of a bucket are read point by point too.
 */
export async function byTimes(db: Db, run: string, key: string, range: ChartRange): Promise<Chosen> {
  const series: Series = { db, run, key, range }
  const stretches = await stretchesByTime(series)
  const [head] = stretches
  if (!head) return NONE
  let [early, late] = [head, head]
  for (const stretch of stretches) {
    if (stretch.first < early.first) early = stretch
    if (stretch.last >= late.last) late = stretch
  }
  const bounds: Bounds = { first: BigInt(early.first), last: BigInt(late.last) }
  const tally = new BucketTally('timestamp', bounds, bucketWidth(bounds, range.buckets))
  for (const stretch of stretches) {
    const number = tally.numberOf(stretch.first)
    if (stretch.isFinite && number === tally.numberOf(stretch.last))
      tally.addExtremes(number, stretch.count, [stretch.low, stretch], [stretch.high, stretch])
    else await addPoints(series, stretch, tally)
  }
  const first = await endPoint(db, pointsBetween(series, early), 'timestamp', 'asc')
  const last = await endPoint(db, pointsBetween(series, late), 'timestamp', 'desc')
  if (!first || !last) return NONE
  return { points: [first, last, ...pointsIn(await resolved(series, tally))], count: tally.count }
}

async function stretchesByTime(series: Series): Promise<Sum[]> {
  const stretches: Sum[] = []
  const [from, params] = pointsOf(series.db, series.run, series.key, { axis: 'step', start: undefined, end: undefined, buckets: 1 })
  const [steps] = await series.db.arrays<readonly [first: number | bigint | null, last: number | bigint | null]>(
    `select (select min(step) from ${from}), (select max(step) from ${from})`,
    [...params, ...params],
  )
  const [first, last] = steps ?? [null, null]
  if (first === null || last === null) return stretches
  const lastStep = BigInt(last)
  let length = 1n
  for (let start = BigInt(first); start <= lastStep;) {
    const end = least(start + length - 1n, lastStep)
    const sum = await sumUp(series, { start, end })
    if (sum) stretches.push(sum)
    length = nextLength({ start, end }, sum?.count ?? 0)
    start = end + 1n
  }
  return stretches
}

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other)

/** Steps that have about as many points as a stretch should, if they are as dense as those of the one before. */
function nextLength({ start, end }: Steps, count: number): bigint {
  const length = end - start + 1n
  const wanted = count === 0 ? length * GROWTH : (length * BigInt(POINTS)) / BigInt(count)
  return wanted < 1n ? 1n : least(wanted, length * GROWTH)
}

/** The points of a series between two steps, as SQL to follow `from`, and its values. */
function pointsBetween({ db, run, key, range }: Series, { start, end }: Steps): readonly [sql: string, params: SqlValue[]] {
  const [from, params] = pointsOf(db, run, key, { ...range, axis: 'step', start, end })
  if (range.axis === 'step') return [from, params]
  const [kept, more] = inRange(range)
  return [`${from} ${kept}`, [...params, ...more]]
}

/** A stretch that may also hold NaN and infinities, and reach over several buckets. */
interface Sum extends Stretch {
  readonly isFinite: boolean
  /** Times that it covers. */
  readonly first: number | bigint
  readonly last: number | bigint
}

type SumRow = readonly [count: number, nans: number, low: number, high: number, first: number | bigint, last: number | bigint]

async function sumUp(series: Series, { start, end }: Steps): Promise<Sum | undefined> {
  const [from, params] = pointsBetween(series, { start, end })
  const [row] = await series.db.arrays<SumRow>(
    `select count(*), sum(is_nan), min(value), max(value), min(timestamp), max(timestamp) from ${from}`,
    params,
  )
  if (!row || row[0] === 0) return undefined
  const [count, nans, low, high, first, last] = row
  return { start, end, count, low, high, isFinite: isFiniteValue(low, nans > 0) && isFiniteValue(high, false), first, last }
}

type PageRow = readonly [value: number, is_nan: number, step: number | bigint, timestamp: number | bigint, rowid: number]
const PAGE_COLUMNS = 'value, is_nan, step, timestamp, rowid'

/** Adds the points between two steps one by one, by step. */
async function addPoints(series: Series, steps: Steps, tally: BucketTally): Promise<void> {
  for (let { start } = steps; start <= steps.end;) {
    const [from, params] = pointsBetween(series, { start, end: steps.end })
    const page = await series.db.arrays<PageRow>(`select ${PAGE_COLUMNS} from ${from} order by step, rowid limit ${PAGE}`, params)
    for (const point of page) tally.addPoint(point)
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    // The page may have ended in the middle of a step.
    await addPointsBehind(series, last, tally)
    start = BigInt(last[2]) + 1n
  }
}

/** Adds the points of a step that come behind one. */
async function addPointsBehind(series: Series, point: PageRow, tally: BucketTally): Promise<void> {
  const { db, run, key, range } = series
  const [kept, params] = range.axis === 'step' ? ['', []] : inRange(range)
  for (let last: PageRow | undefined = point; last;) {
    const page: PageRow[] = await db.arrays<PageRow>(
      `select ${PAGE_COLUMNS} from ${metricsOfRun(db)} where run_uuid = ? and key = ? and step = ? and rowid > ? ${kept} order by rowid limit ${PAGE}`,
      [run, key, last[2], last[4], ...params],
    )
    for (const other of page) tally.addPoint(other)
    last = page.at(-1)
  }
}

/** What a tally found, bucket by bucket, once the points that it knows by their value have been looked for. */
async function resolved(series: Series, tally: BucketTally): Promise<Map<number, KeptBucket>> {
  const buckets = new Map<number, KeptBucket>()
  for (const [number, { count, low, high, special }] of tally.buckets) {
    const points: ChartPoint[] = []
    for (const extreme of [low, high]) {
      if (!extreme) continue
      const [value, at] = extreme
      if (!('count' in at)) points.push(at)
      else points.push(...(await pointsOfValue(series, at, value)))
    }
    for (const point of special.values()) points.push(point)
    buckets.set(number, { count, points })
  }
  return buckets
}

/** The first point with a value among some steps. */
function pointsOfValue(series: Series, steps: Steps, value: number): Promise<ChartPoint[]> {
  const [from, params] = pointsBetween(series, steps)
  return series.db.arrays<ChartPoint>(`select value, is_nan, step, timestamp from ${from} and value = ? order by step, rowid limit 1`, [
    ...params,
    value,
  ])
}

const pointsIn = (buckets: ReadonlyMap<number, KeptBucket>): ChartPoint[] => [...buckets.values()].flatMap(({ points }) => points)
