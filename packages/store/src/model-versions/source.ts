import { type ArtifactUri, type MlflowError, invalid, isInside } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { noModel } from '../logged-models/require-model.ts'
import { matchesPattern } from '../pattern.ts'
import { referencedVersion } from './source-reference.ts'
import { type CheckedSource, type NewSource, type SourceText, parseLocation, readSource } from './source-text.ts'

/** Sources that Python clients give to prompts, which have none. */
const PLACEHOLDERS: readonly string[] = ['dummy-source', 'prompt-template']

/** A run or logged model that the artifacts of a version may lie in. */
interface Owner {
  readonly field: 'run_id' | 'model_id'
  readonly root: ArtifactUri | undefined
}

/**
 * Checks where a new version comes from, by what is allowed: object stores; other versions and logged models; runs, local paths and
 * artifacts behind this server only below the run or logged model that the request names.
 * @throws MlflowError INVALID_PARAMETER_VALUE; RESOURCE_DOES_NOT_EXIST: no such version, registered or logged model
 */
export async function checkSource(db: Db, request: NewSource, prompt: boolean): Promise<CheckedSource> {
  const { source, run_id = '', model_id = '' } = request
  const pattern = db.settings.source_validation_regex
  if (pattern !== undefined && !matchesPattern(source, pattern)) throw invalid(`Invalid model version source: '${source}'.`)
  if (prompt) {
    if (!PLACEHOLDERS.includes(source)) throw invalid(`Invalid prompt source: '${source}'. Prompt sources must use an MLflow placeholder.`)
    return { source, storage_location: source, run_id }
  }
  const read = readSource(source, db.settings.location_rules)
  if (read.kind === 'version') return referencedVersion(db, request, read)
  await checkOwner(db, request, read)
  if (model_id === '') return { source, storage_location: source, run_id }
  const model = await findLoggedModel(db, model_id)
  if (!model) throw noModel(model_id)
  const storage_location = read.kind === 'logged-model' ? model.artifact_location : source
  return { source, storage_location, run_id: run_id || (model.source_run_id ?? ''), loggedModel: model_id }
}

/** Refuses a source that lies elsewhere than in the run or logged model that the request names. */
async function checkOwner(db: Db, request: NewSource, read: Exclude<SourceText, { kind: 'version' }>): Promise<void> {
  const { source, run_id, model_id } = request
  if (read.kind === 'remote') return
  if (read.kind === 'run') {
    if (run_id !== read.run_id) throw notOfOwner(source, 'run_id')
  } else if (read.kind === 'logged-model') {
    if (model_id !== read.model_id) throw notOfOwner(source, 'model_id')
  } else {
    const owner = await findOwner(db, request)
    if (read.kind === 'local') checkLocal(source, read.uri, owner)
    else if (!owner?.root || !isInside(owner.root, read.uri)) throw notOfOwner(source, owner?.field ?? 'run_id')
  }
}

function checkLocal(source: string, uri: ArtifactUri | undefined, owner: Owner | undefined): void {
  if (!owner || !uri) throw localRefusal(source, owner?.field ?? 'run_id')
  if (!owner.root) throw notOfOwner(source, owner.field)
  // Where a relative path starts is not for clients to know.
  if (!isInside(owner.root, uri)) throw localRefusal(/^(?:file:\/*)?\//i.test(source) ? uri.path : source, owner.field)
}

/** The logged model that the request names, else its run. Without a root it does not exist, or lies where no version can. */
async function findOwner(db: Db, { run_id, model_id }: NewSource): Promise<Owner | undefined> {
  const { base } = db.settings.location_rules
  if (model_id) {
    const model = await findLoggedModel(db, model_id)
    return { field: 'model_id', root: model && parseLocation(model.artifact_location, base) }
  }
  if (!run_id) return undefined
  const run = await db.get<{ artifact_uri: string | null }>('select artifact_uri from runs where run_uuid = ?', [run_id])
  return { field: 'run_id', root: run?.artifact_uri ? parseLocation(run.artifact_uri, base) : undefined }
}

const findLoggedModel = (db: Db, id: string): Promise<{ artifact_location: string; source_run_id: string | null } | undefined> =>
  db.get("select artifact_location, source_run_id from logged_models where model_id = ? and lifecycle_stage = 'active'", [id])

const notOfOwner = (source: string, field: Owner['field']): MlflowError =>
  invalid(`Invalid model version source: '${source}'. The ${field} request parameter must identify the resource that contains the source.`)

const localRefusal = (source: string, field: Owner['field']): MlflowError =>
  invalid(
    `Invalid model version source: '${source}'. To use a local path as a model version source, the ${field} request parameter has to be ` +
      `specified and the local path has to be contained within the artifact directory of the run specified by the ${field}.`,
  )
