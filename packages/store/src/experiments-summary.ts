import {
  type ExperimentSummary,
  type PrimaryMetric,
  type RequestOf,
  type ResponseOf,
  type summarizeExperiments as SummarizeExperiments,
} from '@tailrace/contract'
import type { Db } from './database.ts'
import { isOneOf, isOneText, jsonText } from './dialect.ts'
import { type ExperimentNumber, experimentIdNumber } from './experiment-id.ts'
import { wireValue } from './metrics/stored-value.ts'

/** The tag that names the metric an experiment is about: `accuracy`, or `-loss` for the smaller the better. */
const PRIMARY = 'tailrace.primaryMetric'
/** Newest runs of an experiment whose metrics are counted to find the one it is about. */
const RECENT = 20
const DAY = 86_400_000
const USERS = 3
/** What the smaller the better is called. */
const SMALLER = /loss|error|rmse|mse|mae|perplexity/i

/** Sums up experiments in the order asked for; unknown ones are left out. @throws MlflowError INVALID_PARAMETER_VALUE: an id */
export async function summarizeExperiments(
  db: Db,
  { experiment_ids }: RequestOf<typeof SummarizeExperiments>,
): Promise<ResponseOf<typeof SummarizeExperiments>> {
  const ids = [...new Set(experiment_ids.map((id) => experimentIdNumber(db, id)))]
  const known = new Set(
    (await db.arrays<[ExperimentNumber]>(`select experiment_id from experiments where experiment_id ${isOneOf(db)}`, [jsonText(ids)])).map(
      ([id]) => id,
    ),
  )
  const found = ids.filter((id) => known.has(id))
  const summaries = await countRuns(db, found)
  const metrics = await bestValues(db, await primaryMetrics(db, found))
  return {
    experiments: found.map((id) => {
      const metric = metrics.get(id)
      return { ...(summaries.get(id) ?? empty(id)), ...(metric && { metric }) }
    }),
  }
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
  user: string | null,
  status: string,
  runs: number,
  started: number | null,
  ended: number | null,
  late: number,
]

/** Counts, activity and users, from one look at each run. */
async function countRuns(db: Db, ids: readonly ExperimentNumber[]): Promise<Map<ExperimentNumber, ExperimentSummary>> {
  const rows = await db.arrays<CountRow>(
    `select experiment_id, user_id, status, count(*), max(start_time), max(end_time),
       sum(case when coalesce(end_time, start_time) > ? then 1 else 0 end)
     from runs where experiment_id ${isOneOf(db)} and lifecycle_stage = 'active' group by experiment_id, user_id, status`,
    [Date.now() - DAY, jsonText(ids)],
  )
  const summaries = new Map<ExperimentNumber, ExperimentSummary>()
  const users = new Map<ExperimentNumber, Map<string, number>>()
  for (const [id, user, status, runs, started, ended, late] of rows) {
    const summary = summaries.get(id) ?? empty(id)
    summaries.set(id, summary)
    summary.runs += runs
    if (status === 'RUNNING') summary.running += runs
    if (status === 'FAILED') summary.failed_last_day += Number(late)
    summary.last_activity = Math.max(Number(summary.last_activity ?? 0), Number(started ?? 0), Number(ended ?? 0))
    const counts = users.get(id) ?? new Map<string, number>()
    users.set(id, counts)
    if (user) counts.set(user, (counts.get(user) ?? 0) + runs)
  }
  for (const [id, summary] of summaries) {
    const counts = [...(users.get(id) ?? [])].toSorted(([one, n], [other, m]) => m - n || (one < other ? -1 : 1))
    summary.users = counts.slice(0, USERS).map(([user]) => user)
  }
  return summaries
}

interface Primary {
  key: string
  direction: PrimaryMetric['direction']
}

/** The metric that each experiment is about: the one its tag names, else the one that most of its newest runs have. */
async function primaryMetrics(db: Db, ids: readonly ExperimentNumber[]): Promise<Map<ExperimentNumber, Primary>> {
  const primaries = new Map<ExperimentNumber, Primary>()
  const tags = await db.arrays<[ExperimentNumber, string | null]>(
    `select experiment_id, value from experiment_tags where key = '${PRIMARY}' and experiment_id ${isOneOf(db)}`,
    [jsonText(ids)],
  )
  for (const [id, value] of tags) {
    if (value) primaries.set(id, value.startsWith('-') ? { key: value.slice(1), direction: 'min' } : { key: value, direction: 'max' })
  }
  const recent = await db.arrays<[string]>(
    `select run_uuid from (
       select run_uuid, row_number() over (partition by experiment_id order by start_time desc, run_uuid) as place
       from runs where experiment_id ${isOneOf(db)} and lifecycle_stage = 'active') as ranked where place <= ${RECENT}`,
    [jsonText(ids.filter((id) => !primaries.has(id)))],
  )
  const rows = await db.arrays<[ExperimentNumber, string, number]>(
    `select r.experiment_id, m.key, count(*) as runs from runs r cross join latest_metrics m
     where r.run_uuid ${isOneText(db)} and m.run_uuid = r.run_uuid and m.key not like 'system/%'
     group by r.experiment_id, m.key order by runs desc, m.key`,
    [JSON.stringify(recent.map(([id]) => id))],
  )
  for (const [id, key] of rows) if (!primaries.has(id)) primaries.set(id, { key, direction: SMALLER.test(key) ? 'min' : 'max' })
  return primaries
}

/** The best value of each experiment's metric; those where no run has it are left out. Experiments about one metric are asked together. */
async function bestValues(db: Db, primaries: ReadonlyMap<ExperimentNumber, Primary>): Promise<Map<ExperimentNumber, PrimaryMetric>> {
  const best = new Map<ExperimentNumber, PrimaryMetric>()
  const byMetric = Map.groupBy(primaries, ([, { key, direction }]) => `${direction} ${key}`)
  for (const alike of byMetric.values()) {
    const [, primary] = alike[0] ?? []
    if (!primary) continue
    const ids = alike.map(([id]) => id)
    for (const [id, value, run_id] of await bestRows(db, ids, primary)) best.set(id, { ...primary, best: wireValue(value, false), run_id })
  }
  return best
}

const bestRows = (db: Db, ids: readonly ExperimentNumber[], { key, direction }: Primary): Promise<[ExperimentNumber, number, string][]> =>
  db.arrays<[ExperimentNumber, number, string]>(
    `select experiment_id, value, run_uuid from (
       select r.experiment_id, m.value, m.run_uuid, row_number() over (
         partition by r.experiment_id order by m.value ${direction === 'max' ? 'desc' : 'asc'}, r.start_time desc, m.run_uuid) as place
       from runs r cross join latest_metrics m
       where r.experiment_id ${isOneOf(db)} and r.lifecycle_stage = 'active' and m.run_uuid = r.run_uuid and m.key = ? and m.is_nan = ?
     ) as ranked where place = 1`,
    [jsonText(ids), key, false],
  )
