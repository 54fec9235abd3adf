import { type RequestOf, type ResponseOf, changeRuns, endpoint, purgeTrash } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { asWritten, isOneOf, isOneText, jsonText } from '../dialect.ts'
import { experimentIdNumber } from '../experiment-id.ts'

/** The condition that a row of a table belongs to an experiment that is deleted. */
export const inDeletedExperiment = (table: 'runs' | 'logged_models'): string =>
  `exists (select 1 from experiments e where e.experiment_id = ${table}.experiment_id and e.lifecycle_stage = 'deleted')`

/** Points that one call deletes: a run may have millions, and the writer must not be held up for long. */
const POINTS = 50_000

/**
 * The rows of runs, logged models and experiments that are deleted. Not served: it leaves the files, which are to go first. `changed` is 0 when
 * all are gone, else the number of points that this call deleted: call it again.
 */
export const purgeRowsEndpoint = endpoint({
  name: 'purgeRows',
  method: 'POST',
  path: '/tailrace/1.0/trash/rows',
  summary: 'Deletes rows for good.',
  access: 'administrator',
  idempotent: false,
  touches: [
    { resource: 'run', field: 'run_ids[]', change: 'deleted' },
    { resource: 'experiment', field: 'experiment_ids[]' },
    { resource: 'logged_model', field: 'logged_model_ids[]' },
  ],
  request: purgeTrash.request,
  response: changeRuns.response,
  errors: ['INVALID_PARAMETER_VALUE'],
})

/**
 * Deletes what is in the stage `deleted`, and whatever belongs to it; what was restored meanwhile stays, but loses nothing only if that happened
 * before the first call. The runs of an experiment that is named must be gone, or be named as well.
 */
export async function purgeRows(
  db: Db,
  { run_ids = [], logged_model_ids = [], experiment_ids = [] }: RequestOf<typeof purgeRowsEndpoint>,
): Promise<ResponseOf<typeof purgeRowsEndpoint>> {
  const points = run_ids.length > 0 ? await purgeRuns(db, run_ids) : 0
  if (points > 0) return { changed: points }
  if (logged_model_ids.length > 0) await purgeModels(db, JSON.stringify(logged_model_ids))
  if (experiment_ids.length > 0) await purgeExperiments(db, jsonText(experiment_ids.map((id) => experimentIdNumber(db, id))))
  return { changed: 0 }
}

/** Answers the points that it deleted when there are more, else 0. */
async function purgeRuns(db: Db, ids: readonly string[]): Promise<number> {
  const deleted = await db.all<{ run_uuid: string }>(
    `select run_uuid from runs where run_uuid ${isOneText(db)} and (lifecycle_stage = 'deleted' or ${inDeletedExperiment('runs')})
     order by run_uuid`,
    [JSON.stringify(ids)],
  )
  const runs = JSON.stringify(deleted.map(({ run_uuid }) => run_uuid))
  const place = asWritten(db)
  const points = await db.run(
    `delete from metrics where ${place} in (select ${place} from metrics where run_uuid ${isOneText(db)} limit ${POINTS})`,
    [runs],
  )
  if (points === POINTS) return points
  for (const table of ['latest_metrics', 'params', 'tags']) await db.run(`delete from ${table} where run_uuid ${isOneText(db)}`, [runs])
  await purgeLinks(db, [`destination_type = 'RUN'`, 'destination_id'], runs)
  await purgeLinks(db, [`source_type in ('RUN_INPUT', 'RUN_OUTPUT')`, 'source_id'], runs)
  await db.run(`delete from runs where run_uuid ${isOneText(db)}`, [runs])
  return 0
}

async function purgeModels(db: Db, ids: string): Promise<void> {
  const deleted = await db.all<{ model_id: string }>(
    `select model_id from logged_models where model_id ${isOneText(db)} and (lifecycle_stage = 'deleted' or ${inDeletedExperiment('logged_models')})`,
    [ids],
  )
  const models = JSON.stringify(deleted.map(({ model_id }) => model_id))
  await purgeLinks(db, [`destination_type in ('MODEL_INPUT', 'MODEL_OUTPUT')`, 'destination_id'], models)
  await db.run(`delete from logged_models where model_id ${isOneText(db)}`, [models])
}

/** Inputs and outputs hold ids without a foreign key, so nothing takes them along. */
async function purgeLinks(db: Db, [kind, id]: readonly [kind: string, id: string], ids: string): Promise<void> {
  const rows = `${kind} and ${id} ${isOneText(db)}`
  await db.run(`delete from input_tags where input_uuid in (select input_uuid from inputs where ${rows})`, [ids])
  await db.run(`delete from inputs where ${rows}`, [ids])
}

/**
 * Most of an experiment goes with its row. Its tags do not, and what holds rows that name the experiment again goes first: PostgreSQL checks
 * those before the cascade has come that far.
 */
async function purgeExperiments(db: Db, experiments: string): Promise<void> {
  const chosen = `select experiment_id from experiments where experiment_id ${isOneOf(db)} and lifecycle_stage = 'deleted'`
  const deleted = `experiment_id ${db.dialect === 'sqlite' ? `in (${chosen})` : `= any(array(${chosen}))`}`
  for (const table of ['experiment_tags', 'logged_models', 'trace_info', 'scorers', 'experiments']) {
    await db.run(`delete from ${table} where ${deleted}`, [experiments])
  }
}
