import type { Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { LIMITS } from './limits.ts'
import { double, int32, int64, list, object, optional, requiredText, text, timestamp, wireDouble } from './scalars.ts'

/** A point of a metric on its way out. `run_id`, `model_id` and the dataset appear on metrics of logged models only. */
export const Metric = object({
  key: text(),
  value: wireDouble(),
  timestamp: timestamp(),
  step: int64(),
  model_id: optional(text()),
  dataset_name: optional(text()),
  dataset_digest: optional(text()),
  run_id: optional(text()),
})
export type Metric = Static<typeof Metric>

/** A point of a metric on its way in: `timestamp` in ms since the epoch, `step` 0 when absent. */
export const metricFields = {
  key: requiredText({ entityKey: 'name', maxLength: LIMITS.key, label: 'Metric name' }),
  value: double({ required: true }),
  timestamp: timestamp({ required: true }),
  step: optional(int64()),
  model_id: optional(text()),
  dataset_name: optional(text({ maxLength: LIMITS.datasetName })),
  dataset_digest: optional(text({ maxLength: LIMITS.datasetDigest })),
}
export const NewMetric = object(metricFields)
export type NewMetric = Static<typeof NewMetric>

export const MetricWithRunId = object({ key: text(), value: wireDouble(), timestamp: timestamp(), step: int64(), run_id: text() })
export type MetricWithRunId = Static<typeof MetricWithRunId>

const base = '/2.0/mlflow/metrics' as const

export const getMetricHistory = endpoint({
  name: 'getMetricHistory',
  method: 'GET',
  path: `${base}/get-history`,
  summary: 'Reads the points of one metric of a run by time, step and value; all of them unless max_results is given.',
  access: [{ right: 'read', resource: 'run', field: 'run_id' }],
  idempotent: true,
  touches: [],
  request: object(
    {
      run_id: requiredText(),
      metric_key: requiredText(),
      page_token: optional(text()),
      max_results: optional(int32()),
    },
    { aliases: { run_uuid: 'run_id' } },
  ),
  response: object({ metrics: optional(list(Metric)), next_page_token: optional(text()) }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const getMetricHistoryBulkInterval = endpoint({
  name: 'getMetricHistoryBulkInterval',
  method: 'GET',
  path: `${base}/get-history-bulk-interval`,
  summary: 'Samples one metric of up to 100 runs evenly over its steps; the first and the last point are kept.',
  access: [{ right: 'read', resource: 'run', field: 'run_ids[]' }],
  idempotent: true,
  touches: [],
  request: object({
    run_ids: list(text(), { required: true, refuseItems: 'whole' }),
    metric_key: requiredText(),
    start_step: optional(int32()),
    end_step: optional(int32()),
    max_results: optional(int32()),
  }),
  response: object({ metrics: optional(list(MetricWithRunId)) }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const getMetricHistoryBulk = endpoint({
  name: 'getMetricHistoryBulk',
  method: 'GET',
  path: `${base}/get-history-bulk`,
  prefixes: ['/ajax-api'],
  summary: 'Reads one metric of up to 100 runs, at most 25,000 points in all.',
  access: [{ right: 'read', resource: 'run', field: 'run_id[]' }],
  idempotent: true,
  touches: [],
  request: object({
    run_id: optional(list(text())),
    metric_key: optional(text()),
    max_results: optional(int64()),
  }),
  response: object({ metrics: list(MetricWithRunId) }),
  errors: ['INVALID_PARAMETER_VALUE'],
})
