import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { LOGGED_MODEL_STATUS, MODEL_VERSION_STATUS, type LoggedModel, type ModelVersion, type RegisteredModel } from '@tailrace/contract'
import type { LocalRoots } from '../local-roots.ts'
import { foldersIn, keysIn, pairsIn } from './folders.ts'
import { locationOf } from './places.ts'
import { parsePoint } from './points.ts'
import { Meta } from './read-meta.ts'

type ModelStatus = LoggedModel['info']['status']
const MODEL_STATUS = Object.fromEntries(Object.entries(LOGGED_MODEL_STATUS).map(([name, code]) => [String(code), name as ModelStatus]))
/** Stage of a version that was deleted: the file store only marks it. */
const DELETED = 'Deleted_Internal'

/** Reads a logged model; undefined for one that was deleted. @throws Error with one line that names the file */
export function readLoggedModel(
  from: LocalRoots,
  experimentFolder: string,
  modelId: string,
  experimentId: string,
): LoggedModel | undefined {
  const folder = join(experimentFolder, 'models', modelId)
  const meta = Meta.read(from, join(folder, 'meta.yaml'))
  if (meta.text('lifecycle_stage') === 'deleted') return undefined
  const message = meta.text('status_message')
  return {
    info: {
      model_id: meta.required('model_id'),
      experiment_id: experimentId,
      name: meta.text('name'),
      creation_timestamp_ms: meta.whole('creation_timestamp') ?? 0,
      last_updated_timestamp_ms: meta.whole('last_updated_timestamp') ?? 0,
      artifact_uri: locationOf(from, meta.text('artifact_location'), join(folder, 'artifacts')),
      status: MODEL_STATUS[meta.text('status')] ?? 'LOGGED_MODEL_STATUS_UNSPECIFIED',
      model_type: meta.text('model_type'),
      source_run_id: meta.text('source_run_id'),
      ...(message !== '' && { status_message: message }),
      tags: pairsIn(from, join(folder, 'tags')),
    },
    data: { params: pairsIn(from, join(folder, 'params')), metrics: readMetrics(from, join(folder, 'metrics')) },
  }
}

function readMetrics(from: LocalRoots, folder: string): NonNullable<LoggedModel['data']['metrics']> {
  return keysIn(from, folder).flatMap((key) =>
    readFileSync(from.file(join(folder, key)), 'utf8')
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
export function readRegisteredModel(from: LocalRoots, folder: string): RegisteredModel {
  const meta = Meta.read(from, join(folder, 'meta.yaml'))
  const description = meta.text('description')
  return {
    name: meta.required('name'),
    creation_timestamp: meta.whole('creation_timestamp') ?? 0,
    last_updated_timestamp: meta.whole('last_updated_timestamp') ?? 0,
    ...(description !== '' && { description }),
    tags: pairsIn(from, join(folder, 'tags')),
    aliases: pairsIn(from, join(folder, 'aliases')).map(({ key, value }) => ({ alias: key, version: value.trim() })),
  }
}

/** Folders of the versions of a model in the order of their numbers. */
export const versionFolders = (from: LocalRoots, folder: string): string[] =>
  foldersIn(from, folder)
    .filter((name) => /^version-\d+$/.test(name))
    .toSorted((a, b) => Number(a.slice(8)) - Number(b.slice(8)))

/** Reads a version; undefined for one that was deleted. @throws Error with one line that names the file */
export function readModelVersion(
  from: LocalRoots,
  folder: string,
  aliases: readonly { alias: string; version: string }[] = [],
): { version: ModelVersion; storage_location?: string } | undefined {
  const file = join(folder, 'meta.yaml')
  const meta = Meta.read(from, file)
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
      tags: existsSync(join(folder, 'tags')) ? pairsIn(from, join(folder, 'tags')) : [],
      aliases: aliases.filter((alias) => alias.version === version).map(({ alias }) => alias),
    },
    ...(storage_location !== '' && { storage_location }),
  }
}
