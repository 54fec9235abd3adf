import { BucketTally, type Extreme, isFiniteValue } from './bucket-tally.ts'
import { type Chosen, NONE, endPoint } from './chart-point.ts'
import { type Bounds, bucketGrid, pointsOf } from './chart-range.ts'
import { type Series, type Steps, addPoints, least, nextLength, pointsBetween, resolved } from './stretches.ts'
import { Spans } from './summaries/spans.ts'

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
  const spans = await spansOf(series, Number(grid.unit))
  let length = 1n
  let isFinite = true
  for (let { first: start } = bounds; start <= bounds.last;) {
    const span = spans.at(start)
    if (span) {
      span.addTo(tally)
      start = span.next
      continue
    }
    const isWhole = isFinite && length <= 2n * grid.width
    const bucketEnd = start + grid.width - 1n - ((start - grid.start) % grid.width)
    const steps: Steps = { start, end: spans.gapEnd(least(isWhole ? bucketEnd : start + length - 1n, bounds.last)) }
    const { count, special } = tally
    if (!isWhole || !(await addExtremes(series, steps, tally))) await addPoints(series, steps, tally)
    isFinite = tally.special === special
    length = nextLength(steps, tally.count - count)
    start = steps.end + 1n
  }
  return { points: [first, last, ...(await resolved(series, tally))], count: tally.count }
}

/** The summaries of a series within its range. */
async function spansOf({ run, key, range, summaries }: Series, size: number): Promise<Spans> {
  if (!summaries) return new Spans([])
  const start = Number(range.start ?? -Infinity)
  const end = Number(range.end ?? Infinity)
  return new Spans(await summaries.read(run, key, { start, end, size }))
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
