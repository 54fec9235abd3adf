import type { LifecycleStage, Metric, Param, RequestOf, Run, RunInfo, RunStatus, RunTag, getRun as GetRun } from '@tailrace/contract'
import type { Db, SqlValue } from '../database.ts'
import { isOneText } from '../dialect.ts'
import { wireValue } from '../metrics/stored-value.ts'
import type { Fragment } from '../sql.ts'
import { keyedRows } from './keyed-rows.ts'
import { readLinks } from './links.ts'
import { noRun } from './require-run.ts'
import type { ExperimentNumber } from '../experiment-id.ts'

const INFO_COLUMNS = 'run_uuid, name, experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri'
const TEXT_COLUMNS = 'e.run_uuid, e.key, e.value'
type InfoRow = readonly [
  run_uuid: string,
  name: string | null,
  experiment_id: ExperimentNumber,
  user_id: string | null,
  status: RunStatus,
  start_time: number | null,
  end_time: number | null,
  lifecycle_stage: LifecycleStage,
  artifact_uri: string | null,
]
type MetricRow = readonly [
  run_uuid: string,
  key: string,
  value: number,
  timestamp: number | bigint,
  step: number | bigint,
  is_nan: number | boolean,
]
type TextRow = readonly [run_uuid: string, key: string, value: string | null]

/** Reads a run with its latest metrics, params, tags, inputs and outputs. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function getRun(db: Db, { run_id }: RequestOf<typeof GetRun>): Promise<{ run: Run }> {
  const [run] = await readRuns(db, [run_id], { model_inputs: true })
  if (!run) throw noRun(run_id)
  return { run }
}

/** Reads what a run is, without its data. */
export async function readRunInfo(db: Db, id: string): Promise<RunInfo | undefined> {
  const [row] = await db.arrays<InfoRow>(`select ${INFO_COLUMNS} from runs where run_uuid = ?`, [id])
  return row && toInfo(row)
}

/** What is read of runs beside their attributes: of metrics, params and tags all keys unless some are named. */
export interface Wanted {
  readonly metrics?: readonly string[] | undefined
  readonly params?: readonly string[] | undefined
  readonly tags?: readonly string[] | undefined
  /** Datasets and models; read unless false. The models that a run used come with `model_inputs` alone. */
  readonly inputs?: boolean | undefined
  readonly model_inputs?: boolean | undefined
}

/** Reads runs, whole unless less is wanted, in the order of the ids; ids that no run has are left out. Meant for at most some hundred ids. */
export async function readRuns(db: Db, ids: readonly string[], wanted: Wanted = {}): Promise<Run[]> {
  const [one] = ids
  if (one === undefined) return []
  const is = ids.length === 1 ? '= ?' : isOneText(db)
  const params: SqlValue[] = [ids.length === 1 ? one : JSON.stringify(ids)]
  const runs = new Map<string, Run>()
  for (const row of await db.arrays<InfoRow>(`select ${INFO_COLUMNS} from runs where run_uuid ${is}`, params)) {
    runs.set(row[0], { info: toInfo(row), data: {}, inputs: {}, outputs: {} })
  }
  if (runs.size === 0) return []
  const rows = (table: 'latest_metrics' | 'params' | 'tags', columns: string, keys: readonly string[] | undefined) =>
    keys ? keyedRows(db, table, columns, ids, keys) : { text: `select ${columns} from ${table} e where e.run_uuid ${is}`, params }
  await addMetrics(db, runs, rows('latest_metrics', 'e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan', wanted.metrics))
  await addTexts(db, runs, 'params', rows('params', TEXT_COLUMNS, wanted.params))
  await addTexts(db, runs, 'tags', rows('tags', TEXT_COLUMNS, wanted.tags))
  if (wanted.inputs !== false) await readLinks(db, runs, is, params, wanted.model_inputs ?? false)
  return ids.flatMap((id) => runs.get(id) ?? [])
}

function toInfo(row: InfoRow): RunInfo {
  const [run_uuid, name, experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri] = row
  const info: RunInfo = {
    run_uuid,
    experiment_id: String(experiment_id),
    user_id: user_id ?? '',
    status,
    start_time: start_time ?? 0,
    lifecycle_stage,
    run_id: run_uuid,
  }
  if (name !== null) info.run_name = name
  if (end_time !== null) info.end_time = end_time
  if (artifact_uri !== null) info.artifact_uri = artifact_uri
  return info
}

async function addMetrics(db: Db, runs: Map<string, Run>, query: Fragment | undefined): Promise<void> {
  if (!query) return
  const rows = await db.arrays<MetricRow>(query.text, query.params)
  for (const [id, key, value, timestamp, step, is_nan] of rows) {
    const data = runs.get(id)?.data
    if (!data) continue
    const metric: Metric = { key, value: wireValue(value, is_nan), timestamp, step }
    if (data.metrics) data.metrics.push(metric)
    else data.metrics = [metric]
  }
}

async function addTexts(db: Db, runs: Map<string, Run>, table: 'params' | 'tags', query: Fragment | undefined): Promise<void> {
  if (!query) return
  for (const [id, key, value] of await db.arrays<TextRow>(query.text, query.params)) {
    const data = runs.get(id)?.data
    if (!data) continue
    const item: Param | RunTag = { key, value: value ?? '' }
    const list = data[table]
    if (list) list.push(item)
    else data[table] = [item]
  }
}
