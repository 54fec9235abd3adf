import {
  type ModelVersion,
  type RequestOf,
  type transitionModelVersionStage as Transition,
  type updateModelVersion as Update,
  invalid,
} from '@tailrace/contract'
import type { Db } from '../database.ts'
import { checkKnownName } from '../registered-models/names.ts'
import { stageOf } from '../registered-models/read.ts'
import { touchRegisteredModel } from '../registered-models/update.ts'
import { noVersion, readVersion, requireVersion, versionKey } from './read.ts'

const ONE_VERSION = "workspace = 'default' and name = ? and version = ? and current_stage <> 'Deleted_Internal'"

/** Sets the description; without one it is cleared. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function updateModelVersion(db: Db, request: RequestOf<typeof Update>): Promise<{ model_version: ModelVersion }> {
  const key = await versionKey(db, request)
  const changed = await db.run(`update model_versions set description = ?, last_updated_time = ? where ${ONE_VERSION}`, [
    request.description ?? null,
    Date.now(),
    ...key,
  ])
  if (changed === 0) throw noVersion(...key)
  return readVersion(db, key)
}

/**
 * Moves a version to a stage. With archiving all other versions of Staging or Production go to Archived in the same step, so that of many
 * moves at a time one version is left there.
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST; INVALID_PARAMETER_VALUE: no such stage, or none to archive
 */
export async function transitionModelVersionStage(db: Db, request: RequestOf<typeof Transition>): Promise<{ model_version: ModelVersion }> {
  await checkKnownName(db, request.name)
  const stage = stageOf(request.stage)
  const archive = request.archive_existing_versions === true
  if (archive && stage !== 'Staging' && stage !== 'Production') {
    throw invalid(
      `Model version transition cannot archive existing model versions because '${request.stage}' is not an Active stage. ` +
        "Valid stages are ['Staging', 'Production']",
    )
  }
  const key = await versionKey(db, request)
  await requireVersion(db, key, 'write')
  const [name, version] = key
  const now = Date.now()
  if (archive) {
    await db.run(
      `update model_versions set current_stage = 'Archived', last_updated_time = ?
       where workspace = 'default' and name = ? and current_stage = ? and version <> ?`,
      [now, name, stage, version],
    )
  }
  await db.run(`update model_versions set current_stage = ?, last_updated_time = ? where ${ONE_VERSION}`, [stage, now, ...key])
  await touchRegisteredModel(db, name, now)
  return readVersion(db, key)
}

/**
 * Deletes a version and its aliases. Its row stays, so that its number is not given again, without what it said; its place, tags and
 * status stay too.
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST
 */
export async function deleteModelVersion(db: Db, request: { name: string; version: string }): Promise<object> {
  const key = await versionKey(db, request)
  await requireVersion(db, key, 'write')
  const now = Date.now()
  await db.run(
    `update model_versions set current_stage = 'Deleted_Internal', last_updated_time = ?, description = null, user_id = null,
       source = 'REDACTED-SOURCE-PATH', run_id = 'REDACTED-RUN-ID', run_link = 'REDACTED-RUN-LINK', status_message = null
     where ${ONE_VERSION}`,
    [now, ...key],
  )
  await db.run("delete from registered_model_aliases where workspace = 'default' and name = ? and version = ?", [...key])
  await touchRegisteredModel(db, request.name, now)
  return {}
}
