import { type DeletedModel, type DeletedRun, type listTrash as ListTrash, type RequestOf, type ResponseOf } from '@tailrace/contract'
import type { Db, SqlValue } from '../database.ts'
import { isOneOf, isOneText, jsonText } from '../dialect.ts'
import { type ExperimentNumber, experimentIdNumber, noExperiment } from '../experiment-id.ts'
import { noModel } from '../logged-models/require-model.ts'
import { runNotFound } from '../runs/require-run.ts'
import { inDeletedExperiment } from './purge-rows.ts'
import { type Age, requirePurgeable } from './purgeable.ts'

/** A row of any kind, as far as a purge cares. */
interface Row {
  id: string | ExperimentNumber
  stage: string
  deleted_at: number | null
  artifact_uri: string
  experiment_id: ExperimentNumber
}

const RUNS = `select run_uuid as id, lifecycle_stage as stage, deleted_time as deleted_at, coalesce(artifact_uri, '') as artifact_uri, experiment_id from runs`
/** A run that was restored lies in the trash all the same while its experiment does. */
const NAMED_RUNS = RUNS.replace(
  'lifecycle_stage as stage',
  `case when ${inDeletedExperiment('runs')} then 'deleted' else lifecycle_stage end as stage`,
)
const MODELS = `select model_id as id, lifecycle_stage as stage, last_updated_timestamp_ms as deleted_at, artifact_location as artifact_uri, experiment_id
  from logged_models`
const EXPERIMENTS = `select experiment_id as id, lifecycle_stage as stage, last_update_time as deleted_at, '' as artifact_uri, experiment_id from experiments`

/**
 * Lists what a purge would take. Experiments are as old as their last update, runs and logged models as their deletion; the runs and models of
 * an experiment go with it, however old.
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST: a named one; INVALID_PARAMETER_VALUE: a named one is active or too young
 */
export async function listTrash(db: Db, request: RequestOf<typeof ListTrash>): Promise<ResponseOf<typeof ListTrash>> {
  const age: Age = { older_than: Number(request.older_than ?? 0), now: Date.now() }
  const numbers = request.experiment_ids?.map((id) => experimentIdNumber(db, id))
  const experiments = await rowsOf(db, EXPERIMENTS, 'experiment_id', isOneOf(db), numbers, age)
  if (request.experiment_ids) {
    const found = new Set(experiments.map(({ id }) => String(id)))
    for (const id of request.experiment_ids) if (!found.has(String(experimentIdNumber(db, id)))) throw noExperiment(id)
    requirePurgeable.experiments(experiments, age)
  }
  const whole = jsonText(experiments.map(({ id }) => id))
  const runs = await rowsOf(db, request.run_ids ? NAMED_RUNS : RUNS, 'run_uuid', isOneText(db), request.run_ids, age)
  if (request.run_ids) requirePurgeable.each('Run', request.run_ids, runs, age, runNotFound)
  const models = await rowsOf(db, MODELS, 'model_id', isOneText(db), request.logged_model_ids, age)
  if (request.logged_model_ids) requirePurgeable.each('Logged model', request.logged_model_ids, models, age, noModel)
  const inside = (select: string): Promise<Row[]> =>
    experiments.length === 0 ? Promise.resolve([]) : db.all<Row>(`${select} where experiment_id ${isOneOf(db)}`, [whole])
  return {
    runs: merged(runs, await inside(RUNS)).map((row): DeletedRun => ({ run_id: String(row.id), ...placeOf(row) })),
    experiment_ids: experiments.map(({ id }) => String(id)),
    logged_models: merged(models, await inside(MODELS)).map((row): DeletedModel => ({ model_id: String(row.id), ...placeOf(row) })),
  }
}

/** The named rows in any stage, or all that are deleted and old enough. */
async function rowsOf(
  db: Db,
  select: string,
  id: string,
  isOne: string,
  named: readonly (string | ExperimentNumber)[] | undefined,
  { older_than, now }: Age,
): Promise<Row[]> {
  if (named) return named.length === 0 ? [] : db.all<Row>(`${select} where ${id} ${isOne} order by ${id}`, [jsonText(named)])
  const time = { run_uuid: 'deleted_time', model_id: 'last_updated_timestamp_ms' }[id] ?? 'last_update_time'
  const params: SqlValue[] = older_than > 0 ? [now - older_than] : []
  const aged = older_than > 0 ? ` and ${time} <= ?` : ''
  return db.all<Row>(`${select} where lifecycle_stage = 'deleted'${aged} order by ${id}`, params)
}

const merged = (named: readonly Row[], inside: readonly Row[]): Row[] => [
  ...new Map([...named, ...inside].map((row) => [row.id, row])).values(),
]

const placeOf = ({ experiment_id, artifact_uri }: Row): { experiment_id: string; artifact_uri: string } => ({
  experiment_id: String(experiment_id),
  artifact_uri,
})
