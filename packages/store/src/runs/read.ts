import type { LifecycleStage, Metric, Param, RequestOf, Run, RunInfo, RunStatus, RunTag, getRun as GetRun } from '@tailrace/contract'
import type { Db, SqlValue } from '../database.ts'
import { isOneText } from '../dialect.ts'
import { printedValue, wireValue } from '../metrics/stored-value.ts'
import { keyedRows } from './keyed-rows.ts'
import { readLinks } from './links.ts'
import { runNotFound } from './require-run.ts'
import { runName } from './run-name.ts'
import type { ExperimentNumber } from '../experiment-id.ts'

const INFO_COLUMNS = `run_uuid, ${runName('runs')}, experiment_id, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri`
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
  const [run] = (await readRuns(db, [run_id], { model_inputs: true })) ?? []
  if (!run) throw runNotFound(run_id)
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
  /** Whether values of metrics are numbers to calculate with, not for printing as JSON. */
  readonly numbers?: boolean | undefined
  /** Whether to give up when the runs are too large to be held together. */
  readonly bounded?: boolean | undefined
}

/** Rows of metrics, and of params or tags with at most 8,000 characters each, of runs that are held together. */
const MOST_METRICS = 30_000
const MOST_TEXTS = 3000

/** Thrown when a list of runs is too large to be held together. */
class TooLarge extends Error {}

/**
 * Reads runs, whole unless less is wanted, in the order of the ids; ids that no run has are left out. Meant for at most some hundred ids.
 * @returns undefined when `bounded` is wanted and the runs are too large: fewer have to be read at once
 */
export async function readRuns(db: Db, ids: readonly string[], wanted: Wanted = {}): Promise<Run[] | undefined> {
  try {
    return await readWholeRuns(db, ids, wanted)
  } catch (error) {
    if (error instanceof TooLarge) return undefined
    throw error
  }
}

async function readWholeRuns(db: Db, ids: readonly string[], wanted: Wanted): Promise<Run[]> {
  const [one] = ids
  if (one === undefined) return []
  const is = ids.length === 1 ? '= ?' : isOneText(db)
  const params: SqlValue[] = [ids.length === 1 ? one : JSON.stringify(ids)]
  const runs = new Map<string, Run>()
  for (const row of await db.arrays<InfoRow>(`select ${INFO_COLUMNS} from runs where run_uuid ${is}`, params)) {
    runs.set(row[0], { info: toInfo(row), data: {}, inputs: {}, outputs: {} })
  }
  if (runs.size === 0) return []
  const read = async <Row extends readonly unknown[]>(
    table: 'latest_metrics' | 'params' | 'tags',
    columns: string,
    keys: readonly string[] | undefined,
  ): Promise<Row[]> => {
    const query = keys
      ? keyedRows(db, table, columns, ids, keys)
      : { text: `select ${columns} from ${table} e where e.run_uuid ${is}`, params }
    if (!query) return []
    if (!wanted.bounded) return db.arrays<Row>(query.text, query.params)
    const most = table === 'latest_metrics' ? MOST_METRICS : MOST_TEXTS
    const rows = await db.arrays<Row>(`${query.text} limit ?`, [...query.params, most + 1])
    if (rows.length > most) throw new TooLarge()
    return rows
  }
  const metrics = await read<MetricRow>('latest_metrics', 'e.run_uuid, e.key, e.value, e.timestamp, e.step, e.is_nan', wanted.metrics)
  addMetrics(runs, metrics, wanted.numbers ? wireValue : printedValue)
  addTexts(runs, 'params', await read('params', TEXT_COLUMNS, wanted.params))
  addTexts(runs, 'tags', await read('tags', TEXT_COLUMNS, wanted.tags))
  if (wanted.inputs !== false) {
    const { model_inputs = false, bounded = false } = wanted
    const areRead = await readLinks(db, runs, { is, params }, { modelInputs: model_inputs, bounded })
    if (!areRead) throw new TooLarge()
  }
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

function addMetrics(runs: Map<string, Run>, rows: readonly MetricRow[], print: typeof wireValue): void {
  for (const [id, key, value, timestamp, step, is_nan] of rows) {
    const data = runs.get(id)?.data
    if (!data) continue
    const metric: Metric = { key, value: print(value, is_nan), timestamp, step }
    if (data.metrics) data.metrics.push(metric)
    else data.metrics = [metric]
  }
}

function addTexts(runs: Map<string, Run>, table: 'params' | 'tags', rows: readonly TextRow[]): void {
  for (const [id, key, value] of rows) {
    const data = runs.get(id)?.data
    if (!data) continue
    const item: Param | RunTag = { key, value: value ?? '' }
    const list = data[table]
    if (list) list.push(item)
    else data[table] = [item]
  }
}
