import { IS_PROMPT, MlflowError, invalid } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { highestVersion, versionOfAlias } from '../registered-models/aliases.ts'
import { saysPrompt } from '../registered-models/names.ts'
import { requireRegisteredModel, stageOf } from '../registered-models/read.ts'
import { type VersionKey, requireVersion, versionKey } from './read.ts'
import type { CheckedSource, NewSource, SourceText } from './source-text.ts'

/**
 * Finds the version that a source `models:/name/...` refers to; the new one lies where that one does and has its run.
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST; INVALID_PARAMETER_VALUE: alias, stage, a prompt, or a request that names another run or a logged model
 */
export async function referencedVersion(
  db: Db,
  { source, run_id: wantedRun = '', model_id = '' }: NewSource,
  { name, reference, alias }: Extract<SourceText, { kind: 'version' }>,
): Promise<CheckedSource> {
  const key = alias ? await versionOfAlias(db, name, reference) : await versionOf(db, name, reference)
  const version = await requireVersion(db, key)
  if (await isPromptVersion(db, key)) {
    throw invalid(`Invalid model version source: '${source}'. Prompt versions cannot be used as model version sources.`)
  }
  const run_id = version.run_id ?? ''
  if ((wantedRun !== '' && wantedRun !== run_id) || model_id !== '') {
    throw invalid(
      `Invalid model version source: '${source}'. The run_id and model_id request parameters must match the referenced model version.`,
    )
  }
  return { source: `models:/${name}/${key[1]}`, storage_location: version.storage_location ?? version.source ?? '', run_id }
}

async function versionOf(db: Db, name: string, reference: string): Promise<VersionKey> {
  await requireRegisteredModel(db, name)
  if (/^\d+$/.test(reference)) return versionKey(db, { name, version: reference })
  const stage = reference.toLowerCase() === 'latest' ? undefined : stageOf(reference)
  const version = await highestVersion(db, name, stage)
  if (version !== undefined) return [name, version]
  const inStage = stage === undefined ? '' : ` and stage '${stage}'`
  throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `No versions of model with name '${name}'${inStage} found`)
}

async function isPromptVersion(db: Db, [name, version]: VersionKey): Promise<boolean> {
  const tags = await db.all<{ value: string | null }>(
    `select value from model_version_tags where workspace = 'default' and key = ? and name = ? and version = ?
     union all select value from registered_model_tags where workspace = 'default' and key = ? and name = ?`,
    [IS_PROMPT, name, version, IS_PROMPT, name],
  )
  return tags.some(({ value }) => saysPrompt(value))
}
