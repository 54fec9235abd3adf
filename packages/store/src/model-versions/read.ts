import { MlflowError, type ModelVersion, type RegistryTag, invalid } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { lockRows, namedNumbers, rowsOfList } from '../dialect.ts'
import { weightsOf } from '../pieces.ts'
import { checkKnownName } from '../registered-models/names.ts'

/** What tells one version from all others. */
export type VersionKey = readonly [name: string, version: number]

interface VersionRow {
  name: string
  version: number
  creation_time: number | null
  last_updated_time: number | null
  description: string | null
  user_id: string | null
  current_stage: string | null
  source: string | null
  run_id: string | null
  status: ModelVersion['status'] | null
  status_message: string | null
  run_link: string | null
}
const COLUMNS = `v.name, v.version, v.creation_time, v.last_updated_time, v.description, v.user_id, v.current_stage, v.source, v.run_id,
  v.status, v.status_message, v.run_link`

/** Largest number that the column of both databases takes. */
const MAX_VERSION = 2_147_483_647

/** The error of a number that no version of a model has. */
export const noVersion = (name: string, version: number | bigint): MlflowError =>
  new MlflowError('RESOURCE_DOES_NOT_EXIST', `Model Version (name=${name}, version=${version}) not found`)

/**
 * Checks the name and the number of a version as they travel.
 * @throws MlflowError INVALID_PARAMETER_VALUE; RESOURCE_DOES_NOT_EXIST: no version can have the number
 */
export async function versionKey(db: Db, { name = '', version = '' }: { name?: string; version?: string }): Promise<VersionKey> {
  await checkKnownName(db, name)
  if (!/^\s*[+-]?\d+\s*$/.test(version)) throw invalid(`Parameter 'version' must be an integer, got '${version}'.`)
  const number = Number(version)
  if (number < 1 || number > MAX_VERSION) throw noVersion(name, BigInt(version.trim().replace('+', '')))
  return [name, number]
}

/**
 * Refuses what is no version or a deleted one; `how` keeps the version and its model as they are until the transaction ends.
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST
 */
export async function requireVersion(
  db: Db,
  [name, version]: VersionKey,
  how?: 'keep' | 'write',
): Promise<{ source: string | null; run_id: string | null; storage_location: string | null }> {
  const row = await db.get<{ source: string | null; run_id: string | null; storage_location: string | null }>(
    `select v.source, v.run_id, v.storage_location from registered_models m
     join model_versions v on v.workspace = m.workspace and v.name = m.name
     where m.workspace = 'default' and m.name = ? and v.version = ? and v.current_stage <> 'Deleted_Internal'
     ${how ? lockRows(db, how) : ''}`,
    [name, version],
  )
  if (!row) throw noVersion(name, version)
  return row
}

/** Reads a version. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function getModelVersion(db: Db, request: { name: string; version: string }): Promise<{ model_version: ModelVersion }> {
  return readVersion(db, await versionKey(db, request))
}

/** Reads a version by its checked key. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function readVersion(db: Db, key: VersionKey): Promise<{ model_version: ModelVersion }> {
  const [model_version] = await readVersions(db, [key])
  if (!model_version) throw noVersion(...key)
  return { model_version }
}

/** Tells where the artifacts of a version lie. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function getModelVersionDownloadUri(db: Db, request: { name?: string; version?: string }): Promise<{ artifact_uri: string }> {
  const { storage_location, source } = await requireVersion(db, await versionKey(db, request))
  return { artifact_uri: storage_location ?? source ?? '' }
}

/** Reads versions in the order of their keys; deleted and unknown ones are left out. Searches give no aliases. */
export async function readVersions(db: Db, keys: readonly VersionKey[], { aliases = true } = {}): Promise<ModelVersion[]> {
  if (keys.length === 0) return []
  const list = [JSON.stringify(keys)]
  const of = (table: string, alias: string) =>
    `from ${rowsOfList(db, namedNumbers(db), table, alias, `${alias}.workspace = 'default' and ${alias}.name = wanted.name and ${alias}.version = wanted.number`)}`
  const rows = await db.all<VersionRow>(
    `select ${COLUMNS} ${of('model_versions', 'v')} where v.current_stage <> 'Deleted_Internal' order by wanted.position`,
    list,
  )
  const tags = await db.all<RegistryTag & OfVersion>(
    `select t.name, t.version, t.key, coalesce(t.value, '') as value ${of('model_version_tags', 't')} order by wanted.position, t.key`,
    list,
  )
  const names = aliases
    ? await db.all<{ alias: string } & OfVersion>(
        `select t.name, t.version, t.alias ${of('registered_model_aliases', 't')} order by wanted.position, t.alias`,
        list,
      )
    : []
  const tagsOf = Map.groupBy(tags, keyText)
  const namesOf = Map.groupBy(names, keyText)
  return rows.map((row) => toVersion(row, tagsOf.get(keyText(row)), namesOf.get(keyText(row))))
}

/** Bytes of the tags and descriptions of versions, in the order of their keys. */
export async function weighVersions(db: Db, keys: readonly VersionKey[]): Promise<number[]> {
  const bytes = (table: string, column: string) =>
    `select t.name, t.version, sum(octet_length(t.${column})) from ${rowsOfList(db, namedNumbers(db), table, 't', "t.workspace = 'default' and t.name = wanted.name and t.version = wanted.number")}
     group by t.name, t.version`
  const list = JSON.stringify(keys)
  const rows = await db.arrays<[name: string, version: number, bytes: number]>(
    `${bytes('model_version_tags', 'value')} union all ${bytes('model_versions', 'description')}`,
    [list, list],
  )
  const textOf = (name: string, version: number): string => keyText({ name, version })
  return weightsOf(
    keys.map(([name, version]) => textOf(name, version)),
    rows.map(([name, version, size]) => [textOf(name, version), size] as const),
  )
}

interface OfVersion {
  name: string
  version: number
}
/** The number comes last and holds no slash, so that a slash in a name does no harm. */
const keyText = ({ name, version }: OfVersion): string => `${name}/${version}`

function toVersion(
  row: VersionRow,
  tags: readonly RegistryTag[] | undefined,
  aliases: readonly { alias: string }[] | undefined,
): ModelVersion {
  return {
    name: row.name,
    version: String(row.version),
    creation_timestamp: row.creation_time ?? 0,
    last_updated_timestamp: row.last_updated_time ?? 0,
    ...(row.user_id === null ? {} : { user_id: row.user_id }),
    current_stage: row.current_stage ?? 'None',
    ...(row.description === null ? {} : { description: row.description }),
    source: row.source ?? '',
    run_id: row.run_id ?? '',
    status: row.status ?? 'READY',
    ...(row.status_message === null ? {} : { status_message: row.status_message }),
    ...(tags ? { tags: tags.map(({ key, value }) => ({ key, value })) } : {}),
    run_link: row.run_link ?? '',
    ...(aliases ? { aliases: aliases.map(({ alias }) => alias) } : {}),
  }
}
