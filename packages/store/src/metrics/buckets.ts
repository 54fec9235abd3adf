import { LIMITS, type MetricSeries, type RequestOf, type WireDouble, type queryMetricHistory as QueryHistory } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { metricsOfRun, orderedTextList, pairList } from '../dialect.ts'
import { StreamedResponse, printJson } from '../operation.ts'
import { extremePoints } from './bucket-extremes.ts'
import type { ChartPoint } from './chart-point.ts'
import { chartKeys } from './chart-keys.ts'
import { type Bounds, type ChartRange, bucketGrid, chartRange, checkedList, inRange } from './chart-range.ts'
import { orderedPoints } from './ordered-points.ts'
import { type Smoothing, smoothPoints, smoothSeries } from './smooth.ts'
import type { Series } from './stretches.ts'
import { Summaries } from './summaries/reader.ts'

/** One metric of one run, and how many points it has: exactly up to the limit of those that are given whole, else more. */
interface Counted {
  readonly run: string
  readonly key: string
  readonly points: number
}

/** Points that are read and printed at once. */
const PIECE = 50_000

/**
 * Reads metrics of runs for a chart. A series with at most two points a bucket is there whole. Of a longer one the range that it covers is
 * cut into buckets of equal width; each gives its smallest and its largest value, one NaN, one of each infinity; the first and the last
 * point are there too. By x, then by the other of step and time. With a smoothing each bucket also has the moving average over all points of the run up to its last
 * one, the mean and the number of its points.
 * @throws MlflowError INVALID_PARAMETER_VALUE: a list that is empty or over its limit, not one of metric_keys and first_metrics, buckets out of range, a start
 *   behind the end
 */
export async function queryMetricHistory(
  db: Db,
  request: RequestOf<typeof QueryHistory>,
): Promise<{ series: MetricSeries[] } | StreamedResponse> {
  const { counted, range } = await chartSeries(db, request)
  const summaries = await summariesFor(db, counted, range)
  const pieces = piecesOf(counted, range)
  const [first = []] = pieces
  const series = await readSeries(db, first, range, summaries)
  return pieces.length <= 1 ? { series } : new StreamedResponse(printSeries(db, series, pieces.slice(1), range))
}

/** The series of a chart that have points, and its range. */
async function chartSeries(db: Db, request: RequestOf<typeof QueryHistory>): Promise<{ counted: readonly Counted[]; range: ChartRange }> {
  const runs = checkedList('run_ids', request.run_ids, LIMITS.bulkRuns)
  const keys = await chartKeys(db, runs, request)
  const range = chartRange(request, LIMITS.historyBuckets)
  return { counted: await countPoints(db, runs, keys, range), range }
}

/** What is summarized, where there are series that are not given whole. */
const summariesFor = async (db: Db, counted: readonly Counted[], range: ChartRange): Promise<Summaries | undefined> =>
  counted.some(({ points }) => points > wholeLimit(range)) ? Summaries.open(db) : undefined

/** Series that are given whole have at most this many points. */
const wholeLimit = ({ buckets }: ChartRange): number => 2 * buckets

async function countPoints(db: Db, runs: readonly string[], keys: readonly string[], range: ChartRange): Promise<Counted[]> {
  const [kept, params] = inRange(range)
  const rows = await db.arrays<readonly [run: string, key: string, points: number]>(
    `select run, key, points from (
       select r.value as run, k.value as key, r.position as run_position, k.position as key_position,
         (select count(*) from (select 1 as one from ${metricsOfRun(db)} where run_uuid = r.value and key = k.value ${kept} limit ?) as enough) as points
       from (${orderedTextList(db)}) as r cross join (${orderedTextList(db)}) as k
     ) as counted where points > 0 order by run_position, key_position`,
    [...params, wholeLimit(range) + 1, JSON.stringify(runs), JSON.stringify(keys)],
  )
  return rows.map(([run, key, points]) => ({ run, key, points }))
}

/** Cuts a long list of series so that no piece of the answer holds too many points. */
function piecesOf(counted: readonly Counted[], { buckets }: ChartRange): Counted[][] {
  const pieces: Counted[][] = []
  let room = 0
  for (const series of counted) {
    const points = Math.min(series.points, 2 * buckets)
    const last = pieces.at(-1)
    if (last && points <= room) last.push(series)
    else pieces.push([series])
    room = (last && points <= room ? room : PIECE) - points
  }
  return pieces
}

async function* printSeries(db: Db, first: readonly MetricSeries[], rest: readonly Counted[][], range: ChartRange): AsyncGenerator<string> {
  const print = (series: readonly MetricSeries[]): string => series.map(printJson).join(',')
  yield `{"series":[${print(first)}`
  for (const piece of rest) yield `,${print(await readSeries(db, piece, range, await summariesFor(db, piece, range)))}`
  yield ']}'
}

async function readSeries(
  db: Db,
  counted: readonly Counted[],
  range: ChartRange,
  summaries: Summaries | undefined,
): Promise<MetricSeries[]> {
  const isWhole = ({ points }: Counted): boolean => points <= wholeLimit(range)
  const whole = await readWhole(db, counted.filter(isWhole), range)
  const series: MetricSeries[] = []
  for (const each of counted) {
    const { run, key } = each
    const points = whole.get(nameOf(run, key)) ?? []
    const one = { db, run, key, range, summaries }
    series.push(isWhole(each) ? await readShort(one, points) : await readLong(one))
  }
  return series
}

const nameOf = (run: string, key: string): string => `${run} ${key}`

type WholeRow = readonly [
  value: number,
  is_nan: number | boolean,
  step: number | bigint,
  timestamp: number | bigint,
  run: string,
  key: string,
]

/** All points of short series, in one query. */
async function readWhole(db: Db, counted: readonly Counted[], range: ChartRange): Promise<Map<string, ChartPoint[]>> {
  const whole = new Map<string, ChartPoint[]>()
  if (counted.length === 0) return whole
  const [kept, params] = inRange(range)
  const rows = await db.arrays<WholeRow>(
    `select value, is_nan, step, timestamp, run_uuid, key from ${metricsOfRun(db)} where (run_uuid, key) in (${pairList(db)}) ${kept}`,
    [JSON.stringify(counted.map(({ run, key }) => [run, key])), ...params],
  )
  for (const [value, is_nan, step, timestamp, run, key] of rows) {
    const name = nameOf(run, key)
    const points = whole.get(name)
    if (points) points.push([value, is_nan, step, timestamp])
    else whole.set(name, [[value, is_nan, step, timestamp]])
  }
  for (const points of whole.values()) points.sort(inOrder(range))
  return whole
}

/** A series with all of its points. */
async function readShort(series: Series, points: readonly ChartPoint[]): Promise<MetricSeries> {
  const { run, key, range } = series
  const whole = toSeries(run, key, points.length, points)
  const smoothing = smoothingOf(range, boundsOf(points, range))
  return smoothing ? { ...whole, smoothed: (await smoothPoints(series, smoothing, orderedPoints(points, range.axis))).smoothed } : whole
}

/** What the points of a series cover, which are in order. */
function boundsOf(points: readonly ChartPoint[], { axis }: ChartRange): Bounds | undefined {
  const x = axis === 'step' ? 2 : 3
  const [first, last] = [points[0]?.[x], points.at(-1)?.[x]]
  return first === undefined || last === undefined ? undefined : { first: BigInt(first), last: BigInt(last) }
}

const smoothingOf = (range: ChartRange, bounds: Bounds | undefined): Smoothing | undefined =>
  range.smoothing === undefined || !bounds ? undefined : { weight: range.smoothing, bounds, cut: bucketGrid(bounds, range) }

/** The points of a long series that a chart needs. */
async function readLong(long: Series): Promise<MetricSeries> {
  const { db, run, key, range, summaries } = long
  const { points, count } = await extremePoints(db, run, key, range, summaries)
  const order = inOrder(range)
  const sorted = points.toSorted(order)
  const unlike = sorted.filter((point, at) => at === 0 || order(sorted[at - 1] ?? point, point) !== 0)
  const series = toSeries(run, key, count, unlike)
  const smoothing = smoothingOf(range, boundsOf(sorted, range))
  if (smoothing) series.smoothed = (await smoothSeries(long, smoothing)).smoothed
  return series
}

/** 0 only for the same point. */
type Compare = (one: ChartPoint, other: ChartPoint) => number

function inOrder({ axis }: ChartRange): Compare {
  const [x, y] = axis === 'step' ? ([2, 3] as const) : ([3, 2] as const)
  return (one, other) =>
    compare(one[x], other[x]) || compare(one[y], other[y]) || compare(one[0], other[0]) || Number(one[1]) - Number(other[1])
}

const compare = (one: number | bigint, other: number | bigint): number => (one < other ? -1 : one > other ? 1 : 0)

function toSeries(run_id: string, key: string, count: number, points: readonly ChartPoint[]): MetricSeries {
  return {
    run_id,
    key,
    points: count,
    sampled: points.length < count,
    steps: points.map(([, , step]) => step),
    timestamps: points.map(([, , , timestamp]) => timestamp),
    values: points.map(([value, is_nan]) => chartValue(value, is_nan)),
  }
}

/** The columns keep an infinity as the largest double. */
function chartValue(value: number, isNan: number | boolean): WireDouble {
  if (isNan) return 'NaN'
  if (value === Number.MAX_VALUE) return 'Infinity'
  return value === -Number.MAX_VALUE ? '-Infinity' : value
}
