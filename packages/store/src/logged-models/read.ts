import { printedValue } from '../metrics/stored-value.ts'
import {
  LOGGED_MODEL_STATUS,
  type LoggedModel,
  type LoggedModelStatus,
  type Metric,
  type RequestOf,
  type getLoggedModel as GetLoggedModel,
} from '@tailrace/contract'
import type { Db, SqlValue } from '../database.ts'
import { asWritten, byBytes, isOneText } from '../dialect.ts'
import { isNanPoint } from './is-nan.ts'
import { noModel } from './require-model.ts'
import type { ExperimentNumber } from '../experiment-id.ts'
import { weightsOf } from '../pieces.ts'

interface InfoRow {
  model_id: string
  experiment_id: ExperimentNumber
  name: string
  artifact_location: string
  creation_timestamp_ms: number
  last_updated_timestamp_ms: number
  status: number
  model_type: string | null
  source_run_id: string | null
  status_message: string | null
}
const INFO_COLUMNS =
  'model_id, experiment_id, name, artifact_location, creation_timestamp_ms, last_updated_timestamp_ms, status, model_type, source_run_id, status_message'

type TextRow = readonly [model_id: string, key: string, value: string]
type MetricRow = readonly [
  model_id: string,
  key: string,
  value: number | null,
  is_nan: number | boolean,
  timestamp: number | bigint,
  step: number | bigint,
  run_id: string,
  dataset_name: string | null,
  dataset_digest: string | null,
]

const STATUS_NAMES = new Map(Object.entries(LOGGED_MODEL_STATUS).map(([name, code]) => [code as number, name as LoggedModelStatus]))

/** Reads a logged model. @throws MlflowError RESOURCE_DOES_NOT_EXIST: unknown or deleted */
export async function getLoggedModel(db: Db, { model_id }: RequestOf<typeof GetLoggedModel>): Promise<{ model: LoggedModel }> {
  const active = await db.get("select 1 as found from logged_models where model_id = ? and lifecycle_stage = 'active'", [model_id])
  if (!active) throw noModel(model_id)
  return { model: await readModel(db, model_id) }
}

/** Reads a logged model, deleted or not. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function readModel(db: Db, id: string): Promise<LoggedModel> {
  const [model] = await readModels(db, [id])
  if (!model) throw noModel(id)
  return model
}

/** Reads logged models whole, in the order of the ids; ids that none has are left out. Meant for at most some hundred ids. */
export async function readModels(db: Db, ids: readonly string[]): Promise<LoggedModel[]> {
  const [one] = ids
  if (one === undefined) return []
  const is = ids.length === 1 ? '= ?' : `${isOneText(db)}`
  const params: SqlValue[] = [ids.length === 1 ? one : JSON.stringify(ids)]
  const models = new Map<string, LoggedModel>()
  for (const row of await db.all<InfoRow>(`select ${INFO_COLUMNS} from logged_models where model_id ${is}`, params)) {
    models.set(row.model_id, toModel(row))
  }
  const texts = (table: string, column: string) =>
    db.arrays<TextRow>(
      `select model_id, ${column}_key, ${column}_value from ${table} where model_id ${is} order by ${byBytes(db, `${column}_key`)}`,
      params,
    )
  for (const [id, key, value] of await texts('logged_model_tags', 'tag')) {
    const info = models.get(id)?.info
    if (info) (info.tags ??= []).push({ key, value })
  }
  for (const [id, key, value] of await texts('logged_model_params', 'param')) {
    const data = models.get(id)?.data
    if (data) (data.params ??= []).push({ key, value })
  }
  await addMetrics(db, models, is, params)
  return ids.flatMap((id) => models.get(id) ?? [])
}

/** Bytes of a metric of a model as it is printed, about. */
const METRIC_BYTES = 300

/** Bytes of the tags, params and metrics of models, in the order of their ids. */
export async function weighModels(db: Db, ids: readonly string[]): Promise<number[]> {
  const list = JSON.stringify(ids)
  const bytes = (table: string, size: string): string =>
    `select model_id, ${size} from ${table} where model_id ${isOneText(db)} group by model_id`
  const rows = await db.arrays<[id: string, bytes: number]>(
    `${bytes('logged_model_tags', 'sum(octet_length(tag_value))')} union all ${bytes('logged_model_params', 'sum(octet_length(param_value))')}
     union all ${bytes('logged_model_metrics', `count(*) * ${METRIC_BYTES}`)}`,
    [list, list, list],
  )
  return weightsOf(ids, rows)
}

function toModel(row: InfoRow): LoggedModel {
  const { experiment_id, artifact_location, status, model_type, source_run_id, status_message, ...rest } = row
  const info: LoggedModel['info'] = {
    ...rest,
    experiment_id: String(experiment_id),
    artifact_uri: artifact_location,
    status: STATUS_NAMES.get(status) ?? 'LOGGED_MODEL_STATUS_UNSPECIFIED',
    model_type: model_type ?? '',
    source_run_id: source_run_id ?? '',
  }
  if (status_message) info.status_message = status_message
  return { info, data: {} }
}

async function addMetrics(db: Db, models: Map<string, LoggedModel>, is: string, params: readonly SqlValue[]): Promise<void> {
  const rows = await db.arrays<MetricRow>(
    `select e.model_id, e.metric_name, e.metric_value, ${isNanPoint(db, 'e')}, e.metric_timestamp_ms, e.metric_step, e.run_id, e.dataset_name,
       e.dataset_digest from logged_model_metrics e where e.model_id ${is} order by e.${asWritten(db)}`,
    params,
  )
  for (const [model_id, key, value, is_nan, timestamp, step, run_id, dataset_name, dataset_digest] of rows) {
    const data = models.get(model_id)?.data
    if (!data) continue
    const metric: Metric = { key, value: printedValue(value ?? 0, is_nan ?? false), timestamp, step, model_id, run_id }
    if (dataset_name) metric.dataset_name = dataset_name
    if (dataset_digest) metric.dataset_digest = dataset_digest
    if (data.metrics) data.metrics.push(metric)
    else data.metrics = [metric]
  }
}
