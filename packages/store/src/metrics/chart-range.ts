import { LIMITS, type MetricAxis, invalid } from '@tailrace/contract'
import type { Db, SqlValue } from '../database.ts'
import { metricsOfRun } from '../dialect.ts'
import { smoothingWeight } from './smooth-tally.ts'

/** A part of an axis; both ends belong to it. */
export interface Bounds {
  readonly first: bigint
  readonly last: bigint
}

/** Which points a chart is about, and how finely. */
export interface ChartRange {
  /** Column that the axis stands for. */
  readonly axis: 'step' | 'timestamp'
  readonly start: number | bigint | undefined
  readonly end: number | bigint | undefined
  readonly buckets: number
  /** Weight of what came before, 0 to 0.999; undefined: nothing is smoothed. */
  readonly smoothing: number | undefined
}

/** What the requests for charts have in common. */
interface ChartRequest {
  x?: MetricAxis
  start?: number | bigint
  end?: number | bigint
  buckets?: number
  smoothing?: number
}

/** Reads the axis of a request. @throws MlflowError INVALID_PARAMETER_VALUE: buckets or smoothing out of range, a start behind the end */
export function chartRange({ x = 'step', start, end, buckets, smoothing }: ChartRequest, fallback: number): ChartRange {
  const wanted = buckets ?? fallback
  if (wanted < 1 || wanted > LIMITS.buckets) throw invalid(`buckets must be between 1 and ${LIMITS.buckets}, got ${wanted}.`)
  if (start !== undefined && end !== undefined && start > end) throw invalid(`start must not be greater than end, got ${start} and ${end}.`)
  return { axis: x === 'time' ? 'timestamp' : 'step', start, end, buckets: wanted, smoothing: smoothingWeight(smoothing) }
}

/** Refuses an empty list or one over its limit; answers it without what comes twice. @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkedList(name: string, items: readonly string[], limit: number): string[] {
  if (items.length === 0 || items.length > limit) throw invalid(`${name} must hold 1 to ${limit} items, got ${items.length}.`)
  return [...new Set(items)]
}

/** SQL that keeps the points of the range, to follow other conditions, and its values. */
export function inRange({ axis, start, end }: ChartRange): readonly [sql: string, params: SqlValue[]] {
  const parts: string[] = []
  const params: SqlValue[] = []
  if (start !== undefined) {
    parts.push(`and ${axis} >= ?`)
    params.push(start)
  }
  if (end !== undefined) {
    parts.push(`and ${axis} <= ?`)
    params.push(end)
  }
  return [parts.join(' '), params]
}

/** The points of one metric of one run in a range, as SQL to follow `from`, and its values. */
export function pointsOf(db: Pick<Db, 'dialect'>, run: string, key: string, range: ChartRange): readonly [sql: string, params: SqlValue[]] {
  const [kept, params] = inRange(range)
  return [`${metricsOfRun(db)} where run_uuid = ? and key = ? ${kept}`, [run, key, ...params]]
}

/** Values on an axis that share a bucket: whole numbers, so that a bucket never holds a part of a step. */
export function bucketWidth({ first, last }: Bounds, buckets: number): bigint {
  const count = BigInt(buckets)
  return (last - first + count) / count
}

/** How an axis is cut into buckets. */
export interface Grid {
  /** Where the first bucket begins: at the first point or a little before it. */
  readonly start: bigint
  readonly width: bigint
  /** Buckets begin at whole multiples of it. */
  readonly unit: bigint
}

/** Steps from which on a bucket is rounded, and to whole multiples of how many at least: those of the shortest blocks. */
const WIDE_BUCKET = 64n
const LEAST_UNIT = 16n

/**
 * Cuts what a series covers into at most so many buckets. Those of many steps are a little wider than need be, by an eighth at most (under 128 steps
 * by a quarter), so that blocks of steps that have been summed up before never reach from one into the next.
 */
export function bucketGrid(bounds: Bounds, { axis, buckets }: Pick<ChartRange, 'axis' | 'buckets'>): Grid {
  const exact = bucketWidth(bounds, buckets)
  if (axis !== 'step' || exact < WIDE_BUCKET) return { start: bounds.first, width: exact, unit: 1n }
  const eighth = 1n << BigInt(exact.toString(2).length - 4)
  const unit = eighth > LEAST_UNIT ? eighth : LEAST_UNIT
  const start = bounds.first - (((bounds.first % unit) + unit) % unit)
  let width = ((exact + unit - 1n) / unit) * unit
  while ((bounds.last - start) / width >= BigInt(buckets)) width += unit
  return { start, width, unit }
}

/** Differences beyond this leave the 64 bits of the databases' whole numbers. */
const WIDE = 1n << 62n

/**
 * The number of a point's bucket, from 0, as SQL and its values. Where the range itself leaves 64 bits, a point at the very edge of a
 * bucket may count to the next one on SQLite.
 */
export function bucketOf(
  db: Pick<Db, 'dialect'>,
  { axis }: Pick<ChartRange, 'axis'>,
  { first, last }: Bounds,
  width: bigint,
): readonly [sql: string, params: SqlValue[]] {
  const isWide = last - first > WIDE || first < -WIDE
  if (db.dialect === 'postgres') {
    return [isWide ? `div(${axis}::numeric - ?::numeric, ?::numeric)::bigint` : `(${axis} - ?::bigint) / ?::bigint`, [first, width]]
  }
  if (!isWide) return [`(${axis} - ?) / ?`, [first, width]]
  return [`min(cast((cast(${axis} as real) - ?) / ? as integer), ${(last - first) / width})`, [Number(first), Number(width)]]
}
