import { LOGGED_MODEL_STATUS, type LoggedModel, type ModelVersion, type RegisteredModel } from '@tailrace/contract'
import type { Db, SqlValue } from '../database.ts'
import { isOneText } from '../dialect.ts'
import { MODEL_POINT } from '../logged-models/metrics.ts'
import { storedValue } from '../metrics/stored-value.ts'

const STATUS_CODES: Readonly<Record<string, number>> = LOGGED_MODEL_STATUS

/** Takes a logged model in with its id and times, params, tags and metrics. Points of runs that are not there are left out. */
export async function takeLoggedModel(
  db: Db,
  { info, data }: LoggedModel,
  experimentId: number | bigint,
  update: boolean,
): Promise<boolean> {
  const written = await db.insertRows(
    'logged_models',
    [
      'model_id text',
      'experiment_id integer',
      'name text',
      'artifact_location text',
      'creation_timestamp_ms bigint',
      'last_updated_timestamp_ms bigint',
      'status integer',
      'lifecycle_stage text',
      'model_type text',
      'source_run_id text',
      'status_message text',
    ],
    [
      [
        info.model_id,
        experimentId,
        info.name,
        info.artifact_uri,
        info.creation_timestamp_ms,
        info.last_updated_timestamp_ms,
        STATUS_CODES[info.status] ?? 0,
        'active',
        info.model_type ?? '',
        info.source_run_id ?? '',
        info.status_message ?? null,
      ],
    ],
    update
      ? 'on conflict (model_id) do update set status = excluded.status, last_updated_timestamp_ms = excluded.last_updated_timestamp_ms where logged_models.status <> excluded.status'
      : 'on conflict do nothing',
  )
  const rows = (items: readonly { key: string; value: string }[] = []): SqlValue[][] =>
    items.map(({ key, value }) => [info.model_id, experimentId, key, value])
  const params = ['model_id text', 'experiment_id integer', 'param_key text', 'param_value text']
  await db.insertRows('logged_model_params', params, rows(data.params), 'on conflict do nothing')
  await db.insertRows(
    'logged_model_tags',
    ['model_id text', 'experiment_id integer', 'tag_key text', 'tag_value text'],
    rows(info.tags),
    update ? 'on conflict (model_id, tag_key) do update set tag_value = excluded.tag_value' : 'on conflict do nothing',
  )
  await takeModelMetrics(db, info.model_id, experimentId, data.metrics ?? [])
  return written > 0
}

async function takeModelMetrics(
  db: Db,
  modelId: string,
  experimentId: number | bigint,
  metrics: NonNullable<LoggedModel['data']['metrics']>,
): Promise<void> {
  if (metrics.length === 0) return
  const runs = [...new Set(metrics.map(({ run_id = '' }) => run_id))]
  const found = await db.all<{ run_uuid: string }>(`select run_uuid from runs where run_uuid ${isOneText(db)}`, [JSON.stringify(runs)])
  const known = new Set(found.map(({ run_uuid }) => run_uuid))
  await db.insertRows(
    'logged_model_metrics',
    MODEL_POINT,
    metrics
      .filter(({ run_id = '' }) => known.has(run_id))
      .map(({ key, timestamp, step, value, run_id = '', dataset_name, dataset_digest }) => {
        const stored = storedValue(Number(value)).value
        return [modelId, key, timestamp, step, stored, experimentId, run_id, dataset_name || null, dataset_digest || null]
      }),
    'on conflict do nothing',
  )
}

/** Takes a registered model in with its times and tags. Its aliases need its versions: see takeAliases. */
export async function takeRegisteredModel(db: Db, model: RegisteredModel, update: boolean): Promise<boolean> {
  const { name, creation_timestamp: created, last_updated_timestamp: updated, description, tags = [] } = model
  const written = await db.insertRows(
    'registered_models',
    ['name text', 'creation_time bigint', 'last_updated_time bigint', 'description text', 'workspace text'],
    [[name, created, updated, description ?? null, 'default']],
    update
      ? `on conflict (workspace, name) do update set description = excluded.description, last_updated_time = excluded.last_updated_time
         where registered_models.description is distinct from excluded.description`
      : 'on conflict do nothing',
  )
  await db.insertRows(
    'registered_model_tags',
    ['key text', 'value text', 'name text', 'workspace text'],
    tags.map(({ key, value }) => [key, value, name, 'default']),
    `on conflict (workspace, key, name) do ${update ? 'update set value = excluded.value' : 'nothing'}`,
  )
  return written > 0
}

/** Points the aliases of a registered model, once its versions are there. */
export async function takeAliases(db: Db, { name, aliases = [] }: RegisteredModel, update: boolean): Promise<void> {
  await db.insertRows(
    'registered_model_aliases',
    ['alias text', 'version integer', 'name text', 'workspace text'],
    aliases.map(({ alias, version }) => [alias, Number(version), name, 'default']),
    `on conflict (workspace, name, alias) do ${update ? 'update set version = excluded.version' : 'nothing'}`,
  )
}

/** Takes a model version in with its number, times, stage and tags. */
export async function takeModelVersion(db: Db, version: ModelVersion, storage: string | undefined, update: boolean): Promise<boolean> {
  const { name, current_stage: stage, description, source, run_id, status, status_message: message, run_link, tags = [] } = version
  const number = Number(version.version)
  const written = await db.insertRows(
    'model_versions',
    [
      'name text',
      'version integer',
      'creation_time bigint',
      'last_updated_time bigint',
      'description text',
      'user_id text',
      'current_stage text',
      'source text',
      'run_id text',
      'status text',
      'status_message text',
      'run_link text',
      'storage_location text',
      'workspace text',
    ],
    [
      [
        name,
        number,
        version.creation_timestamp,
        version.last_updated_timestamp,
        description ?? null,
        version.user_id ?? null,
        stage || 'None',
        source,
        run_id || null,
        status,
        message || null,
        run_link || null,
        storage ?? source,
        'default',
      ],
    ],
    update
      ? `on conflict (workspace, name, version) do update
         set current_stage = excluded.current_stage, description = excluded.description, last_updated_time = excluded.last_updated_time
         where model_versions.current_stage is distinct from excluded.current_stage
            or model_versions.description is distinct from excluded.description`
      : 'on conflict do nothing',
  )
  await db.insertRows(
    'model_version_tags',
    ['key text', 'value text', 'name text', 'version integer', 'workspace text'],
    tags.map(({ key, value }) => [key, value, name, number, 'default']),
    `on conflict (workspace, key, name, version) do ${update ? 'update set value = excluded.value' : 'nothing'}`,
  )
  return written > 0
}
