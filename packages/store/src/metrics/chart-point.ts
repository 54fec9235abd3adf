import type { Db, SqlValue } from '../database.ts'
import type { ChartRange } from './chart-range.ts'

/** A point as it is stored, and perhaps what else was read of it. */
export type ChartPoint = readonly [value: number, is_nan: number | boolean, step: number | bigint, timestamp: number | bigint, ...unknown[]]

/** Points that were chosen, a few of them perhaps twice, and out of how many. */
export interface Chosen {
  readonly points: readonly ChartPoint[]
  readonly count: number
}

/** SQL that is true of points that are neither NaN nor infinite; the columns keep the infinities as the largest doubles. */
export const FINITE_ROW = `not is_nan and value > ${-Number.MAX_VALUE} and value < ${Number.MAX_VALUE}`

export const NONE: Chosen = { points: [], count: 0 }

/** The first point along the axis, or the last; of those that share its place the one with the least step or time, or the most. */
export async function endPoint(
  db: Db,
  [from, params]: readonly [sql: string, params: readonly SqlValue[]],
  axis: ChartRange['axis'],
  order: 'asc' | 'desc',
): Promise<ChartPoint | undefined> {
  const other = axis === 'step' ? 'timestamp' : 'step'
  const [point] = await db.arrays<ChartPoint>(
    `select value, is_nan, step, timestamp from ${from} order by ${axis} ${order}, ${other} ${order}, value ${order}, is_nan ${order} limit 1`,
    params,
  )
  return point
}
