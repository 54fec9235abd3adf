import { metricsOfRun } from '../dialect.ts'
import { isFiniteValue } from './bucket-tally.ts'
import { type ChartPoint, FINITE_ROW } from './chart-point.ts'
import { firstFrom } from './smooth-tally.ts'
import { stepsOf } from './steps-of.ts'
import { type PageRow, type Series, type Steps, pagesOf } from './stretches.ts'
import type { ChunkPoints } from './summaries/points.ts'

/** Points in their order; NaN also stands for the infinities. */
export interface OrderedPoints {
  readonly values: ArrayLike<number>
  readonly steps: ArrayLike<number | bigint>
  readonly times: ArrayLike<number | bigint>
}

/** Points that are put in order at once, at least. */
const PIECE = 10_000

/** SQLite: points of a series between two steps, by step, time and value; with `times: false` those that are summarized come without their times. */
export async function* pointsByStep(series: Series, { start, end }: Steps, { times }: { times: boolean }): AsyncGenerator<OrderedPoints> {
  const { run, key, summaries } = series
  const chunks = (await summaries?.readPoints(run, key, { start: Number(start), end: Number(end), times })) ?? []
  let next = start
  for (const chunk of chunks) {
    const [first, last] = [BigInt(chunk.start), BigInt(chunk.end)]
    if (next < first) yield* pointsOfTable(series, { start: next, end: first - 1n })
    yield within(chunk, Number(start), Number(end))
    next = last + 1n
  }
  if (next <= end) yield* pointsOfTable(series, { start: next, end })
}

/** The points of a chunk between two steps. */
function within({ values, steps, times }: ChunkPoints, start: number, end: number): OrderedPoints {
  const [from, to] = [firstFrom(steps, start), firstFrom(steps, end + 1)]
  return { values: values.subarray(from, to), steps: steps.subarray(from, to), times: times.subarray(from, to) }
}

async function* pointsOfTable(series: Series, steps: Steps): AsyncGenerator<OrderedPoints> {
  let rows: PageRow[] = []
  for await (const page of pagesOf({ ...series, range: { ...series.range, axis: 'step' } }, steps)) {
    // Points of one step are put in order together.
    const first = page[0]?.[2]
    if (rows.length >= PIECE && rows.at(-1)?.[2] !== first) {
      yield orderedPoints(rows, 'step')
      rows = []
    }
    for (const row of page) rows.push(row)
  }
  if (rows.length > 0) yield orderedPoints(rows, 'step')
}

/** Points by step, time and value, or by time, step and value. */
export function orderedPoints(points: readonly ChartPoint[], axis: 'step' | 'timestamp'): OrderedPoints {
  const inOrder = axis === 'step' ? byStep : byTime
  const isInOrder = points.every((point, at) => at === 0 || inOrder(points[at - 1] ?? point, point) <= 0)
  const sorted = isInOrder ? points : points.toSorted(inOrder)
  return {
    values: sorted.map(([value, is_nan]) => (isFiniteValue(value, is_nan) ? value : NaN)),
    steps: sorted.map(([, , step]) => step),
    times: sorted.map(([, , , time]) => time),
  }
}

const byStep = (one: ChartPoint, other: ChartPoint): number =>
  compare(one[2], other[2]) || compare(one[3], other[3]) || compare(one[0], other[0])
const byTime = (one: ChartPoint, other: ChartPoint): number =>
  compare(one[3], other[3]) || compare(one[2], other[2]) || compare(one[0], other[0])
const compare = (one: number | bigint, other: number | bigint): number => (one < other ? -1 : one > other ? 1 : 0)

/** SQLite: all points of a series by time, step and value, in pieces. */
export async function pointsByTime(series: Series): Promise<OrderedPoints[]> {
  const steps = await stepsOf(series.db, series.run, series.key)
  if (!steps) return []
  const pieces: OrderedPoints[] = []
  let isInOrder = true
  let last: number | bigint = -Infinity
  for await (const piece of pointsByStep(series, { start: BigInt(steps[0]), end: BigInt(steps[1]) }, { times: true })) {
    pieces.push(piece)
    for (let at = 0; isInOrder && at < piece.times.length; at++) {
      const time = piece.times[at] ?? 0
      isInOrder = time >= last
      last = time
    }
  }
  return isInOrder ? pieces : [sortedByTime(pieces)]
}

/** Points by step as points by time: sorting keeps the order of those of one time. */
function sortedByTime(pieces: readonly OrderedPoints[]): OrderedPoints {
  const values = pieces.flatMap((piece) => Array.from(piece.values))
  const steps = pieces.flatMap((piece) => Array.from(piece.steps))
  const times = pieces.flatMap((piece) => Array.from(piece.times))
  const order = [...times.keys()].sort((a, b) => compare(times[a] ?? 0, times[b] ?? 0))
  return {
    values: order.map((at) => values[at] ?? NaN),
    steps: order.map((at) => steps[at] ?? 0),
    times: order.map((at) => times[at] ?? 0),
  }
}

/** The last finite values before a step, in their order, at most so many. */
export async function valuesBefore(series: Series, step: number | bigint, most: number): Promise<number[]> {
  const { db, run, key, summaries } = series
  const known = (await summaries?.valuesBefore(run, key, Number(step), most)) ?? []
  if (known.length >= most) return known.slice(known.length - most)
  const rows = await db.arrays<readonly [number]>(
    `select value from ${metricsOfRun(db)} where run_uuid = ? and key = ? and step < ? and ${FINITE_ROW}
     order by step desc, timestamp desc, value desc limit ?`,
    [run, key, step, most],
  )
  return rows.map(([value]) => value).toReversed()
}
