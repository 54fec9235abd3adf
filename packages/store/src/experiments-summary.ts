import {
  type ExperimentSummary,
  LIMITS,
  type PrimaryKey,
  type PrimaryMetric,
  type RequestOf,
  type ResponseOf,
  type summarizeExperiments as SummarizeExperiments,
  directionOf,
  rankMetrics,
} from '@tailrace/contract'
import type { Db } from './database.ts'
import { isOneOf, isOneText, jsonText, lookup } from './dialect.ts'
import { type ExperimentNumber, experimentIdNumber } from './experiment-id.ts'
import { wireValue } from './metrics/stored-value.ts'
import { primaryMetrics } from './primary-metric.ts'

/** Newest runs of an experiment whose metrics are counted to find the one it is about. */
const RECENT = 20
const DAY = 86_400_000
const USERS = 3
/** Best values of a metric that are looked at for each experiment about it, before all its runs are. */
const LEADERS = 20

/** Sums up experiments in the order asked for, without ids the active ones that were changed last; unknown ones are left out. @throws MlflowError INVALID_PARAMETER_VALUE: an id */
export async function summarizeExperiments(
  db: Db,
  { experiment_ids }: RequestOf<typeof SummarizeExperiments>,
): Promise<ResponseOf<typeof SummarizeExperiments>> {
  const found = experiment_ids ? await knownOf(db, experiment_ids) : await changedLast(db)
  const summaries = await countRuns(db, found)
  const metrics = await bestValues(db, await mainMetrics(db, found))
  return {
    experiments: found.map((id) => {
      const metric = metrics.get(id)
      return { ...(summaries.get(id) ?? empty(id)), ...(metric && { metric }) }
    }),
  }
}

async function knownOf(db: Db, experiment_ids: readonly string[]): Promise<ExperimentNumber[]> {
  const ids = [...new Set(experiment_ids.map((id) => experimentIdNumber(db, id)))]
  const rows = await db.arrays<[ExperimentNumber]>(`select experiment_id from experiments where experiment_id ${isOneOf(db)}`, [
    jsonText(ids),
  ])
  const known = new Set(rows.map(([id]) => id))
  return ids.filter((id) => known.has(id))
}

/** The active experiments that were changed last, as many as a request may name. */
async function changedLast(db: Db): Promise<ExperimentNumber[]> {
  const rows = await db.arrays<[ExperimentNumber]>(
    `select experiment_id from experiments where lifecycle_stage = 'active'
     order by last_update_time is null, last_update_time desc, experiment_id limit ?`,
    [LIMITS.summaryExperiments],
  )
  return rows.map(([id]) => id)
}

const empty = (id: ExperimentNumber): ExperimentSummary => ({
  experiment_id: String(id),
  runs: 0,
  running: 0,
  failed_last_day: 0,
  users: [],
})

type CountRow = readonly [
  id: ExperimentNumber,
  runs: number,
  running: number,
  failed: number,
  started: number | null,
  ended: number | null,
  users: string,
]

/** A user who has a run, or how many of them. */
type Users = string | null | readonly [user: string | null, runs: number]

/** Counts, activity and users, from one look at each run. */
async function countRuns(db: Db, ids: readonly ExperimentNumber[]): Promise<Map<ExperimentNumber, ExperimentSummary>> {
  const rows = await db.arrays<CountRow>(db.dialect === 'sqlite' ? countByExperiment(db) : countByUser(db), [
    Date.now() - DAY,
    jsonText(ids),
  ])
  return new Map(
    rows.map(([id, runs, running, failed, started, ended, users]) => [
      id,
      {
        experiment_id: String(id),
        runs: Number(runs),
        running: Number(running),
        failed_last_day: Number(failed),
        users: mostOften(JSON.parse(users) as Users[]),
        last_activity: Math.max(Number(started ?? 0), Number(ended ?? 0)),
      },
    ]),
  )
}

/** SQLite: to group by users would sort all runs, so their names come as a list, which costs less. */
const countByExperiment = (db: Pick<Db, 'dialect'>): string =>
  `select experiment_id, count(*), sum(status = 'RUNNING'), sum(status = 'FAILED' and coalesce(end_time, start_time) > ?),
     max(start_time), max(end_time), json_group_array(user_id)
   from runs where experiment_id ${isOneOf(db)} and lifecycle_stage = 'active' group by experiment_id`

/** PostgreSQL: hashes the groups, and a list of all names would have to travel. */
const countByUser = (db: Pick<Db, 'dialect'>): string =>
  `select experiment_id, sum(runs), sum(case when status = 'RUNNING' then runs else 0 end), sum(case when status = 'FAILED' then late else 0 end),
     max(started), max(ended), json_agg(json_build_array(user_id, runs))::text
   from (
     select experiment_id, user_id, status, count(*) as runs, max(start_time) as started, max(end_time) as ended,
       sum(case when coalesce(end_time, start_time) > ? then 1 else 0 end) as late
     from runs where experiment_id ${isOneOf(db)} and lifecycle_stage = 'active' group by experiment_id, user_id, status
   ) as counted group by experiment_id`

/** The users with the most runs, then by name. */
function mostOften(users: readonly Users[]): string[] {
  const counts = new Map<string, number>()
  for (const item of users) {
    const [user, runs] = Array.isArray(item) ? (item as [string | null, number]) : [item as string | null, 1]
    if (user) counts.set(user, (counts.get(user) ?? 0) + runs)
  }
  const order = [...counts].toSorted(([one, n], [other, m]) => m - n || (one < other ? -1 : 1))
  return order.slice(0, USERS).map(([user]) => user)
}

interface Primary {
  key: string
  direction: PrimaryMetric['direction']
}

const primaryOf = ({ key, direction }: PrimaryKey): Primary => ({ key, direction: direction === 'up' ? 'max' : 'min' })

/** The metric that each experiment is about: the one its tag names, else the one of its newest runs that matters most. */
async function mainMetrics(db: Db, ids: readonly ExperimentNumber[]): Promise<Map<ExperimentNumber, Primary>> {
  const named = await primaryMetrics(db, ids)
  const primaries = new Map([...named].map(([id, primary]) => [id, primaryOf(primary)]))
  const unnamed = ids.filter((id) => !primaries.has(id))
  const recent = await db.arrays<[string]>(recentRuns(db), [jsonText(unnamed)])
  const rows = await db.arrays<[ExperimentNumber, string, number]>(
    `select r.experiment_id, m.key, count(*) as runs from runs r cross join latest_metrics m
     where r.run_uuid ${isOneText(db)} and m.run_uuid = r.run_uuid and m.key not like 'system/%'
     group by r.experiment_id, m.key order by runs desc, m.key`,
    [JSON.stringify(recent.map(([id]) => id))],
  )
  for (const [id, keys] of Map.groupBy(rows, ([of]) => of)) {
    const [key] = rankMetrics(keys.map(([, name]) => name))
    if (key !== undefined) primaries.set(id, primaryOf({ key, direction: directionOf(key) }))
  }
  return primaries
}

/** The newest active runs of each experiment of a JSON list: a few rows of the index each, however many runs there are. */
function recentRuns(db: Pick<Db, 'dialect'>): string {
  const newest = (id: string) =>
    `select run_uuid from runs where experiment_id = ${id} and lifecycle_stage = 'active' order by start_time desc, run_uuid limit ${RECENT}`
  if (db.dialect === 'sqlite') {
    return `select r.run_uuid from json_each(?) as e cross join runs r where r.run_uuid in (${newest('e.value')})`
  }
  return `select r.run_uuid from json_array_elements_text(?::json) as e(value) cross join lateral (${newest('e.value::bigint')}) as r`
}

type BestRow = readonly [id: ExperimentNumber, value: number, run: string]

/** The best value of each experiment's metric; those where no run has it are left out. Experiments about one metric are asked together. */
async function bestValues(db: Db, primaries: ReadonlyMap<ExperimentNumber, Primary>): Promise<Map<ExperimentNumber, PrimaryMetric>> {
  const best = new Map<ExperimentNumber, PrimaryMetric>()
  const byMetric = Map.groupBy(primaries, ([, { key, direction }]) => `${direction} ${key}`)
  for (const alike of byMetric.values()) {
    const [, primary] = alike[0] ?? []
    if (!primary) continue
    const ids = alike.map(([id]) => id)
    const { found, rest } = await leaders(db, ids, primary)
    const others = rest.length > 0 ? await bestRows(db, rest, primary) : []
    for (const [id, value, run_id] of [...found, ...others]) best.set(id, { ...primary, best: wireValue(value, false), run_id })
  }
  return best
}

const orderOf = ({ direction }: Primary): 'asc' | 'desc' => (direction === 'max' ? 'desc' : 'asc')

/** Which of the runs r with the latest metric m is the best of its experiment: it has place 1. */
const placeOf = (primary: Primary): string =>
  `row_number() over (partition by r.experiment_id order by m.value ${orderOf(primary)}, r.start_time desc, m.run_uuid) as place`

/**
 * The best run of the experiments that are met among the best values of the metric anywhere, and the experiments that are not: a short
 * stretch of an index instead of a look at each run. A run with the last value that was read is left out: more may have that value.
 */
async function leaders(
  db: Db,
  ids: readonly ExperimentNumber[],
  primary: Primary,
): Promise<{ found: BestRow[]; rest: ExperimentNumber[] }> {
  const limit = LEADERS * ids.length
  const rows = await db.arrays<readonly [...BestRow, last: number, values: number]>(
    `with ahead as materialized (
       select value, run_uuid from latest_metrics where key = ? and is_nan = ? order by value ${orderOf(primary)} limit ?)
     select experiment_id, value, run_uuid, (select ${primary.direction === 'max' ? 'min' : 'max'}(value) from ahead), (select count(*) from ahead)
     from (
       select r.experiment_id, m.value, m.run_uuid, ${placeOf(primary)} from ahead m cross join runs r
       where r.run_uuid = m.run_uuid and r.lifecycle_stage = 'active' and r.experiment_id ${isOneOf(db)}
     ) as ranked where place = 1`,
    [primary.key, false, limit, jsonText(ids)],
  )
  const found = rows
    .filter(([, value, , last, values]) => values < limit || value !== last)
    .map(([id, value, run]): BestRow => [id, value, run])
  const met = new Set(found.map(([id]) => id))
  return { found, rest: ids.filter((id) => !met.has(id)) }
}

/** The best run of each experiment, from a look at each run. */
const bestRows = (db: Db, ids: readonly ExperimentNumber[], primary: Primary): Promise<BestRow[]> =>
  db.arrays<BestRow>(
    `select experiment_id, value, run_uuid from (
       select r.experiment_id, m.value, m.run_uuid, ${placeOf(primary)} from runs r
       ${lookup(db, 'latest_metrics', 'm', 'm.run_uuid = r.run_uuid and m.key = ? and m.is_nan = ?')}
       where r.experiment_id ${isOneOf(db)} and r.lifecycle_stage = 'active'
     ) as ranked where place = 1`,
    [primary.key, false, jsonText(ids)],
  )
