import { MlflowError, type NewMetric, invalid } from '@tailrace/contract'
import type { Db, SqlValue } from '../database.ts'
import { isOneText } from '../dialect.ts'
import { storedValue } from '../metrics/stored-value.ts'
import type { ExperimentNumber } from '../experiment-id.ts'

/** Columns of a point of a logged model. */
export const MODEL_POINT = [
  'model_id text',
  'metric_name text',
  'metric_timestamp_ms bigint',
  'metric_step bigint',
  'metric_value double precision',
  'experiment_id integer',
  'run_id text',
  'dataset_name text',
  'dataset_digest text',
] as const

/** A dataset is named by name and digest, or not at all. @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkDataset({ dataset_name, dataset_digest }: NewMetric): void {
  if (!dataset_name !== !dataset_digest) throw invalid('Both dataset_name and dataset_digest must be provided if one is provided')
}

/**
 * Adds the points that name a logged model to that model, with the dataset as it was named. A model keeps one value a metric, time, step
 * and run: the same value again passes. NaN becomes 0, the table has no mark for it.
 * @throws MlflowError BAD_REQUEST: unknown model, another value at the same place
 */
export async function writeModelMetrics(
  db: Db,
  runId: string,
  experimentId: ExperimentNumber,
  metrics: readonly NewMetric[],
): Promise<void> {
  const rows = new Map<string, SqlValue[]>()
  for (const metric of metrics) {
    const { model_id, key, timestamp, step = 0, dataset_name, dataset_digest } = metric
    if (!model_id) continue
    const { value } = storedValue(metric.value)
    const place = JSON.stringify([model_id, key, String(timestamp), String(step)])
    const existing = rows.get(place)
    if (existing && existing[4] !== value) throw anotherValue()
    if (!existing)
      rows.set(place, [model_id, key, timestamp, step, value, experimentId, runId, dataset_name || null, dataset_digest || null])
  }
  await requireModels(db, new Set([...rows.values()].map(([id]) => String(id))))
  const written = await db.insertRows(
    'logged_model_metrics',
    MODEL_POINT,
    [...rows.values()],
    // An equal value is written over itself, so that only those that differ are missing in the count.
    `on conflict (model_id, metric_name, metric_timestamp_ms, metric_step, run_id) do update set metric_value = excluded.metric_value
     where logged_model_metrics.metric_value = excluded.metric_value`,
  )
  if (written < rows.size) throw anotherValue()
}

const anotherValue = (): MlflowError =>
  new MlflowError('BAD_REQUEST', 'A logged model keeps one value of a metric for each timestamp, step and run; this one has another value.')

async function requireModels(db: Db, ids: ReadonlySet<string>): Promise<void> {
  const found = await db.all<{ model_id: string }>(`select model_id from logged_models where model_id ${isOneText(db)}`, [
    JSON.stringify([...ids]),
  ])
  if (found.length === ids.size) return
  const known = new Set(found.map(({ model_id }) => model_id))
  const unknown = [...ids].find((id) => !known.has(id)) ?? ''
  throw new MlflowError('BAD_REQUEST', `Logged model with ID '${unknown}' not found.`)
}
