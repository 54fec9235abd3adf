import { FINITE_ROW } from './chart-point.ts'
import { type Bounds, bucketOf, pointsOf } from './chart-range.ts'
import { type OrderedPoints, pointsByStep, pointsByTime, valuesBefore } from './ordered-points.ts'
import { type Cut, SmoothTally, firstFrom, reachOf } from './smooth-tally.ts'
import type { Series } from './stretches.ts'

/** How a series is smoothed. */
export interface Smoothing {
  /** Of what came before, 0 to 0.999. */
  readonly weight: number
  /** Places of its first and its last point in the range. */
  readonly bounds: Bounds
  readonly cut: Cut
}

/**
 * Smooths all points of a series along its axis (step, time, value; or time, step, value), those before the range too, and reads the average at the last point
 * of each bucket.
 */
export async function smoothSeries(series: Series, smoothing: Smoothing): Promise<SmoothTally> {
  const { db, range } = series
  if (db.dialect === 'postgres') return smoothInSql(series, smoothing)
  const { weight, bounds, cut } = smoothing
  const tally = new SmoothTally(weight, cut)
  if (range.axis === 'timestamp') return addByTime(series, bounds, tally)
  const { first, last } = bounds
  if (range.start !== undefined) tally.warm(await valuesBefore(series, first, reachOf(weight)))
  for await (const { values, steps } of pointsByStep(series, { start: first, end: last }, { times: false })) tally.add(values, steps)
  return tally.close()
}

/** No index of SQLite knows the times of a run: all of it is read. */
async function addByTime(series: Series, { first, last }: Bounds, tally: SmoothTally): Promise<SmoothTally> {
  for (const { values, times } of await pointsByTime(series)) {
    const from = firstFrom(times, first)
    tally.warm(values, from)
    tally.add(values, times, from, firstFrom(times, last + 1n, from))
  }
  return tally.close()
}

/** Smooths points that are there already: all that a series has in the range, along its axis. */
export async function smoothPoints(series: Series, { weight, bounds, cut }: Smoothing, points: OrderedPoints): Promise<SmoothTally> {
  const { axis, start } = series.range
  const tally = new SmoothTally(weight, cut)
  if (series.db.dialect === 'sqlite' && axis === 'timestamp' && start !== undefined) return addByTime(series, bounds, tally)
  if (start !== undefined) tally.warm(await valuesBeforeRange(series, reachOf(weight)))
  tally.add(points.values, axis === 'step' ? points.steps : points.times)
  return tally.close()
}

/** The last finite values before the range, in their order, at most so many. */
async function valuesBeforeRange(series: Series, most: number): Promise<number[]> {
  const { db, run, key, range } = series
  if (range.start === undefined) return []
  if (db.dialect === 'sqlite') return valuesBefore(series, range.start, most)
  const [from, params] = pointsOf(db, run, key, { ...range, start: undefined, end: undefined })
  const other = range.axis === 'step' ? 'timestamp' : 'step'
  const rows = await db.arrays<readonly [number]>(
    `select value from ${from} and ${range.axis} < ? and ${FINITE_ROW} order by ${range.axis} desc, ${other} desc, value desc limit ?`,
    [...params, range.start, most],
  )
  return rows.map(([value]) => value).toReversed()
}

/** Values whose weighted sums would be too small for a double: PostgreSQL refuses to compute those. */
const SMALLEST = 1e-290

type SummedRow = readonly [
  number: number | bigint,
  last: number | bigint,
  count: number,
  finite: number,
  half: number | null,
  weighted: number | null,
]

/** PostgreSQL: points are numbered along the axis; of each bucket those count that are not forgotten at its last one. */
async function smoothInSql(series: Series, { weight, bounds, cut }: Smoothing): Promise<SmoothTally> {
  const { db, run, key, range } = series
  const tally = new SmoothTally(weight, cut)
  tally.warm(await valuesBeforeRange(series, reachOf(weight)))
  const [bucket, place] = bucketOf(db, range, { ...bounds, first: cut.start }, cut.width)
  const [from, params] = pointsOf(db, run, key, range)
  const other = range.axis === 'step' ? 'timestamp' : 'step'
  // Half of each value: the sum of large ones stays below the end of the doubles.
  const rows = await db.arrays<SummedRow>(
    `with placed as materialized (
       select b, x, v, count(v) over (order by x, other, value rows unbounded preceding) as place from (
         select ${bucket} as b, ${range.axis} as x, ${other} as other, value,
           case when ${FINITE_ROW} then case when abs(value) < ${SMALLEST} then 0 else value end end as v from ${from}
       ) as points
     ), ends as (select b, max(x) as last, count(*) as count, count(v) as finite, max(place) as finish from placed group by b)
     select ends.b, last, count, finite, sum(v / 2 / finite::double precision),
       sum(v * (1 - ?::double precision) * power(?::double precision, (finish - place)::double precision)) filter (where v is not null and finish - place < ?::bigint)
     from placed join ends on ends.b = placed.b group by ends.b, last, count, finite order by ends.b`,
    [...place, ...params, weight, weight, reachOf(weight)],
  )
  for (const [number, last, count, finite, half, weighted] of rows)
    tally.addSummed({
      number: Number(number),
      last,
      count: Number(count),
      finite: Number(finite),
      mean: 2 * (half ?? 0),
      weighted: weighted ?? 0,
    })
  return tally
}
