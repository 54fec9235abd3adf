import {
  type ModelVersion,
  type RegisteredModel,
  type RegistryTag,
  type RequestOf,
  STAGES,
  type Stage,
  type getLatestVersions as GetLatestVersions,
  invalid,
} from '@tailrace/contract'
import type { Db } from '../database.ts'
import { isInWorkspace, isOneText, lockRows, orderedTextList, rowsOfList } from '../dialect.ts'
import { type VersionKey, readVersions, weighVersions } from '../model-versions/read.ts'
import { weightsOf } from '../pieces.ts'
import { checkKnownName, noRegisteredModel } from './names.ts'

interface ModelRow {
  name: string
  creation_time: number | null
  last_updated_time: number | null
  description: string | null
}

/** Reads a registered model with its latest versions, tags and aliases. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function getRegisteredModel(db: Db, { name }: { name: string }): Promise<{ registered_model: RegisteredModel }> {
  await checkKnownName(db, name)
  const [registered_model] = await readRegisteredModels(db, [name])
  if (!registered_model) throw noRegisteredModel(name)
  return { registered_model }
}

/** Refuses a name that no registered model has; `how` keeps the model as it is until the transaction ends. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function requireRegisteredModel(db: Db, name: string, how?: 'keep' | 'write' | 'remove'): Promise<void> {
  await checkKnownName(db, name)
  const lock = how ? lockRows(db, how) : ''
  const row = await db.get(`select name from registered_models where workspace = 'default' and name = ? ${lock}`, [name])
  if (!row) throw noRegisteredModel(name)
}

/** Reads registered models in the order of the names given; names that no model has are left out. `latest` are their `latestKeys`, where known. */
export async function readRegisteredModels(db: Db, names: readonly string[], latest?: readonly VersionKey[]): Promise<RegisteredModel[]> {
  const list = [JSON.stringify(names)]
  const rows = await db.all<ModelRow>(
    `select m.name, m.creation_time, m.last_updated_time, m.description
     from ${rowsOfList(db, orderedTextList(db), 'registered_models', 'm', "m.workspace = 'default' and m.name = wanted.value")} order by wanted.position`,
    list,
  )
  if (rows.length === 0) return []
  const of = `from %table where workspace = 'default' and name ${isOneText(db)} order by name`
  const read = <Row extends { name: string }>(columns: string, table: string, key: string) =>
    db
      .all<Row>(`select name, ${columns} ${of.replace('%table', table)}, ${key}`, list)
      .then((found) => Map.groupBy(found, ({ name }) => name))
  const tags = await read<RegistryTag & { name: string }>("key, coalesce(value, '') as value", 'registered_model_tags', 'key')
  const aliases = await read<{ name: string; alias: string; version: number }>('alias, version', 'registered_model_aliases', 'alias')
  const keys = latest ?? (await latestKeys(db, names))
  const versions = Map.groupBy(await readVersions(db, keys, { aliases: false }), ({ name }) => name)
  return rows.map((row) => {
    const [latest_versions, ownTags, ownAliases] = [versions.get(row.name), tags.get(row.name), aliases.get(row.name)]
    return {
      name: row.name,
      creation_timestamp: row.creation_time ?? 0,
      last_updated_timestamp: row.last_updated_time ?? 0,
      ...(row.description ? { description: row.description } : {}),
      ...(latest_versions ? { latest_versions } : {}),
      ...(ownTags ? { tags: ownTags.map(({ key, value }) => ({ key, value })) } : {}),
      ...(ownAliases ? { aliases: ownAliases.map(({ alias, version }) => ({ alias, version: String(version) })) } : {}),
    }
  })
}

/** Bytes of the tags and descriptions of models and of their latest versions, in the order of the names. */
export async function weighRegisteredModels(db: Db, names: readonly string[], latest: readonly VersionKey[]): Promise<number[]> {
  const list = JSON.stringify(names)
  const rows = await db.arrays<[name: string, bytes: number]>(
    `select name, octet_length(description) from registered_models where workspace = 'default' and name ${isOneText(db)}
     union all select name, sum(octet_length(value)) from registered_model_tags where workspace = 'default' and name ${isOneText(db)} group by name`,
    [list, list],
  )
  const versions = latest.length > 0 ? await weighVersions(db, latest) : []
  return weightsOf(names, [...rows, ...latest.map(([name], index) => [name, versions[index]] as const)])
}

/** Keys of the newest version of each stage, in the order of the oldest versions in these stages. */
export async function latestKeys(db: Db, names: readonly string[]): Promise<VersionKey[]> {
  const rows = await db.all<{ name: string; newest: number }>(
    `select v.name, max(v.version) as newest from model_versions v
     where ${isInWorkspace(db, 'v')} and v.name ${isOneText(db)} and v.current_stage <> 'Deleted_Internal'
     group by v.name, v.current_stage order by v.name, min(v.version)`,
    [JSON.stringify(names)],
  )
  return rows.map(({ name, newest }) => [name, newest])
}

/** Reads the newest version of each stage, or of some stages. @throws MlflowError RESOURCE_DOES_NOT_EXIST; INVALID_PARAMETER_VALUE: no such stage */
export async function getLatestVersions(
  db: Db,
  { name, stages = [] }: RequestOf<typeof GetLatestVersions>,
): Promise<{ model_versions?: ModelVersion[] }> {
  await requireRegisteredModel(db, name)
  const wanted = new Set<string>(stages.map(stageOf))
  const latest = await readVersions(db, await latestKeys(db, [name]))
  const model_versions = latest.filter(({ current_stage }) => wanted.size === 0 || wanted.has(current_stage))
  return model_versions.length > 0 ? { model_versions } : {}
}

/** A stage as it is stored, from a text in any case. @throws MlflowError INVALID_PARAMETER_VALUE */
export function stageOf(text: string): Stage {
  const stage = STAGES.find((known) => known.toLowerCase() === text.toLowerCase())
  if (!stage) throw invalid(`Invalid Model Version stage: ${text}. Value must be one of ${STAGES.join(', ')}.`)
  return stage
}

export { getLatestVersions as getLatestVersionsByQuery }
