import { BucketTally, type Stretch, isFiniteValue } from './bucket-tally.ts'
import { type Chosen, NONE, endPoint } from './chart-point.ts'
import { type Bounds, type ChartRange, bucketGrid } from './chart-range.ts'
import { stepsOf } from './steps-of.ts'
import { type Series, type Steps, addPoints, least, nextLength, pointsBetween, resolved } from './stretches.ts'
import type { BlockReader } from './summaries/blocks.ts'
import { Span, Spans } from './summaries/spans.ts'

/** Steps, and the times that their points cover. */
interface Timed extends Steps {
  readonly first: number | bigint
  readonly last: number | bigint
}

/** A stretch that may also hold NaN and infinities, and reach over several buckets. */
interface Sum extends Stretch, Timed {
  readonly isFinite: boolean
}

/**
 * SQLite, by time. No index knows the times of a run, but mostly they grow with the steps: the stretches are the same, and those that reach
 * over the end of a bucket are read point by point too.
 */
export async function byTimes(series: Series): Promise<Chosen> {
  const { db, range } = series
  const stretches = await stretchesByTime(series)
  const ends = endsOf(stretches, range)
  if (!ends) return NONE
  const [early, late] = ends
  const bounds: Bounds = { first: BigInt(early.first), last: BigInt(late.last) }
  const tally = new BucketTally('timestamp', bounds, bucketGrid(bounds, range).width)
  for (const stretch of stretches) {
    if (stretch instanceof Span) await addSpan(series, stretch, tally)
    else {
      const number = tally.numberOf(stretch.first)
      if (stretch.isFinite && number === tally.numberOf(stretch.last))
        tally.addExtremes(number, stretch.count, [stretch.low, stretch], [stretch.high, stretch])
      else await addPoints(series, stretch, tally)
    }
  }
  const first = await endPoint(db, pointsBetween(series, early), 'timestamp', 'asc')
  const last = await endPoint(db, pointsBetween(series, late), 'timestamp', 'desc')
  if (!first || !last) return NONE
  return { points: [first, last, ...(await resolved(series, tally))], count: tally.count }
}

/** All steps of a series: what is summarized of them, and sums of the rest. */
async function stretchesByTime(series: Series): Promise<(Sum | Span)[]> {
  const stretches: (Sum | Span)[] = []
  const { db, run, key, range, summaries } = series
  const steps = await stepsOf(db, run, key)
  if (!steps) return stretches
  const [first, last] = steps
  const lastStep = BigInt(last)
  const spans = new Spans((await summaries?.read(run, key, { start: -Infinity, end: Infinity })) ?? [])
  const sum = async (some: Steps): Promise<number> => {
    const found = await sumUp(series, some)
    if (found) stretches.push(found)
    return found?.count ?? 0
  }
  let length = 1n
  for (let start = BigInt(first); start <= lastStep;) {
    const span = spans.at(start)
    if (span) {
      stretches.push(span)
      for (const block of span.blocks()) if (isOf(block, range) === 'partly') await sum(stepsIn(block))
      start = span.next
      continue
    }
    const end = spans.gapEnd(least(start + length - 1n, lastStep))
    length = nextLength({ start, end }, await sum({ start, end }))
    start = end + 1n
  }
  return stretches
}

/** Whether the points of a block belong to a range of times. */
function isOf(
  { first, last }: Pick<BlockReader, 'first' | 'last'>,
  { start = -Infinity, end = Infinity }: ChartRange,
): 'no' | 'partly' | 'yes' {
  if (last < start || first > end) return 'no'
  return start <= first && last <= end ? 'yes' : 'partly'
}

const stepsIn = ({ start, end }: BlockReader): Steps => ({ start: BigInt(start), end: BigInt(end) })

/** The stretches, or blocks, with the earliest and with the latest point. */
function endsOf(stretches: readonly (Sum | Span)[], range: ChartRange): [early: Timed, late: Timed] | undefined {
  let early: Timed | undefined
  let late: Timed | undefined
  const look = (first: number | bigint, last: number | bigint, steps: () => Steps): void => {
    if (!early || first < early.first) early = { ...steps(), first, last }
    if (!late || last >= late.last) late = { ...steps(), first, last }
  }
  for (const stretch of stretches) {
    if (!(stretch instanceof Span)) look(stretch.first, stretch.last, () => stretch)
    else for (const block of stretch.blocks()) if (isOf(block, range) === 'yes') look(block.first, block.last, () => stepsIn(block))
  }
  return early && late && [early, late]
}

async function addSpan(series: Series, span: Span, tally: BucketTally): Promise<void> {
  for (const block of span.blocks()) {
    if (isOf(block, series.range) !== 'yes') continue
    if (tally.numberOf(block.first) === tally.numberOf(block.last)) block.addTo(tally)
    else await addPoints(series, stepsIn(block), tally)
  }
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
