import type { Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { viewType } from './experiments.ts'
import { LIMITS } from './limits.ts'
import { Run, newTag } from './runs.ts'
import { Type, flag, int32, int64, list, names, object, optional, requiredText, text, timestamp, wireDouble } from './scalars.ts'

const base = '/tailrace/1.0/runs' as const

/**
 * Which runs: those of the experiments (all active ones when none is named), in the stages of `run_view_type` (ACTIVE_ONLY when absent),
 * that meet the filter of runs/search.
 */
const scope = {
  experiment_ids: optional(list(text(), { refuseItems: 'whole' })),
  filter: optional(text({ description: 'the filter of runs/search' })),
  run_view_type: optional(viewType()),
}
const keys = () => optional(list(text(), { refuseItems: 'whole', maxItems: LIMITS.queryKeys }))
/** The keys that are wanted: all when absent, none when empty. */
const projection = { params: keys(), metrics: keys(), tags: keys() }
const count = (description: string) => int32({ description })
const maxResults = (standard: number, most: number) => optional(count(`1 to ${most}; ${standard} when absent`))

export const EXTREMES = { min: 1, max: 2 } as const
/** A value of metric `key` that is wanted beside the latest one: at the step where `at`, itself when absent, is smallest or largest. */
export const WantedExtreme = object({ key: requiredText(), extreme: names(EXTREMES, { required: true }), at: optional(text()) })
export type WantedExtreme = Static<typeof WantedExtreme>
/** Such a value. NaN are left out; the first step counts where an extreme comes twice, the latest point where a step has several. */
export const MetricExtreme = object({ ...WantedExtreme.properties, value: wireDouble(), step: int64(), timestamp: timestamp() })
export type MetricExtreme = Static<typeof MetricExtreme>

/**
 * Latest values of a metric in the runs nested in a run, at any depth and without NaN: n of them. The mean is an infinity where one of them
 * is, NaN where both infinities are among them.
 */
export const ChildMetric = object({ key: text(), n: int32(), mean: wireDouble(), min: wireDouble(), max: wireDouble() })
export type ChildMetric = Static<typeof ChildMetric>

/**
 * A run of a query. `child_count` is there with `roots_only` and `parent_run_id`: its runs in the same stages and experiments, whatever the
 * filter. `child_metrics` are there with the flag of that name, for runs with nested ones. `extremes` are there where they were asked for;
 * those that the run has no point for are left out. `ordinal` is there where it was asked for: the place of the run among all of its
 * experiment, deleted ones too, by start time, from 0; runs without a start time have none.
 */
export const QueriedRun = object({
  ...Run.properties,
  child_count: optional(int32()),
  child_metrics: optional(list(ChildMetric)),
  extremes: optional(list(MetricExtreme)),
  ordinal: optional(int32()),
})
export type QueriedRun = Static<typeof QueriedRun>

/** A value, and in how many of the runs it stands. */
export const ValueCount = object({ value: text(), runs: int32() })
export type ValueCount = Static<typeof ValueCount>

/**
 * Statistics of a text column. `distinct` stops at 1,000; `numeric`: every value is a number, `min` and `max` are theirs; `values`: the
 * ten most frequent of at most 250 characters. `nested_only`: see RunColumns.
 */
const textColumn = { key: text(), runs: int32(), distinct: int32(), nested_only: optional(flag()), values: list(ValueCount) }
export const ParamColumn = object({
  ...textColumn,
  numeric: Type.Boolean(),
  min: optional(wireDouble()),
  max: optional(wireDouble()),
})
export type ParamColumn = Static<typeof ParamColumn>
export const TagColumn = object(textColumn)
export type TagColumn = Static<typeof TagColumn>
/**
 * Statistics of a metric's latest values. `runs` counts the NaN, `nan` them alone; the others leave them out. `min` and `max` are absent
 * and `histogram` is empty where all are NaN. `histogram`: runs in each of 20 equal steps from min to max, max in the last one; all in the
 * first where min is max.
 */
export const MetricColumn = object({
  key: text(),
  runs: int32(),
  nan: int32(),
  distinct: int32(),
  nested_only: optional(flag()),
  min: optional(wireDouble()),
  max: optional(wireDouble()),
  histogram: list(int32()),
})
export type MetricColumn = Static<typeof MetricColumn>
/** `context` is the tag mlflow.data.context of the input, empty when there is none. */
export const DatasetCount = object({ name: text(), digest: text(), context: text(), runs: int32() })
export type DatasetCount = Static<typeof DatasetCount>

/**
 * Statistics of what runs hold, each list the most frequent first. `total`: runs that match; `sampled`: those that were looked at. `chosen`:
 * keys that a table shows before anybody has chosen others, in its order: the metrics that matter most (metric-ranking.ts), without the
 * system's, and the params that vary, else those that most runs have. `primary`: the metric that the tag `tailrace.primaryMetric` of the
 * experiments names, where they agree. `nested`: runs that were looked at have a parent in the same experiments
 * and stages; then `nested_only` marks keys that such runs have and none of their parents. Both are left out where `keys` are named.
 */
export const RunColumns = object({
  total: count('runs that match'),
  sampled: count('runs that were looked at'),
  params: list(ParamColumn),
  metrics: list(MetricColumn),
  tags: list(TagColumn),
  statuses: list(ValueCount),
  users: list(ValueCount),
  sources: list(ValueCount),
  datasets: list(DatasetCount),
  nested: optional(flag()),
  primary: optional(object({ key: text(), direction: Type.Unsafe<'up' | 'down'>({ type: 'string', enum: ['up', 'down'] }) })),
  chosen: object(
    { metrics: list(text()), params: list(text()) },
    { description: `up to ${LIMITS.automaticMetrics} metrics and ${LIMITS.automaticParams} params that tell most of these runs` },
  ),
})
export type RunColumns = Static<typeof RunColumns>

/** How many runs statistics look at. */
const sample = (standard: number) =>
  optional(
    count(
      `newest runs that are looked at, 1 to ${LIMITS.columnsSample}; ${standard} when absent; fewer where they hold more than 100,000 values`,
    ),
  )

export const runColumns = endpoint({
  name: 'runColumns',
  method: 'POST',
  path: `${base}/columns`,
  summary:
    'Statistics of the params, metrics and tags of runs: how many have them, values, ranges, histograms; over the newest runs that match.',
  access: [{ filtered: 'run', field: 'experiment_ids[]' }],
  idempotent: true,
  touches: [],
  request: object({
    ...scope,
    keys: optional(object(projection, { description: 'statistics of these keys alone, over all runs that match' })),
    sample: sample(LIMITS.columnsSampleDefault),
  }),
  response: RunColumns,
  errors: ['INVALID_PARAMETER_VALUE'],
})

export const queryRuns = endpoint({
  name: 'queryRuns',
  method: 'POST',
  path: `${base}/query`,
  summary:
    'Finds runs like runs/search, with the true total, only the keys that are wanted or those that tell most, and nested runs by their roots.',
  access: [
    { filtered: 'run', field: 'experiment_ids[]' },
    { right: 'read', resource: 'run', field: 'parent_run_id' },
  ],
  idempotent: true,
  touches: [],
  request: object({
    ...scope,
    ...projection,
    order_by: optional(list(text(), { refuseItems: 'whole' })),
    max_results: maxResults(LIMITS.queryDefault, LIMITS.queryPage),
    page_token: optional(text()),
    total: optional(flag({ description: 'count all runs that match' })),
    ordinals: optional(flag({ description: 'the place of each run in its experiment by start time; false when absent' })),
    inputs: optional(flag({ description: 'datasets and models of each run; true when absent' })),
    roots_only: optional(flag({ description: 'only runs whose parent (tag mlflow.parentRunId) is not in these stages and experiments' })),
    parent_run_id: optional(text({ description: 'only the runs whose parent this is' })),
    child_metrics: optional(
      flag({ description: 'what nested runs have of the wanted metrics; with roots_only or parent_run_id, and metrics or automatic' }),
    ),
    extremes: optional(list(WantedExtreme, { maxItems: LIMITS.queryExtremes })),
    automatic: optional(
      object(
        { sample: sample(LIMITS.automaticSampleDefault) },
        {
          description:
            'the params and metrics of the first page are those that runs/columns chooses for the same experiments, filter and stages, and those that are named; not together with page_token or parent_run_id',
        },
      ),
    ),
  }),
  response: object({
    runs: list(QueriedRun),
    next_page_token: optional(text()),
    total: optional(count('runs of all pages')),
    columns: optional(RunColumns),
  }),
  errors: ['INVALID_PARAMETER_VALUE'],
})

export const GROUP_KINDS = { param: 1, tag: 2, dataset: 3, attribute: 4 } as const
/** What runs are grouped by. Attributes: status, user_id, run_name, experiment_id. Datasets: name, digest; a run with several stands in several groups. */
export const GroupKey = object({ kind: names(GROUP_KINDS, { required: true }), key: requiredText() })
export type GroupKey = Static<typeof GroupKey>

/** Latest values of a metric in a group, without NaN: n of them. `sd` is that of a sample, `ci95` the half width of the mean's 95 % confidence interval (Student's t); both are absent for one value. */
export const GroupMetric = object({
  key: text(),
  n: int32(),
  mean: wireDouble(),
  min: wireDouble(),
  max: wireDouble(),
  sd: optional(wireDouble()),
  ci95: optional(wireDouble()),
})
export type GroupMetric = Static<typeof GroupMetric>

/**
 * Values of a param in a group: `n` runs have it, with `distinct` different values, counted up to `LIMITS.groupParamValues`; `value` is the
 * common one where there is one only, its first `LIMITS.groupParamCharacters` characters.
 */
export const GroupParam = object({ key: text(), n: int32(), distinct: int32(), value: optional(text()) })
export type GroupParam = Static<typeof GroupParam>

/**
 * `values` in the order of `group_by`, null where a run has none; `run_ids` the newest first; metrics and params that no run of the group
 * has are left out, `params` altogether where the request names none.
 */
export const RunGroup = object({
  values: list(Type.Unsafe<string | null>({ type: ['string', 'null'] })),
  runs: int32(),
  run_ids: list(text()),
  status_counts: Type.Record(Type.String(), int32()),
  metrics: list(GroupMetric),
  params: optional(list(GroupParam)),
})
export type RunGroup = Static<typeof RunGroup>

export const groupRuns = endpoint({
  name: 'groupRuns',
  method: 'POST',
  path: `${base}/groups`,
  summary: 'Groups runs by up to three properties, the largest group first, with statistics of metrics and the common values of params.',
  access: [{ filtered: 'run', field: 'experiment_ids[]' }],
  idempotent: true,
  touches: [],
  request: object({
    ...scope,
    group_by: list(GroupKey, { required: true, maxItems: LIMITS.groupBy }),
    metrics: optional(list(text(), { refuseItems: 'whole', maxItems: LIMITS.groupMetrics })),
    params: optional(list(text(), { refuseItems: 'whole', maxItems: LIMITS.groupParams })),
    max_results: maxResults(LIMITS.groupsDefault, LIMITS.groupsPage),
    page_token: optional(text()),
    run_ids_limit: optional(count(`0 to ${LIMITS.groupRunIds}; ${LIMITS.groupRunIdsDefault} when absent`)),
  }),
  response: object({ groups: list(RunGroup), total: count('groups of all pages'), next_page_token: optional(text()) }),
  errors: ['INVALID_PARAMETER_VALUE'],
})

export const exportRunsCsv = endpoint({
  name: 'exportRunsCsv',
  method: 'GET',
  path: `${base}/export-csv`,
  summary:
    'Streams all runs that match as CSV: attributes, then params, metrics and tags (all keys unless some are named, none for an empty one).',
  access: [{ filtered: 'run', field: 'experiment_ids[]' }],
  idempotent: true,
  touches: [],
  request: object({ ...scope, order_by: optional(list(text(), { refuseItems: 'whole' })), ...projection }),
  response: object({}),
  file: { type: 'text/csv', name: 'runs.csv' },
  errors: ['INVALID_PARAMETER_VALUE'],
})

export const BULK_ACTIONS = { delete: 1, restore: 2, set_tags: 3, delete_tags: 4, rename: 5 } as const

export const changeRuns = endpoint({
  name: 'changeRuns',
  method: 'POST',
  path: `${base}/bulk`,
  summary: 'Deletes, restores, tags or renames up to 1,000 runs, all or none. Tags and names are those of active runs only.',
  access: [
    { right: 'update', resource: 'run', field: 'run_ids[]' },
    { right: 'delete', resource: 'run', field: 'run_ids[]', when: { field: 'action', values: ['delete', 'restore'] } },
  ],
  idempotent: false,
  touches: [{ resource: 'run', field: 'run_ids[]', change: { field: 'action', values: { delete: 'deleted', restore: 'restored' } } }],
  request: object({
    run_ids: list(text(), { required: true, refuseItems: 'whole', maxItems: LIMITS.changedRuns }),
    action: names(BULK_ACTIONS, { required: true }),
    tags: optional(list(object(newTag()), { maxItems: LIMITS.batchTags })),
    tag_keys: optional(list(text(), { refuseItems: 'whole', maxItems: LIMITS.batchTags })),
    name: optional(text({ cutAt: LIMITS.runTagValue })),
  }),
  response: object({ changed: count('runs that are now different; with set_tags and rename, all that were named') }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

/** The best latest value of an experiment's primary metric, and the run that has it. */
export const PrimaryMetric = object({
  key: text(),
  best: wireDouble(),
  run_id: text(),
  direction: Type.Unsafe<'max' | 'min'>({ type: 'string', enum: ['max', 'min'] }),
})
export type PrimaryMetric = Static<typeof PrimaryMetric>

/**
 * What happens in an experiment, by its active runs. `failed_last_day`: ended (else started) in the last 24 hours with FAILED;
 * `last_activity`: latest start or end, absent without runs; `users`: up to three, the most frequent first; `metric` is absent where no run has it.
 */
export const ExperimentSummary = object({
  experiment_id: text(),
  runs: int32(),
  running: int32(),
  failed_last_day: int32(),
  last_activity: optional(timestamp()),
  users: list(text()),
  metric: optional(PrimaryMetric),
})
export type ExperimentSummary = Static<typeof ExperimentSummary>

export const summarizeExperiments = endpoint({
  name: 'summarizeExperiments',
  method: 'POST',
  path: '/tailrace/1.0/experiments/summary',
  summary:
    'Counts of runs, latest activity, users and the best value of the primary metric of up to 200 experiments; unknown ones are left out. Without ids: of the active experiments that were changed last.',
  access: [{ filtered: 'experiment', field: 'experiment_ids[]' }],
  idempotent: true,
  touches: [],
  request: object({ experiment_ids: optional(list(text(), { refuseItems: 'whole', maxItems: LIMITS.summaryExperiments })) }),
  response: object({ experiments: list(ExperimentSummary) }),
  errors: ['INVALID_PARAMETER_VALUE'],
})
