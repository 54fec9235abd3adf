import { type NewMetric, type RequestOf, type logMetric as LogMetric, invalidValue, pythonFloat } from '@tailrace/contract'
import type { Db, SqlValue } from '../database.ts'
import { checkDataset, writeModelMetrics } from '../logged-models/metrics.ts'
import { requireActiveRun } from '../runs/require-run.ts'
import type { ExperimentNumber } from '../experiment-id.ts'
import { storedValue } from './stored-value.ts'

/** Columns of a point, in the table of all and in that of the latest. */
export const POINT = ['key text', 'value double precision', 'timestamp bigint', 'step bigint', 'is_nan boolean', 'run_uuid text'] as const
/** A point replaces the latest one when (step, timestamp, value) is greater; NaN counts as 0. */
export const UPSERT_LATEST = `on conflict (key, run_uuid) do update
  set value = excluded.value, timestamp = excluded.timestamp, step = excluded.step, is_nan = excluded.is_nan
  where (excluded.step, excluded.timestamp, excluded.value) > (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value)`

/** Adds one point to a metric of an active run; a point that is there already is ignored. */
export async function logMetric(db: Db, { run_id, ...metric }: RequestOf<typeof LogMetric>): Promise<object> {
  const { experiment_id } = await requireActiveRun(db, run_id)
  checkTime(metric, 'timestamp')
  await writeMetrics(db, run_id, experiment_id, [metric])
  return {}
}

/** Refuses a point before the epoch. `path` names its timestamp. @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkTime({ key, value, timestamp }: NewMetric, path: string): void {
  if (timestamp >= 0) return
  const point = `metric '${key}' (value=${pythonFloat(value)})`
  throw invalidValue(timestamp, path, `${point}. Timestamp must be a nonnegative long (64-bit integer) `)
}

/** Adds points to the metrics of a run and moves its latest values. */
export async function writeMetrics(db: Db, runId: string, experimentId: ExperimentNumber, metrics: readonly NewMetric[]): Promise<void> {
  if (metrics.length === 0) return
  const rows: SqlValue[][] = []
  const latest = new Map<string, SqlValue[]>()
  let models = false
  for (const metric of metrics) {
    checkDataset(metric)
    const { value, is_nan } = storedValue(metric.value)
    const row = [metric.key, value, metric.timestamp, metric.step ?? 0, is_nan, runId]
    rows.push(row)
    const known = latest.get(metric.key)
    if (!known || isLater(row, known)) latest.set(metric.key, row)
    if (metric.model_id) models = true
  }
  await db.insertRows('metrics', POINT, rows, 'on conflict do nothing')
  // In the order of their keys, so that two batches on one run never wait for each other in a circle.
  const sorted = [...latest.values()].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))
  await db.insertRows('latest_metrics', POINT, sorted, UPSERT_LATEST)
  if (models) await writeModelMetrics(db, runId, experimentId, metrics)
}

/** Compares two points of one key by step, timestamp, value. */
export function isLater(
  [, value, timestamp, step]: readonly SqlValue[],
  [, oldValue, oldTimestamp, oldStep]: readonly SqlValue[],
): boolean {
  if (step !== oldStep) return (step as number | bigint) > (oldStep as number | bigint)
  if (timestamp !== oldTimestamp) return (timestamp as number | bigint) > (oldTimestamp as number | bigint)
  return Number(value) > Number(oldValue)
}
