import { randomUUID } from 'node:crypto'
import {
  LOGGED_MODEL_STATUS,
  type LoggedModel,
  type RequestOf,
  type createLoggedModel as CreateLoggedModel,
  invalid,
  pythonRepr,
} from '@tailrace/contract'
import { joinLocation } from '../artifact-location.ts'
import type { Db } from '../database.ts'
import { requireActiveExperiment } from '../experiment-id.ts'
import { randomRunName } from '../runs/names.ts'
import { insertParams } from './params.ts'
import { readModel } from './read.ts'
import { refuseTwice, upsertTags } from './tags.ts'

/**
 * Creates a logged model with its params and tags, pending; a random name when none is given.
 * @throws MlflowError INVALID_PARAMETER_VALUE: a character that names may not hold, the experiment is deleted;
 *   RESOURCE_DOES_NOT_EXIST: no such experiment; BAD_REQUEST: a param or tag comes twice
 */
export async function createLoggedModel(db: Db, request: RequestOf<typeof CreateLoggedModel>): Promise<{ model: LoggedModel }> {
  const { params = [], tags = [] } = request
  const name = request.name || randomRunName()
  checkName(name)
  refuseTwice('tag', tags)
  const experiment = await requireActiveExperiment(db, request.experiment_id)
  const model_id = `m-${randomUUID().replaceAll('-', '')}`
  const now = Date.now()
  await db.run(
    `insert into logged_models (model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status,
       lifecycle_stage, model_type, source_run_id)
     values (?, ?, ?, ?, ?, ?, ?, 'active', ?, ?)`,
    [
      model_id,
      experiment.experiment_id,
      name,
      joinLocation(experiment.artifact_location, 'models', model_id, 'artifacts'),
      now,
      now,
      LOGGED_MODEL_STATUS.LOGGED_MODEL_PENDING,
      request.model_type ?? '',
      request.source_run_id ?? '',
    ],
  )
  await insertParams(db, model_id, experiment.experiment_id, params)
  await upsertTags(db, model_id, experiment.experiment_id, tags)
  return { model: await readModel(db, model_id) }
}

/** Names stand in URIs such as `models:/name/version`. */
function checkName(name: string): void {
  if (!/[/:.%"']/.test(name)) return
  throw invalid(
    `Invalid model name (${pythonRepr(name)}) provided. Model name must be a non-empty string and cannot contain the following characters: ('/', ':', '.', '%', '"', "'")`,
  )
}
