import type { NewMetric } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { storedValue } from '../metrics/stored-value.ts'

const COLUMNS = [
  'model_id text',
  'metric_name text',
  'metric_timestamp_ms bigint',
  'metric_step bigint',
  'metric_value double precision',
  'experiment_id integer',
  'run_id text',
  'dataset_uuid text',
  'dataset_name text',
  'dataset_digest text',
]

/** Adds the points that name a logged model to that model; the dataset is kept where the run has logged it. */
export async function writeModelMetrics(db: Db, runId: string, experimentId: number, metrics: readonly NewMetric[]): Promise<void> {
  const own = metrics.filter((metric) => metric.model_id)
  const datasets = own.some((metric) => metric.dataset_name) ? await runDatasets(db, runId) : new Map<string, string>()
  const rows = own.map((metric) => {
    const dataset = datasets.get(JSON.stringify([metric.dataset_name ?? '', metric.dataset_digest ?? '']))
    const linked = dataset === undefined ? [null, null, null] : [dataset, metric.dataset_name ?? '', metric.dataset_digest ?? '']
    const { value } = storedValue(metric.value)
    return [metric.model_id ?? '', metric.key, metric.timestamp, metric.step ?? 0, value, experimentId, runId, ...linked]
  })
  await db.insertRows('logged_model_metrics', COLUMNS, rows, 'on conflict do nothing')
}

async function runDatasets(db: Db, runId: string): Promise<Map<string, string>> {
  const rows = await db.all<{ dataset_uuid: string; name: string; digest: string }>(
    `select d.dataset_uuid, d.name, d.digest from inputs i join datasets d on d.dataset_uuid = i.source_id
     where i.destination_type = 'RUN' and i.destination_id = ? and i.source_type = 'DATASET'`,
    [runId],
  )
  return new Map(rows.map(({ dataset_uuid, name, digest }) => [JSON.stringify([name, digest]), dataset_uuid]))
}
