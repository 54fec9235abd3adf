import {
  LIMITS,
  MlflowError,
  type ModelVersion,
  type RequestOf,
  type deleteRegisteredModelAlias as DeleteAlias,
  type getModelVersionByAlias as GetByAlias,
  type setRegisteredModelAlias as SetAlias,
  codePoints,
  invalid,
} from '@tailrace/contract'
import type { Db } from '../database.ts'
import { type VersionKey, readVersion, requireVersion, versionKey } from '../model-versions/read.ts'
import { checkKnownName } from './names.ts'
import { requireRegisteredModel } from './read.ts'

/** Word characters are those of any script. */
const ALIAS = /^[\p{L}\p{N}_-]+$/u

/** Checks an alias that is looked for. @throws MlflowError INVALID_PARAMETER_VALUE */
function checkAlias(alias: string): void {
  if (!ALIAS.test(alias)) {
    throw invalid(`Invalid alias name: '${alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).`)
  }
  if (codePoints(alias) > LIMITS.alias) {
    throw invalid(`'Registered model alias name' exceeds the maximum length of ${LIMITS.alias} characters`)
  }
}

const isLatest = (alias: string): boolean => alias.toLowerCase() === 'latest'

/** Points an alias at a version, wherever it pointed before. @throws MlflowError RESOURCE_DOES_NOT_EXIST: no such version */
export async function setRegisteredModelAlias(db: Db, request: RequestOf<typeof SetAlias>): Promise<object> {
  const { name, alias } = request
  await checkKnownName(db, name)
  checkAlias(alias)
  if (isLatest(alias)) throw invalid("'latest' alias name (case insensitive) is reserved.")
  if (/^v\p{Nd}+$/iu.test(alias)) throw invalid(`Version alias name '${alias}' is reserved.`)
  const key = await versionKey(db, request)
  await requireVersion(db, key, 'write')
  await db.run(
    `insert into registered_model_aliases (workspace, name, alias, version) values ('default', ?, ?, ?)
     on conflict (workspace, name, alias) do update set version = excluded.version`,
    [name, alias, key[1]],
  )
  return {}
}

/** Deletes an alias; a missing one is no error. @throws MlflowError RESOURCE_DOES_NOT_EXIST: no such model */
export async function deleteRegisteredModelAlias(db: Db, { name, alias }: RequestOf<typeof DeleteAlias>): Promise<object> {
  await checkKnownName(db, name)
  checkAlias(alias)
  await requireRegisteredModel(db, name, 'keep')
  await db.run("delete from registered_model_aliases where workspace = 'default' and name = ? and alias = ?", [name, alias])
  return {}
}

/** Reads the version of an alias. @throws MlflowError INVALID_PARAMETER_VALUE: no such alias; RESOURCE_DOES_NOT_EXIST */
export async function getModelVersionByAlias(
  db: Db,
  { name, alias }: RequestOf<typeof GetByAlias>,
): Promise<{ model_version: ModelVersion }> {
  await checkKnownName(db, name)
  checkAlias(alias)
  return readVersion(db, await versionOfAlias(db, name, alias))
}

/** The version that an alias points at; `latest`, in any case, is the highest. @throws MlflowError INVALID_PARAMETER_VALUE, RESOURCE_DOES_NOT_EXIST */
export async function versionOfAlias(db: Db, name: string, alias: string): Promise<VersionKey> {
  await requireRegisteredModel(db, name)
  if (isLatest(alias)) {
    const version = await highestVersion(db, name)
    if (version === undefined) throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `Latest version not found for model ${name}.`)
    return [name, version]
  }
  const row = await db.get<{ version: number }>(
    "select version from registered_model_aliases where workspace = 'default' and name = ? and alias = ?",
    [name, alias],
  )
  if (!row) throw invalid(`Registered model alias ${alias} not found.`)
  return [name, row.version]
}

/** The highest version of a model, or of one stage of it, that is not deleted. */
export async function highestVersion(db: Db, name: string, stage?: string): Promise<number | undefined> {
  const row = await db.get<{ version: number }>(
    `select version from model_versions where workspace = 'default' and name = ? and current_stage <> 'Deleted_Internal'
     ${stage === undefined ? '' : 'and current_stage = ?'} order by version desc limit 1`,
    stage === undefined ? [name] : [name, stage],
  )
  return row?.version
}
