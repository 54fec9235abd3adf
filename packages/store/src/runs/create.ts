import { randomUUID } from 'node:crypto'
import {
  LIMITS,
  MlflowError,
  type RequestOf,
  type Run,
  type RunTag,
  type createRun as CreateRun,
  invalid,
  cutText,
} from '@tailrace/contract'
import { joinLocation } from '../artifact-location.ts'
import type { Db } from '../database.ts'
import { requireActiveExperiment } from '../experiment-id.ts'
import { randomRunName } from './names.ts'
import { RUN_NAME, upsertTags } from './tags.ts'
import { checkRunName } from './values.ts'

/**
 * Starts a run: status RUNNING, a random name when none is given. The name is kept in the tag mlflow.runName too.
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST: no such experiment; INVALID_PARAMETER_VALUE: it is deleted, or two names are given
 */
export async function createRun(db: Db, request: RequestOf<typeof CreateRun>): Promise<{ run: Run }> {
  if (!request.experiment_id)
    throw new MlflowError('BAD_REQUEST', "Missing value for parameter 'experiment_id': a run belongs to an experiment.")
  const experiment = await requireActiveExperiment(db, request.experiment_id)
  const run_id = randomUUID().replaceAll('-', '')
  const tags = (request.tags ?? []).map(({ key = '', value = '' }): RunTag => ({ key, value: cutText(value, LIMITS.runTagValue) }))
  const run_name = nameOf(request.run_name, tags)
  const artifact_uri = joinLocation(experiment.artifact_location, run_id, 'artifacts')
  const user_id = request.user_id ?? ''
  const start_time = request.start_time ?? 0
  await db.run(
    `insert into runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, source_version,
       lifecycle_stage, artifact_uri, experiment_id)
     values (?, ?, 'UNKNOWN', '', '', ?, 'RUNNING', ?, '', 'active', ?, ?)`,
    [run_id, run_name, user_id, start_time, artifact_uri, experiment.experiment_id],
  )
  const written = await upsertTags(db, run_id, tags)
  const info = { run_uuid: run_id, experiment_id: String(experiment.experiment_id), run_name, user_id, start_time, artifact_uri, run_id }
  return { run: { info: { ...info, status: 'RUNNING', lifecycle_stage: 'active' }, data: { tags: written }, inputs: {} } }
}

/** The name of a new run; adds it to the tags where they lack it. */
function nameOf(given: string | undefined, tags: RunTag[]): string {
  const tag = tags.find(({ key }) => key === RUN_NAME)
  if (given && tag && tag.value !== given) {
    throw invalid(
      `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='${given}', mlflow.runName='${tag.value}').`,
    )
  }
  const name = checkRunName(given || tag?.value || randomRunName())
  if (!tag) tags.push({ key: RUN_NAME, value: name })
  else tag.value = name
  return name
}
