import { type RequestOf, type searchRuns as SearchRuns } from '@tailrace/contract'
import { type Comparison, type Expression, parseRunsFilter } from '@tailrace/filter'
import type { Db } from '../database.ts'
import { isOneOf, textList, jsonText } from '../dialect.ts'
import { drivingSet } from '../driving-set.ts'
import { type ExperimentNumber, experimentIdNumber } from '../experiment-id.ts'
import { filterCondition, goesOn } from '../filter-sql.ts'
import { type Fragment, all, joined, raw, sql } from '../sql.ts'
import { matchingRuns, runLeaves } from './search-filter.ts'
import type { Segment } from './search-order.ts'

/** So many runs are read and sorted faster than an index of all runs is walked to find them. */
const FEW = 2000

/** What is searched: experiments, stages and filter, as far as they do not depend on the order. */
export interface Scope {
  readonly experiments: readonly ExperimentNumber[]
  readonly stages: readonly string[]
  readonly filter: Expression | undefined
  /** What the filter cannot say about the run `r`. */
  readonly extra?: Fragment
  /** Set where a clause of the filter, or the experiments, leave few runs. `listed`: they need not be few to be found by their experiments. */
  readonly drivenBy: 'ids' | 'experiments' | 'listed' | undefined
  readonly ids: readonly string[]
}

/** Reads which runs a request means; experiments are those that it names. @throws MlflowError INVALID_PARAMETER_VALUE: filter or experiment id */
export function readScope(
  db: Pick<Db, 'dialect'>,
  request: Pick<RequestOf<typeof SearchRuns>, 'experiment_ids' | 'filter' | 'run_view_type'>,
): Scope {
  const filter = parseRunsFilter(request.filter ?? '')
  const experiments = (request.experiment_ids ?? []).map((id) => experimentIdNumber(db, id))
  const stages = { ACTIVE_ONLY: ['active'], DELETED_ONLY: ['deleted'], ALL: ['active', 'deleted'] }[request.run_view_type ?? 'ACTIVE_ONLY']
  return { experiments, stages, filter, drivenBy: undefined, ids: [] }
}

/** The same, where no experiment named means all active ones. */
export async function readWideScope(db: Db, request: Parameters<typeof readScope>[1]): Promise<Scope> {
  const scope = readScope(db, request)
  if (scope.experiments.length > 0) return scope
  const rows = await db.arrays<[ExperimentNumber]>("select experiment_id from experiments where lifecycle_stage = 'active'")
  return { ...scope, experiments: rows.map(([id]) => id) }
}

/** Looks for a clause that few runs meet, or experiments that hold few, since those are where the search should start. */
export async function chooseDrivingSet(db: Db, scope: Scope): Promise<Scope> {
  const driving = await drivingSet(db, scope.filter, (comparison, limit) => matchingRuns(db, comparison, limit))
  if (driving) return { ...scope, filter: driving.rest, drivenBy: 'ids', ids: driving.rows.map(([id]) => String(id)) }
  const rows = await db.get<{ n: number }>(
    `select count(*) as n from (select 1 from runs where experiment_id ${isOneOf(db)} limit ${FEW + 1}) as counted`,
    [jsonText(scope.experiments)],
  )
  return (rows?.n ?? 0) <= FEW ? { ...scope, drivenBy: 'experiments' } : scope
}

/** What must hold for a run `r` of the scope. */
export function scopeConditions(db: Db, scope: Scope): Fragment[] {
  const { each, members, isMany } = runLeaves(db, scope.filter)
  return [...goesOn(db, scope.filter), ...memberOfScope(db, scope), ...filterConditions(scope, isMany && members ? members : each)]
}

/** What must hold for a run `r` of the scope, whatever the filter says. */
export const memberOfScope = (db: Db, scope: Scope): Fragment[] => [
  experimentCondition(db, scope),
  sql`r.${stageCondition(scope.stages)}`,
  ...(scope.drivenBy === 'ids' ? [raw('r.run_uuid = s.value')] : []),
]

/** What the filter of the scope asks of a run `r`; `leaf` says what a comparison asks. */
export const filterConditions = ({ filter, extra }: Scope, leaf: (comparison: Comparison) => Fragment): Fragment[] => [
  ...(filter ? [filterCondition(filter, leaf)] : []),
  ...(extra ? [extra] : []),
]

/** The tables in the order in which they are best read: SQLite keeps the order of a cross join. */
export function scopeTables(db: Db, scope: Scope, { joins, byMetric }: Pick<Segment, 'joins' | 'byMetric'>): Fragment {
  const runs = raw('runs r')
  if (scope.drivenBy === 'ids') {
    const list = db.dialect === 'sqlite' ? textList(db).replace('select value from ', '') : 'json_array_elements_text(?::json)'
    return joined(
      [{ text: `${list} as s${db.dialect === 'sqlite' ? '' : '(value)'}`, params: [JSON.stringify(scope.ids)] }, runs, ...joins],
      ' cross join ',
    )
  }
  return joined(byMetric && scope.drivenBy === undefined ? [...joins, runs] : [runs, ...joins], ' cross join ')
}

/** Counts the runs of a scope. */
export async function countRuns(db: Db, scope: Scope): Promise<number> {
  // No order leads here: the experiments' index does, however many of all runs PostgreSQL takes theirs to be.
  const conditions = scopeConditions(db, { ...scope, drivenBy: scope.drivenBy ?? 'listed' })
  const query = sql`select count(*) as n from ${scopeTables(db, scope, { joins: [], byMetric: false })} where ${all(conditions)}`
  return (await db.get<{ n: number }>(query.text, query.params))?.n ?? 0
}

/** The run `alias` is in the scope's experiments and stages. Not by their index: the run is at hand. */
export const memberConditions = (db: Db, { experiments, stages }: Scope, alias: string): Fragment[] => [
  sql`${raw(`+${alias}.experiment_id`)} ${{ text: isOneOf(db), params: [jsonText(experiments)] }}`,
  sql`${raw(alias)}.${stageCondition(stages)}`,
]

/** A single experiment, or few runs, are found by the index of experiments; else the order leads and each run is looked at. */
function experimentCondition(db: Db, { experiments, drivenBy }: Scope): Fragment {
  const [only] = experiments
  if (experiments.length === 1 && only !== undefined && drivenBy !== 'listed')
    return drivenBy === undefined || drivenBy === 'experiments' ? sql`r.experiment_id = ${only}` : sql`+r.experiment_id = ${only}`
  const listed: Fragment = { text: isOneOf(db), params: [jsonText(experiments)] }
  return drivenBy === 'experiments' || drivenBy === 'listed' ? sql`r.experiment_id ${listed}` : sql`+r.experiment_id ${listed}`
}

const stageCondition = ([stage, other]: readonly string[]): Fragment =>
  other === undefined ? sql`lifecycle_stage = ${stage ?? 'active'}` : raw("lifecycle_stage in ('active', 'deleted')")
