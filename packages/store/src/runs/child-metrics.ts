import type { ChildMetric, WireDouble } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { isOneText } from '../dialect.ts'
import { type Fragment, all, raw, sql } from '../sql.ts'
import { PARENT_TAG } from './nested.ts'
import { type Scope, memberConditions } from './search-scope.ts'

/** Keys up to which each is looked up in each run by itself. */
const FEW_KEYS = 10
/** Stored values of at least this size are infinities to a mean, which PostgreSQL could not add up. */
const HUGE = 1e300

type Row = readonly [parent: string, key: string, n: number, mean: number | null, min: number, max: number]

/**
 * Sums up some metrics of the runs nested in each of some runs, at any depth, in the scope's experiments and stages. Runs without nested
 * ones, and metrics that none of those has, are left out; metrics come in the order of `keys`.
 */
export async function readChildMetrics(
  db: Db,
  scope: Scope,
  ids: readonly string[],
  keys: readonly string[],
): Promise<Map<string, ChildMetric[]>> {
  if (ids.length === 0 || keys.length === 0) return new Map()
  const query = sql`${nestedBelow(db, ids)}
    select b.top, m.key, count(*), avg(case when abs(m.value) < ${raw(String(HUGE))} then m.value end), min(m.value), max(m.value)
    from below b cross join runs c cross join ${metricRows(db, keys)}
    and c.run_uuid = b.run and c.run_uuid <> b.top and ${all(memberConditions(db, scope, 'c'))} and ${raw(db.dialect === 'sqlite' ? 'm.is_nan = 0' : 'not m.is_nan')}
    group by b.top, m.key`
  const rows = await db.arrays<Row>(query.text, query.params)
  const places = new Map(keys.map((key, place) => [key, place]))
  const found = new Map<string, ChildMetric[]>()
  for (const row of rows.toSorted(([, one], [, other]) => (places.get(one) ?? 0) - (places.get(other) ?? 0))) {
    const metrics = found.get(row[0])
    if (metrics) metrics.push(metricOf(row))
    else found.set(row[0], [metricOf(row)])
  }
  return found
}

/** The table `below`: each of some runs as `top` with every `run` nested in it. A run that is its own ancestor ends the descent. */
function nestedBelow(db: Db, ids: readonly string[]): Fragment {
  const value = raw(db.dialect === 'sqlite' ? 't.value' : 'substr(t.value, 1, 250)')
  const listed: Fragment = { text: isOneText(db), params: [JSON.stringify(ids)] }
  return sql`with recursive below (top, run) as (
    select ${value}, t.run_uuid from tags t where t.key = ${PARENT_TAG} and ${value} ${listed}
    union
    select b.top, t.run_uuid from below b cross join tags t where t.key = ${PARENT_TAG} and ${value} = b.run)`
}

/** The latest metrics `m` of the run `c`: few keys are looked up each; of many the rows of the run are read and picked. */
function metricRows(db: Db, keys: readonly string[]): Fragment {
  const key = db.dialect === 'sqlite' && keys.length > FEW_KEYS ? '+m.key' : 'm.key'
  return sql`latest_metrics m where m.run_uuid = c.run_uuid and ${{ text: `${key} ${isOneText(db)}`, params: [JSON.stringify(keys)] }}`
}

function metricOf([, key, n, mean, min, max]: Row): ChildMetric {
  const tops = [max >= HUGE ? Infinity : undefined, min <= -HUGE ? -Infinity : undefined].filter((value) => value !== undefined)
  const value = tops.length > 0 ? tops.reduce((sum, one) => sum + one, 0) : (mean ?? 0)
  return { key, n: Number(n), mean: Number.isFinite(value) ? value : (String(value) as WireDouble), min, max }
}
