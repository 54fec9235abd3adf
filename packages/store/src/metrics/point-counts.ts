import type { Db } from '../database.ts'
import { type ChartRange, pointsOf } from './chart-range.ts'
import { type RowMark, lastRow, pointsSince } from './row-mark.ts'

/** A count, and up to where it reaches. */
interface Counted {
  readonly points: number
  readonly mark: RowMark | undefined
}

/** Counts of one connection that are kept; those that were not asked for go first. */
const MOST = 1_000
/** To look at new rows of all metrics costs no more than to count the metric's own, where it has this many times as many. */
const WORTH = 4

const ofConnections = new WeakMap<Db, Map<string, Counted>>()

/** SQLite: how many points a metric of a run has in a range. Of what has been counted before only rows that are new are looked at. */
export async function countAll(db: Db, run: string, key: string, range: ChartRange): Promise<number> {
  const { axis, start, end } = range
  const name = [run, key, axis, start, end].join('\n')
  let counts = ofConnections.get(db)
  if (!counts) ofConnections.set(db, (counts = new Map()))
  const known = counts.get(name)
  const since = known?.mark && (await pointsSince(db, known.mark, run, key, range, known.points / WORTH))
  const points = known && since !== undefined ? known.points + since : await countAnew(db, run, key, range)
  counts.delete(name)
  counts.set(name, { points, mark: await lastRow(db) })
  if (counts.size > MOST) counts.delete(counts.keys().next().value ?? '')
  return points
}

async function countAnew(db: Db, run: string, key: string, range: ChartRange): Promise<number> {
  const [from, params] = pointsOf(db, run, key, range)
  const [[points] = [0]] = await db.arrays<readonly [number]>(`select count(*) from ${from}`, params)
  return points
}

/** Whether a stretch of a metric still has as many points as when a row was the last one. */
export async function isUnchanged(db: Db, run: string, key: string, steps: ChartRange, { points, mark }: Counted): Promise<boolean> {
  const since = mark && (await pointsSince(db, mark, run, key, steps, points / WORTH))
  return since === undefined ? (await countAnew(db, run, key, steps)) === points : since === 0
}
