import type { Db, SqlValue } from '../database.ts'
import { type Bounds, type ChartRange, bucketOf, bucketWidth, pointsOf } from './chart-range.ts'

/** A point as it is stored. */
export type ChartPoint = readonly [value: number, is_nan: number | boolean, step: number | bigint, timestamp: number | bigint]

/** Points that were chosen, and out of how many. */
interface Chosen {
  points: ChartPoint[]
  count: number
}

/** The value of a point, null for NaN and the infinities (the largest doubles). */
const FINITE = `case when not is_nan and value > ${-Number.MAX_VALUE} and value < ${Number.MAX_VALUE} then value end`
const NOT_FINITE = `(is_nan or value <= ${-Number.MAX_VALUE} or value >= ${Number.MAX_VALUE})`

/**
 * Finds the smallest and the largest value of each bucket with their places (the first, where a value comes twice), and one NaN and one
 * infinity of each sign a bucket. `bounds` is what the series covers. The points come in no order, and one may come twice.
 */
export async function extremePoints(db: Db, run: string, key: string, range: ChartRange, bounds: Bounds): Promise<Chosen> {
  const width = bucketWidth(bounds, range.buckets)
  if (db.dialect === 'postgres') return byValue(db, run, key, range, bounds, width)
  return range.axis === 'step' ? bySteps(db, run, key, bounds, width) : byTimes(db, run, key, range, bounds, width)
}

/** SQLite: a query with a single min or max gives the other columns of that very row. */
type Extreme = readonly [value: number | null, step: number | bigint, timestamp: number | bigint, count: number, finite: number]

/** SQLite, by step: each bucket is a stretch of the index, so nothing is sorted. */
async function bySteps(db: Db, run: string, key: string, { first, last }: Bounds, width: bigint): Promise<Chosen> {
  const chosen: Chosen = { points: [], count: 0 }
  for (let start = first; start <= last; start += width) {
    const stretch: ChartRange = { axis: 'step', start, end: start + width > last ? last : start + width - 1n, buckets: 1 }
    const [from, params] = pointsOf(db, run, key, stretch)
    const [highest] = await db.arrays<Extreme>(`select max(${FINITE}), step, timestamp, count(*), count(${FINITE}) from ${from}`, params)
    if (!highest || highest[3] === 0) continue
    const [lowest] = await db.arrays<Extreme>(`select min(value), step, timestamp from ${from} and not ${NOT_FINITE}`, params)
    addExtremes(chosen, highest, lowest)
    if (highest[4] === highest[3]) continue
    chosen.points.push(
      ...(await db.arrays<ChartPoint>(
        `select value, is_nan, min(step), timestamp from ${from} and ${NOT_FINITE} group by is_nan, value`,
        params,
      )),
    )
  }
  return chosen
}

/** SQLite, by time: no index knows the times of a run, so its points are sorted into buckets. */
async function byTimes(db: Db, run: string, key: string, range: ChartRange, bounds: Bounds, width: bigint): Promise<Chosen> {
  const [from, params] = pointsOf(db, run, key, range)
  const [bucket, place] = bucketOf(db, range, bounds, width)
  const values = [...place, ...params]
  const chosen: Chosen = { points: [], count: 0 }
  const highest = await db.arrays<readonly [...Extreme, number]>(
    `select max(${FINITE}), step, timestamp, count(*), count(${FINITE}), ${bucket} as b from ${from} group by b`,
    values,
  )
  const lowest = await db.arrays<Extreme>(`select min(${FINITE}), step, timestamp, ${bucket} as b from ${from} group by b`, values)
  highest.forEach(([value, step, timestamp, count, finite], index) => {
    addExtremes(chosen, [value, step, timestamp, count, finite], lowest[index])
  })
  if (highest.every(([, , , count, finite]) => count === finite)) return chosen
  const special = await db.arrays<readonly [...ChartPoint, number]>(
    `select value, is_nan, step, min(timestamp), ${bucket} as b from ${from} and ${NOT_FINITE} group by b, is_nan, value`,
    values,
  )
  for (const [value, is_nan, step, timestamp] of special) chosen.points.push([value, is_nan, step, timestamp])
  return chosen
}

function addExtremes(chosen: Chosen, highest: Extreme, lowest: Extreme | undefined): void {
  chosen.count += highest[3]
  for (const extreme of [lowest, highest]) {
    if (extreme && extreme[0] !== null) chosen.points.push([extreme[0], false, extreme[1], extreme[2]])
  }
}

/** PostgreSQL: the extreme values first, then where they stand. */
async function byValue(db: Db, run: string, key: string, range: ChartRange, bounds: Bounds, width: bigint): Promise<Chosen> {
  const [from, params] = pointsOf(db, run, key, range)
  const [bucket, place] = bucketOf(db, range, bounds, width)
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
  return { points, count: buckets.reduce((sum, [, , , count]) => sum + count, 0) }
}
