import type { Static } from 'typebox'
import { RunInputs, RunOutputs } from './datasets.ts'
import { endpoint } from './endpoint.ts'
import { type LifecycleStage, viewType } from './experiments.ts'
import { LIMITS } from './limits.ts'
import { Metric, NewMetric, metricFields } from './metrics.ts'
import { Type, int32, list, names, object, optional, requiredText, text, timestamp } from './scalars.ts'

export const RUN_STATUS = { RUNNING: 1, SCHEDULED: 2, FINISHED: 3, FAILED: 4, KILLED: 5 } as const
export type RunStatus = keyof typeof RUN_STATUS

export const Param = object({ key: text(), value: text() })
export type Param = Static<typeof Param>
export const RunTag = object({ key: text(), value: text() })
export type RunTag = Static<typeof RunTag>

/** What a run is; `run_uuid` equals `run_id`, `start_time` is 0 when none was given, `end_time` is absent while it runs. */
export const RunInfo = object({
  run_uuid: text(),
  experiment_id: text(),
  run_name: optional(text()),
  user_id: text(),
  status: names(RUN_STATUS),
  start_time: timestamp(),
  end_time: optional(timestamp()),
  artifact_uri: optional(text()),
  lifecycle_stage: Type.Unsafe<LifecycleStage>({ type: 'string', enum: ['active', 'deleted'] }),
  run_id: text(),
})
export type RunInfo = Static<typeof RunInfo>

/** Latest value of each metric, params and tags. Empty lists are absent. */
export const RunData = object({ metrics: optional(list(Metric)), params: optional(list(Param)), tags: optional(list(RunTag)) })
export type RunData = Static<typeof RunData>

export const Run = object({ info: RunInfo, data: RunData, inputs: optional(RunInputs), outputs: optional(RunOutputs) })
export type Run = Static<typeof Run>

const base = '/2.0/mlflow/runs' as const
/** `run_uuid` is the old name of `run_id`: clients send both. */
const oldId = { aliases: { run_uuid: 'run_id' } } as const
const runId = () => requiredText({ description: '32 hex digits' })

export const newParam = (value = optional(text({ cutAt: LIMITS.paramValue }))) => ({
  key: requiredText({ entityKey: 'key', maxLength: LIMITS.key, label: 'Param key' }),
  value,
})
export const newTag = () => ({
  key: requiredText({ entityKey: 'key', maxLength: LIMITS.key }),
  value: optional(text({ cutAt: LIMITS.runTagValue })),
})

export const createRun = endpoint({
  name: 'createRun',
  method: 'POST',
  path: `${base}/create`,
  summary: 'Starts a run in an active experiment; without a name it gets a random one.',
  access: [{ right: 'create', resource: 'experiment', field: 'experiment_id' }],
  idempotent: false,
  touches: [{ resource: 'run', field: 'response.run.info.run_id', change: 'created' }],
  request: object({
    experiment_id: optional(text()),
    user_id: optional(text({ maxLength: LIMITS.userId })),
    run_name: optional(text({ maxLength: LIMITS.runName })),
    start_time: optional(timestamp()),
    tags: optional(list(object({ key: optional(text({ maxLength: LIMITS.key })), value: optional(text({ cutAt: LIMITS.runTagValue })) }))),
  }),
  response: object({ run: Run }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const updateRun = endpoint({
  name: 'updateRun',
  method: 'POST',
  path: `${base}/update`,
  summary: 'Changes status, end time or name of an active run; fields that are absent stay.',
  access: [{ right: 'update', resource: 'run', field: 'run_id' }],
  idempotent: true,
  touches: [
    {
      resource: 'run',
      field: 'run_id',
      change: { field: 'status', values: { FINISHED: 'finished', FAILED: 'finished', KILLED: 'finished' } },
    },
  ],
  request: object(
    {
      run_id: runId(),
      status: optional(names(RUN_STATUS)),
      end_time: optional(timestamp()),
      run_name: optional(text({ maxLength: LIMITS.runName })),
    },
    oldId,
  ),
  response: object({ run_info: RunInfo }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const deleteRun = endpoint({
  name: 'deleteRun',
  method: 'POST',
  path: `${base}/delete`,
  summary: 'Marks a run deleted; again is no error.',
  access: [{ right: 'delete', resource: 'run', field: 'run_id' }],
  idempotent: true,
  touches: [{ resource: 'run', field: 'run_id', change: 'deleted' }],
  request: object({ run_id: runId() }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const restoreRun = endpoint({
  ...deleteRun,
  name: 'restoreRun',
  path: `${base}/restore`,
  summary: 'Restores a deleted run; again is no error.',
  touches: [{ resource: 'run', field: 'run_id', change: 'restored' }],
})

export const logMetric = endpoint({
  name: 'logMetric',
  method: 'POST',
  path: `${base}/log-metric`,
  summary: 'Adds one point to a metric of an active run; an equal point is ignored.',
  access: [
    { right: 'update', resource: 'run', field: 'run_id' },
    { right: 'update', resource: 'logged_model', field: 'model_id' },
  ],
  idempotent: true,
  touches: [{ resource: 'metric', field: 'run_id', keys: 'key' }],
  request: object({ run_id: runId(), ...metricFields }, oldId),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const logParam = endpoint({
  name: 'logParam',
  method: 'POST',
  path: `${base}/log-parameter`,
  summary: 'Writes one param of an active run; it may be written again with the same value only.',
  access: [{ right: 'update', resource: 'run', field: 'run_id' }],
  idempotent: true,
  touches: [{ resource: 'run', field: 'run_id' }],
  request: object({ run_id: runId(), ...newParam() }, oldId),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const setTag = endpoint({
  name: 'setTag',
  method: 'POST',
  path: `${base}/set-tag`,
  summary: 'Sets one tag of an active run; mlflow.runName also renames it.',
  access: [{ right: 'update', resource: 'run', field: 'run_id' }],
  idempotent: true,
  touches: [{ resource: 'run', field: 'run_id' }],
  request: object({ run_id: runId(), ...newTag() }, oldId),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const deleteTag = endpoint({
  name: 'deleteTag',
  method: 'POST',
  path: `${base}/delete-tag`,
  summary: 'Deletes one tag of an active run.',
  access: [{ right: 'update', resource: 'run', field: 'run_id' }],
  idempotent: false,
  touches: [{ resource: 'run', field: 'run_id' }],
  request: object({ run_id: runId(), key: requiredText() }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const getRun = endpoint({
  name: 'getRun',
  method: 'GET',
  path: `${base}/get`,
  summary: 'Reads a run, deleted or not, with the latest value of each metric.',
  access: [{ right: 'read', resource: 'run', field: 'run_id' }],
  idempotent: true,
  touches: [],
  request: object({ run_id: runId() }, oldId),
  response: object({ run: Run }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const searchRuns = endpoint({
  name: 'searchRuns',
  method: 'POST',
  path: `${base}/search`,
  summary: 'Finds runs of experiments by a filter, in an order, a page at a time.',
  access: [{ filtered: 'run', field: 'experiment_ids[]' }],
  idempotent: true,
  touches: [],
  request: object({
    experiment_ids: optional(list(text(), { refuseItems: 'whole' })),
    filter: optional(text()),
    run_view_type: optional(viewType()),
    max_results: optional(int32()),
    order_by: optional(list(text(), { refuseItems: 'whole' })),
    page_token: optional(text()),
  }),
  response: object({ runs: optional(list(Run)), next_page_token: optional(text()) }),
  errors: ['INVALID_PARAMETER_VALUE'],
})

export const logBatch = endpoint({
  name: 'logBatch',
  method: 'POST',
  path: `${base}/log-batch`,
  summary: 'Writes metrics, params and tags of an active run, all or nothing.',
  access: [
    { right: 'update', resource: 'run', field: 'run_id' },
    { right: 'update', resource: 'logged_model', field: 'metrics[].model_id' },
  ],
  idempotent: true,
  touches: [
    { resource: 'metric', field: 'run_id', keys: 'metrics[].key' },
    { resource: 'run', field: 'run_id', when: ['params', 'tags'] },
  ],
  request: object({
    run_id: runId(),
    metrics: optional(list(NewMetric)),
    params: optional(list(object(newParam()))),
    tags: optional(list(object(newTag()))),
  }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const logModel = endpoint({
  name: 'logModel',
  method: 'POST',
  path: `${base}/log-model`,
  summary: 'Notes in the tag mlflow.log-model.history that a 2.x client logged a model.',
  access: [{ right: 'update', resource: 'run', field: 'run_id' }],
  idempotent: false,
  touches: [{ resource: 'run', field: 'run_id' }],
  request: object({ run_id: runId(), model_json: requiredText({ stored: true }) }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})
