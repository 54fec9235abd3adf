import type { Db, SqlValue } from '../database.ts'
import { bySteps } from './by-steps.ts'
import { byTimes } from './by-times.ts'
import { type ChartPoint, type Chosen, FINITE_ROW, NONE, endPoint } from './chart-point.ts'
import { type ChartRange, bucketGrid, bucketOf, pointsOf } from './chart-range.ts'
import type { Summaries } from './summaries/reader.ts'

/** The value of a point, null for NaN and the infinities. */
const FINITE = `case when ${FINITE_ROW} then value end`
const NOT_FINITE = `(is_nan or value <= ${-Number.MAX_VALUE} or value >= ${Number.MAX_VALUE})`

/**
 * Finds the smallest and the largest value of each bucket with their places (the first, where a value comes twice), one NaN and one
 * infinity of each sign a bucket, and the first and the last point. The points come in no order, and one may come twice.
 */
export function extremePoints(db: Db, run: string, key: string, range: ChartRange, summaries?: Summaries): Promise<Chosen> {
  if (db.dialect === 'postgres') return byValue(db, run, key, range)
  const series = { db, run, key, range, summaries }
  return range.axis === 'step' ? bySteps(series) : byTimes(series)
}

/** PostgreSQL: the extreme values first, then where they stand. */
async function byValue(db: Db, run: string, key: string, range: ChartRange): Promise<Chosen> {
  const [from, params] = pointsOf(db, run, key, range)
  const [first, last] = [await endPoint(db, [from, params], range.axis, 'asc'), await endPoint(db, [from, params], range.axis, 'desc')]
  if (!first || !last) return NONE
  const x = range.axis === 'step' ? 2 : 3
  const bounds = { first: BigInt(first[x]), last: BigInt(last[x]) }
  const { start, width } = bucketGrid(bounds, range)
  const [bucket, place] = bucketOf(db, range, { ...bounds, first: start }, width)
  const placed: SqlValue[] = [...place, ...params]
  const buckets = await db.arrays<readonly [bucket: number, low: number | null, high: number | null, count: number]>(
    `select ${bucket} as b, min(${FINITE}), max(${FINITE}), count(*) from ${from} group by b`,
    placed,
  )
  const extremes = buckets.flatMap(([at, low, high]) => (low === null || high === null ? [] : [[at, low] as const, [at, high] as const]))
  const points = await db.arrays<ChartPoint>(
    `select value, is_nan, step, timestamp from (
       select value, is_nan, step, timestamp, row_number() over (partition by b, is_nan, value order by ${range.axis}, step, timestamp) as place
       from (select ${bucket} as b, value, is_nan, step, timestamp from ${from}) as points
       where ${NOT_FINITE} or (b, value) in (select (pair ->> 0)::bigint, (pair ->> 1)::double precision from json_array_elements(?::json) as pair)
     ) as placed where place = 1`,
    [...placed, JSON.stringify(extremes)],
  )
  return { points: [first, ...points, last], count: buckets.reduce((sum, [, , , count]) => sum + count, 0) }
}
