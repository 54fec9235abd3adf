import { type ModelVersion, type RequestOf, type createModelVersion as Create, pythonDumps } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { lockRows } from '../dialect.ts'
import { upsertTags } from '../logged-models/tags.ts'
import { checkModelName, checkTags, isPrompt } from '../registered-models/names.ts'
import { requireRegisteredModel } from '../registered-models/read.ts'
import { touchRegisteredModel } from '../registered-models/update.ts'
import { readVersion } from './read.ts'
import { checkSource } from './source.ts'
import { writeTags } from './tags.ts'
import type { ExperimentNumber } from '../experiment-id.ts'

/** Tag of a logged model that lists the versions made from it. */
const MODEL_VERSIONS = 'mlflow.modelVersions'

/**
 * Adds a version to a registered model. Its number is one above all that the model ever had; of many at a time each gets its own,
 * without gaps. A logged model that it is made from learns of it in a tag.
 * @throws MlflowError INVALID_PARAMETER_VALUE: name, tags or source; RESOURCE_DOES_NOT_EXIST: no such model, logged model, or source version
 */
export async function createModelVersion(db: Db, request: RequestOf<typeof Create>): Promise<{ model_version: ModelVersion }> {
  const { name, run_link = '', description = '' } = request
  const tags = checkTags(request.tags)
  const { source, storage_location, run_id, loggedModel } = await checkSource(db, request, isPrompt(tags))
  checkModelName(name)
  await requireRegisteredModel(db, name, 'write')
  const now = Date.now()
  const row = await db.get<{ version: number }>(
    `insert into model_versions (workspace, name, version, creation_time, last_updated_time, description, current_stage, source, run_id,
       status, run_link, storage_location)
     select 'default', ?, coalesce(max(version), 0) + 1, cast(? as bigint), cast(? as bigint), ?, 'None', ?, ?, 'READY', ?, ?
     from model_versions where workspace = 'default' and name = ? returning version`,
    [name, now, now, description, source, run_id, run_link, storage_location, name],
  )
  if (!row) throw new Error(`no version was written for ${name}`)
  await touchRegisteredModel(db, name, now)
  await writeTags(db, [name, row.version], tags)
  if (loggedModel !== undefined) await addToLoggedModel(db, loggedModel, { name, version: row.version })
  return readVersion(db, [name, row.version])
}

/** Appends a version to the list that a logged model keeps in a tag. The row is locked, since the list is read and written back. */
async function addToLoggedModel(db: Db, modelId: string, version: { name: string; version: number }): Promise<void> {
  const model = await db.get<{ experiment_id: ExperimentNumber }>(
    `select experiment_id from logged_models where model_id = ? ${lockRows(db, 'write')}`,
    [modelId],
  )
  if (!model) return
  const tag = await db.get<{ tag_value: string }>('select tag_value from logged_model_tags where model_id = ? and tag_key = ?', [
    modelId,
    MODEL_VERSIONS,
  ])
  const value = pythonDumps([...readList(tag?.tag_value), version])
  await upsertTags(db, modelId, model.experiment_id, [{ key: MODEL_VERSIONS, value }])
}

/** What a client wrote over the tag is no reason to fail. */
function readList(text = '[]'): unknown[] {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? list : []
  } catch {
    return []
  }
}
