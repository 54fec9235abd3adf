import type { MetricExtreme, WantedExtreme } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { wireValue } from '../metrics/stored-value.ts'

type Row = readonly [wanted: number, run: string, value: number, step: number | bigint, timestamp: number | bigint]

/**
 * Finds the wanted extremes of runs in one statement; undefined when none is wanted. For each run and each wanted value the leading metric's
 * points are read once, and none is kept but the best.
 */
export async function readExtremes(
  db: Db,
  ids: readonly string[],
  wanted: readonly WantedExtreme[],
): Promise<Map<string, MetricExtreme[]> | undefined> {
  if (wanted.length === 0) return undefined
  const asked = wanted.map(({ key, extreme, at }, position) => {
    const sign = extreme === 'max' ? -1 : 1
    const isOwn = at === undefined || at === key
    return { position, shown: key, leader: isOwn ? key : at, sign, tie: isOwn ? sign : 0 }
  })
  const rows = await db.arrays<Row>(db.dialect === 'sqlite' ? SQLITE : POSTGRES, [JSON.stringify(asked), JSON.stringify(ids)])
  const found = new Map<string, MetricExtreme[]>()
  for (const [position, run, value, step, timestamp] of rows) {
    const which = wanted[position]
    if (!which) continue
    const list = found.get(run) ?? []
    found.set(run, list)
    list.push({ ...which, value: wireValue(value, false), step, timestamp })
  }
  return found
}

/** The step of the leader's best value: `b`, of the wanted row `w` and the run `i`. */
const BEST = (table: string): string =>
  `select b.step from ${table} where b.run_uuid = i.id and b.key = w.leader and not b.is_nan order by b.value * w.sign, b.step limit 1`

const SQLITE = `with
  w as materialized (select value ->> 'position' as position, value ->> 'shown' as shown, value ->> 'leader' as leader,
    value ->> 'sign' as sign, value ->> 'tie' as tie from json_each(?)),
  i as materialized (select value as id from json_each(?))
  select w.position, i.id, m.value, m.step, m.timestamp from w cross join i cross join metrics m
  where m.rowid = (
    select p.rowid from metrics p indexed by index_metrics_run_uuid_key_step
    where p.run_uuid = i.id and p.key = w.shown and not p.is_nan
      and p.step = (${BEST('metrics b indexed by index_metrics_run_uuid_key_step')})
    order by p.value * w.tie, p.timestamp desc limit 1)
  order by w.position`

const POSTGRES = `select w.position, i.id, p.value, p.step, p.timestamp
  from json_to_recordset(?::json) as w(position integer, shown text, leader text, sign integer, tie integer)
  cross join json_array_elements_text(?::json) as i(id)
  cross join lateral (${BEST('metrics b')}) as best
  cross join lateral (
    select p.value, p.step, p.timestamp from metrics p
    where p.run_uuid = i.id and p.key = w.shown and not p.is_nan and p.step = best.step
    order by p.value * w.tie, p.timestamp desc limit 1) as p
  order by w.position`
