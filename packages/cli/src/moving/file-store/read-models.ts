import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LOGGED_MODEL_STATUS, MODEL_VERSION_STATUS, type LoggedModel, type ModelVersion, type RegisteredModel } from '@tailrace/contract'
import { foldersIn, keysIn, pairsIn } from './folders.ts'
import { placeOf } from './places.ts'
import { parsePoint } from './points.ts'
import { Meta } from './read-meta.ts'

type ModelStatus = LoggedModel['info']['status']
const MODEL_STATUS = Object.fromEntries(Object.entries(LOGGED_MODEL_STATUS).map(([name, code]) => [String(code), name as ModelStatus]))
/** Stage of a version that was deleted: the file store only marks it. */
const DELETED = 'Deleted_Internal'

/** Reads a logged model; undefined for one that was deleted. @throws Error with one line that names the file */
export function readLoggedModel(experimentFolder: string, modelId: string, experimentId: string): LoggedModel | undefined {
  const folder = join(experimentFolder, 'models', modelId)
  const meta = Meta.read(join(folder, 'meta.yaml'))
  if (meta.text('lifecycle_stage') === 'deleted') return undefined
  const message = meta.text('status_message')
  return {
    info: {
      model_id: meta.required('model_id'),
      experiment_id: experimentId,
      name: meta.text('name'),
      creation_timestamp_ms: meta.whole('creation_timestamp') ?? 0,
      last_updated_timestamp_ms: meta.whole('last_updated_timestamp') ?? 0,
      artifact_uri: placeOf(meta.text('artifact_location'), join(folder, 'artifacts')),
      status: MODEL_STATUS[meta.text('status')] ?? 'LOGGED_MODEL_STATUS_UNSPECIFIED',
      model_type: meta.text('model_type'),
      source_run_id: meta.text('source_run_id'),
      ...(message !== '' && { status_message: message }),
      tags: pairsIn(join(folder, 'tags')),
    },
    data: { params: pairsIn(join(folder, 'params')), metrics: readMetrics(join(folder, 'metrics')) },
  }
}

function readMetrics(folder: string): NonNullable<LoggedModel['data']['metrics']> {
  return keysIn(folder).flatMap((key) =>
    readFileSync(join(folder, key), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const { point, ...rest } = parsePoint(line, true)
        const [timestamp, value, step] = point
        return { key, value, timestamp, step, ...rest }
      }),
  )
}

/** Reads a model of the registry with its tags and aliases. @throws Error with one line that names the file */
export function readRegisteredModel(folder: string): RegisteredModel {
  const meta = Meta.read(join(folder, 'meta.yaml'))
  const description = meta.text('description')
  return {
    name: meta.required('name'),
    creation_timestamp: meta.whole('creation_timestamp') ?? 0,
    last_updated_timestamp: meta.whole('last_updated_timestamp') ?? 0,
    ...(description !== '' && { description }),
    tags: pairsIn(join(folder, 'tags')),
    aliases: pairsIn(join(folder, 'aliases')).map(({ key, value }) => ({ alias: key, version: value.trim() })),
  }
}

/** Folders of the versions of a model in the order of their numbers. */
export const versionFolders = (folder: string): string[] =>
  foldersIn(folder)
    .filter((name) => /^version-\d+$/.test(name))
    .toSorted((a, b) => Number(a.slice(8)) - Number(b.slice(8)))

/** Reads a version; undefined for one that was deleted. @throws Error with one line that names the file */
export function readModelVersion(
  folder: string,
  aliases: readonly { alias: string; version: string }[] = [],
): { version: ModelVersion; storage_location?: string } | undefined {
  const file = join(folder, 'meta.yaml')
  const meta = Meta.read(file)
  if (meta.text('current_stage') === DELETED) return undefined
  const [version, description, message] = [meta.required('version'), meta.text('description'), meta.text('status_message')]
  const [user_id, storage_location] = [meta.text('user_id'), meta.text('storage_location')]
  const status = meta.text('status')
  return {
    version: {
      name: meta.required('name'),
      version,
      creation_timestamp: meta.whole('creation_timestamp') ?? 0,
      last_updated_timestamp: meta.whole('last_updated_timestamp') ?? 0,
      current_stage: meta.text('current_stage') || 'None',
      ...(description !== '' && { description }),
      ...(user_id !== '' && { user_id }),
      source: meta.text('source'),
      run_id: meta.text('run_id'),
      status: status in MODEL_VERSION_STATUS ? (status as ModelVersion['status']) : 'READY',
      ...(message !== '' && { status_message: message }),
      run_link: meta.text('run_link'),
      tags: existsSync(join(folder, 'tags')) ? pairsIn(join(folder, 'tags')) : [],
      aliases: aliases.filter((alias) => alias.version === version).map(({ alias }) => alias),
    },
    ...(storage_location !== '' && { storage_location }),
  }
}
