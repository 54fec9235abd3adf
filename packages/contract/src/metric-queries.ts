import type { Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { LIMITS } from './limits.ts'
import { double, flag, int32, int64, list, names, object, optional, requiredText, text, wireDouble } from './scalars.ts'

/** What a chart counts its points by: the step, or the time in ms since the epoch. */
export const METRIC_AXIS = { step: 1, time: 2 } as const
export type MetricAxis = keyof typeof METRIC_AXIS

/** Fields that choose points by their place on the axis. */
const axisFields = {
  x: optional(names(METRIC_AXIS)),
  start: optional(int64({ description: 'first step, or ms since the epoch, included' })),
  end: optional(int64({ description: 'last step, or ms since the epoch, included' })),
}

/**
 * The moving average of a metric, bucket by bucket: its value at the last point of the bucket (NaN when no point of it is finite), which stands `at` a step or a time
 * (ms since the epoch), over all points of the run up to there; the mean of the points of the bucket, and how many there are.
 */
export const SmoothedMetric = object({
  at: list(int64()),
  values: list(wireDouble()),
  means: list(wireDouble()),
  counts: list(int64()),
})
export type SmoothedMetric = Static<typeof SmoothedMetric>

/**
 * One metric of one run. `points` is how many points there are in the range, `sampled` whether some of them are left out here;
 * `steps`, `timestamps` (ms since the epoch) and `values` go together.
 */
export const MetricSeries = object({
  run_id: text(),
  key: text(),
  points: int64(),
  sampled: flag(),
  steps: list(int64()),
  timestamps: list(int64()),
  values: list(wireDouble()),
  smoothed: optional(SmoothedMetric),
})
export type MetricSeries = Static<typeof MetricSeries>

/**
 * One metric of a group of runs, over what each run has on average in a bucket: their mean with its 95 % confidence interval (Student's t;
 * of one run the mean itself), the smallest and the largest. `xs` are the middles of the buckets, `runs` is how many runs have points. `smoothed`: the mean of the
 * runs' moving averages at their last points in the bucket.
 */
export const MetricBand = object({
  group: text(),
  key: text(),
  runs: int32(),
  xs: list(double()),
  mean: list(double()),
  low: list(double()),
  high: list(double()),
  min: list(double()),
  max: list(double()),
  smoothed: optional(list(wireDouble())),
})
export type MetricBand = Static<typeof MetricBand>

const base = '/tailrace/1.0/metrics' as const
const smoothing = optional(
  double({
    description:
      'weight of what came before in an exponential moving average over all points, 0 to 0.999; when it is given, averages are answered too',
  }),
)
const buckets = (fallback: number) =>
  optional(int32({ description: `parts that the range of a metric is cut into, 1 to ${LIMITS.buckets}; ${fallback} when absent` }))

export const queryMetricHistory = endpoint({
  name: 'queryMetricHistory',
  method: 'POST',
  path: `${base}/history`,
  summary:
    'Reads metrics of up to 100 runs for a chart, by step or time: every point of a short one; of a long one the smallest and the largest of each bucket, the first, the last, and one NaN and infinity a bucket.',
  access: [{ right: 'read', resource: 'run', field: 'run_ids[]' }],
  idempotent: true,
  touches: [],
  request: object({
    run_ids: list(text(), { required: true, refuseItems: 'whole' }),
    metric_keys: optional(list(text(), { refuseItems: 'whole' })),
    first_metrics: optional(
      int32({
        description: `in place of metric_keys: so many metrics of these runs, those that matter most (metric-ranking.ts), without those of the system, 1 to ${LIMITS.chartKeys}`,
      }),
    ),
    ...axisFields,
    buckets: buckets(LIMITS.historyBuckets),
    smoothing,
  }),
  response: object({ series: list(MetricSeries) }),
  errors: ['INVALID_PARAMETER_VALUE'],
})

export const queryMetricBands = endpoint({
  name: 'queryMetricBands',
  method: 'POST',
  path: `${base}/bands`,
  summary:
    'Averages metrics over groups of runs, bucket by bucket, with the 95 % confidence interval. Values that are not finite do not count.',
  access: [{ right: 'read', resource: 'run', field: 'groups[].run_ids[]' }],
  idempotent: true,
  touches: [],
  request: object({
    groups: list(object({ group: requiredText(), run_ids: list(text(), { required: true, refuseItems: 'whole' }) }), { required: true }),
    metric_keys: list(text(), { required: true, refuseItems: 'whole' }),
    ...axisFields,
    buckets: buckets(LIMITS.bandBuckets),
    smoothing,
  }),
  response: object({ bands: list(MetricBand) }),
  errors: ['INVALID_PARAMETER_VALUE'],
})
