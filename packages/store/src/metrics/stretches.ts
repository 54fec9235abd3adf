import type { Db, Part, SqlValue } from '../database.ts'
import { metricsOfRun } from '../dialect.ts'
import { BucketTally, type Extreme, type Stretch, isFiniteValue } from './bucket-tally.ts'
import { type ChartPoint, type Chosen, NONE, endPoint } from './chart-point.ts'
import { type Bounds, type ChartRange, type Grid, bucketGrid, inRange, pointsOf } from './chart-range.ts'
import type { Block } from './summaries/blocks.ts'
import type { Span, Summaries } from './summaries/reader.ts'

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
  /** What is summarized of long metrics. */
  readonly summaries: Summaries | undefined
}

type Steps = Pick<Stretch, 'start' | 'end'>

/**
 * SQLite, by step. What is summarized need not be read. A bucket is a stretch of the index, so two statements find its extremes and sort nothing. Where that
 * does not do or does not pay, points are read one by one: a stretch with NaN or infinities, and buckets of a few points.
 */
export async function bySteps(series: Series): Promise<Chosen> {
  const { db, run, key, range } = series
  const all = pointsOf(db, run, key, range)
  const [first, last] = [await endPoint(db, all, 'step', 'asc'), await endPoint(db, all, 'step', 'desc')]
  if (!first || !last) return NONE
  const bounds: Bounds = { first: BigInt(first[2]), last: BigInt(last[2]) }
  const grid = bucketGrid(bounds, range)
  const tally = new BucketTally('step', { ...bounds, first: grid.start }, grid.width)
  const part = typeof db.share === 'object' ? db.share : undefined
  const mine = part ? partOf(bounds, grid, part) : bounds
  const spans = await spansOf(series, bounds, mine, Number(grid.unit))
  let length = 1n
  let isFinite = true
  for (let { first: start } = mine; start <= mine.last;) {
    while (spans[0] && spans[0].end < start) spans.shift()
    const [span] = spans
    if (span && span.start <= start) {
      for (const block of span.blocks) tally.addThinned(block)
      start = BigInt(span.end) + 1n
      continue
    }
    const isWhole = isFinite && length <= 2n * grid.width
    const bucketEnd = start + grid.width - 1n - ((start - grid.start) % grid.width)
    const wanted = least(isWhole ? bucketEnd : start + length - 1n, mine.last)
    const steps: Steps = { start, end: span ? least(wanted, BigInt(span.start) - 1n) : wanted }
    const { count, special } = tally
    if (!isWhole || !(await addExtremes(series, steps, tally))) await addPoints(series, steps, tally)
    isFinite = tally.special === special
    length = nextLength(steps, tally.count - count)
    start = steps.end + 1n
  }
  // A part may be empty where there are fewer buckets than parts.
  const holds = (step: bigint): boolean => mine.first <= step && step <= mine.last
  const ends = [...(holds(bounds.first) ? [first] : []), ...(holds(bounds.last) ? [last] : [])]
  const found = { points: [...ends, ...(await resolved(series, tally))], count: tally.count }
  return part ? { ...found, bounds: [`${bounds.first}`, `${bounds.last}`] } : found
}

/** What is summarized of a part of a series. Beyond what it covers there are no points, but for those that a range leaves out. */
async function spansOf({ run, key, range, summaries }: Series, bounds: Bounds, mine: Bounds, size: number): Promise<Span[]> {
  if (!summaries || mine.last < mine.first) return []
  const start = mine.first > bounds.first ? Number(mine.first) : Number(range.start ?? -Infinity)
  const end = mine.last < bounds.last ? Number(mine.last) : Number(range.end ?? Infinity)
  return summaries.read(run, key, { start, end, size })
}

/** Steps of whole buckets, about as many as in any other part. */
function partOf({ first, last }: Bounds, { start, width }: Grid, { part, of }: Part): Bounds {
  const buckets = (last - start) / width + 1n
  const startOf = (number: number): bigint => start + width * ((buckets * BigInt(number)) / BigInt(of))
  return { first: part === 0 ? first : startOf(part), last: part === of - 1 ? last : startOf(part + 1) - 1n }
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
export async function byTimes(series: Series): Promise<Chosen> {
  const { db, range } = series
  const stretches = await stretchesByTime(series)
  const [head] = stretches
  if (!head) return NONE
  let [early, late] = [head, head]
  for (const stretch of stretches) {
    if (stretch.first < early.first) early = stretch
    if (stretch.last >= late.last) late = stretch
  }
  const bounds: Bounds = { first: BigInt(early.first), last: BigInt(late.last) }
  const tally = new BucketTally('timestamp', bounds, bucketGrid(bounds, range).width)
  for (const stretch of stretches) {
    const number = tally.numberOf(stretch.first)
    if (number !== tally.numberOf(stretch.last)) await addPoints(series, stretch, tally)
    else if ('points' in stretch) tally.addThinned(stretch)
    else if (stretch.isFinite) tally.addExtremes(number, stretch.count, [stretch.low, stretch], [stretch.high, stretch])
    else await addPoints(series, stretch, tally)
  }
  const first = await endPoint(db, pointsBetween(series, early), 'timestamp', 'asc')
  const last = await endPoint(db, pointsBetween(series, late), 'timestamp', 'desc')
  if (!first || !last) return NONE
  return { points: [first, last, ...(await resolved(series, tally))], count: tally.count }
}

async function stretchesByTime(series: Series): Promise<TimeStretch[]> {
  const stretches: TimeStretch[] = []
  const { db, run, key, summaries } = series
  const [from, params] = pointsOf(db, run, key, { axis: 'step', start: undefined, end: undefined, buckets: 1 })
  const [steps] = await db.arrays<readonly [first: number | bigint | null, last: number | bigint | null]>(
    `select (select min(step) from ${from}), (select max(step) from ${from})`,
    [...params, ...params],
  )
  const [first, last] = steps ?? [null, null]
  if (first === null || last === null) return stretches
  const lastStep = BigInt(last)
  const spans = (await summaries?.read(run, key, { start: -Infinity, end: Infinity })) ?? []
  let length = 1n
  for (let start = BigInt(first); start <= lastStep;) {
    while (spans[0] && spans[0].end < start) spans.shift()
    const [span] = spans
    if (span && span.start <= start) {
      stretches.push(...(await inTime(series, span)))
      start = BigInt(span.end) + 1n
      continue
    }
    const wanted = least(start + length - 1n, lastStep)
    const end = span ? least(wanted, BigInt(span.start) - 1n) : wanted
    const sum = await sumUp(series, { start, end })
    if (sum) stretches.push(sum)
    length = nextLength({ start, end }, sum?.count ?? 0)
    start = end + 1n
  }
  return stretches
}

/** Blocks as stretches; of those that a range of times leaves out in part the rest. */
async function inTime(series: Series, { blocks }: Span): Promise<TimeStretch[]> {
  const [from, to] = [series.range.start ?? -Infinity, series.range.end ?? Infinity]
  const stretches: TimeStretch[] = []
  for (const block of blocks) {
    if (block.last < from || block.first > to) continue
    const steps: Steps = { start: BigInt(block.start), end: BigInt(block.end) }
    const stretch = from <= block.first && block.last <= to ? { ...block, ...steps } : await sumUp(series, steps)
    if (stretch) stretches.push(stretch)
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

/** A stretch that is there by those of its points that count. */
type Thinned = Omit<Block, 'start' | 'end'> & Steps
type TimeStretch = Sum | Thinned

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

/** The points that a tally found; those that it knows by their value are looked for. */
async function resolved(series: Series, tally: BucketTally): Promise<ChartPoint[]> {
  const points: ChartPoint[] = []
  for (const { low, high, special } of tally.buckets.values()) {
    for (const extreme of [low, high]) {
      if (!extreme) continue
      const [value, at] = extreme
      if (!('count' in at)) points.push(at)
      else points.push(...(await pointsOfValue(series, at, value)))
    }
    for (const point of special.values()) points.push(point)
  }
  return points
}

/** The first point with a value among some steps. */
function pointsOfValue(series: Series, steps: Steps, value: number): Promise<ChartPoint[]> {
  const [from, params] = pointsBetween(series, steps)
  return series.db.arrays<ChartPoint>(`select value, is_nan, step, timestamp from ${from} and value = ? order by step, rowid limit 1`, [
    ...params,
    value,
  ])
}
