import { type EventData, LIMITS } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { isOneText } from '../dialect.ts'
import type { ChangeSet } from './change-set.ts'

/** What changed in the database, as events tell it. */
export interface Changes {
  /** More changed than is listed: whoever shows something asks anew. */
  readonly reset?: true
  readonly runs: EventData<'runs'>['changed']
  readonly metrics: EventData<'metrics'>['changed']
  readonly logged_models: EventData<'logged_models'>['changed']
  readonly models: EventData<'models'>['changed']
  readonly experiments: EventData<'experiments'>['changed']
}

/** Hears of changes. It must not throw. */
export type ChangeListener = (changes: Changes) => void

export const RESET: Changes = { reset: true, runs: [], metrics: [], logged_models: [], models: [], experiments: [] }

/** Empties a set; answers what was in it, with the experiments of its runs and logged models. */
export async function takeChanges(db: Db, set: ChangeSet): Promise<Changes> {
  const { isOverfull } = set
  const runs = [...set.runs].map(([run_id, what]) => ({ run_id, what }))
  const metrics = [...set.metrics].map(([run_id, keys]) => ({ run_id, keys: keys.size > LIMITS.eventKeys ? [] : [...keys] }))
  const logged_models = [...set.loggedModels].map((model_id) => ({ model_id }))
  const models = [...set.models].map((name) => ({ name }))
  const experiments = [...set.experiments].map((experiment_id) => ({ experiment_id }))
  set.clear()
  if (isOverfull) return RESET
  const ofRun = await experimentsOf(
    db,
    'runs',
    'run_uuid',
    [...runs, ...metrics].map(({ run_id }) => run_id),
  )
  const ofModel = await experimentsOf(
    db,
    'logged_models',
    'model_id',
    logged_models.map(({ model_id }) => model_id),
  )
  return {
    runs: runs.map((change) => ({ ...change, experiment_id: ofRun.get(change.run_id) ?? '' })),
    metrics: metrics.map((change) => ({ ...change, experiment_id: ofRun.get(change.run_id) ?? '' })),
    logged_models: logged_models.map((change) => ({ ...change, experiment_id: ofModel.get(change.model_id) ?? '' })),
    models,
    experiments,
  }
}

async function experimentsOf(db: Db, table: string, id: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.arrays<readonly [id: string, experiment: number]>(
    `select ${id}, experiment_id from ${table} where ${id} ${isOneText(db)}`,
    [JSON.stringify([...new Set(ids)])],
  )
  return new Map(rows.map(([row, experiment]) => [row, String(experiment)]))
}
