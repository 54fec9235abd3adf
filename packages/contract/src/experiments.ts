import type { Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { LIMITS } from './limits.ts'
import { Type, int64, list, names, object, optional, requiredText, text, timestamp } from './scalars.ts'

/** Which entities a search sees by their lifecycle stage. */
export const VIEW_TYPES = { ACTIVE_ONLY: 1, DELETED_ONLY: 2, ALL: 3 } as const
export const viewType = () => names(VIEW_TYPES)
export type LifecycleStage = 'active' | 'deleted'

export const ExperimentTag = object({ key: text(), value: optional(text()) })
export type ExperimentTag = Static<typeof ExperimentTag>

/** An experiment as it travels. Times are ms since the epoch; `tags` is absent when there are none. */
export const Experiment = object({
  experiment_id: text(),
  name: text(),
  artifact_location: text(),
  lifecycle_stage: Type.Unsafe<LifecycleStage>({ type: 'string', enum: ['active', 'deleted'] }),
  last_update_time: optional(timestamp()),
  creation_time: optional(timestamp()),
  tags: optional(list(ExperimentTag)),
  workspace: text(),
})
export type Experiment = Static<typeof Experiment>

const experimentId = () => requiredText({ description: 'decimal id; 0 is the default experiment' })
const base = '/2.0/mlflow/experiments' as const

export const createExperiment = endpoint({
  name: 'createExperiment',
  method: 'POST',
  path: `${base}/create`,
  summary: 'Creates an experiment; its name stays taken while it is deleted, until gc.',
  access: [
    { right: 'create', resource: 'server' },
    { right: 'update', resource: 'artifact', field: 'artifact_location' },
  ],
  idempotent: false,
  touches: [{ resource: 'experiment', field: 'response.experiment_id' }],
  request: object({
    name: requiredText({ maxLength: LIMITS.experimentName }),
    artifact_location: optional(text({ maxLength: LIMITS.experimentLocation })),
    tags: optional(
      list(
        object({
          key: requiredText({ entityKey: 'key', flat: true, maxLength: LIMITS.key, label: 'key' }),
          value: optional(text({ maxLength: LIMITS.experimentTagValue, label: 'value' })),
        }),
      ),
    ),
  }),
  response: object({ experiment_id: text() }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_ALREADY_EXISTS'],
})

const searchRequest = object({
  max_results: optional(int64()),
  page_token: optional(text()),
  filter: optional(text()),
  order_by: optional(list(text(), { refuseItems: 'whole' })),
  view_type: optional(viewType()),
})
const searchResponse = object({ experiments: optional(list(Experiment)), next_page_token: optional(text()) })

export const searchExperiments = endpoint({
  name: 'searchExperiments',
  method: 'POST',
  path: `${base}/search`,
  summary: 'Finds experiments by a filter, a page at a time.',
  access: [{ filtered: 'experiment' }],
  idempotent: true,
  touches: [],
  request: searchRequest,
  response: searchResponse,
  errors: ['INVALID_PARAMETER_VALUE'],
})

export const searchExperimentsByQuery = endpoint({ ...searchExperiments, name: 'searchExperimentsByQuery', method: 'GET' })

export const getExperiment = endpoint({
  name: 'getExperiment',
  method: 'GET',
  path: `${base}/get`,
  summary: 'Reads an experiment, deleted or not.',
  access: [{ right: 'read', resource: 'experiment', field: 'experiment_id' }],
  idempotent: true,
  touches: [],
  request: object({ experiment_id: experimentId() }),
  response: object({ experiment: Experiment }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const getExperimentByName = endpoint({
  name: 'getExperimentByName',
  method: 'GET',
  path: `${base}/get-by-name`,
  summary: 'Reads an experiment by its name, deleted or not.',
  access: [{ right: 'read', resource: 'experiment', field: 'experiment_name', by: 'name' }],
  idempotent: true,
  touches: [],
  request: object({ experiment_name: requiredText() }),
  response: object({ experiment: Experiment }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const deleteExperiment = endpoint({
  name: 'deleteExperiment',
  method: 'POST',
  path: `${base}/delete`,
  summary: 'Marks an active experiment and its active runs deleted.',
  access: [{ right: 'delete', resource: 'experiment', field: 'experiment_id' }],
  idempotent: true,
  touches: [{ resource: 'experiment', field: 'experiment_id' }],
  request: object({ experiment_id: experimentId() }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const restoreExperiment = endpoint({
  name: 'restoreExperiment',
  method: 'POST',
  path: `${base}/restore`,
  summary: 'Restores a deleted experiment and its runs.',
  access: [{ right: 'delete', resource: 'experiment', field: 'experiment_id' }],
  idempotent: true,
  touches: [{ resource: 'experiment', field: 'experiment_id' }],
  request: object({ experiment_id: experimentId() }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const updateExperiment = endpoint({
  name: 'updateExperiment',
  method: 'POST',
  path: `${base}/update`,
  summary: 'Renames an active experiment.',
  access: [{ right: 'update', resource: 'experiment', field: 'experiment_id' }],
  idempotent: true,
  touches: [{ resource: 'experiment', field: 'experiment_id' }],
  request: object({ experiment_id: experimentId(), new_name: requiredText({ maxLength: LIMITS.experimentName, label: 'name' }) }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST', 'BAD_REQUEST'],
})

export const setExperimentTag = endpoint({
  name: 'setExperimentTag',
  method: 'POST',
  path: `${base}/set-experiment-tag`,
  summary: 'Sets one tag of an active experiment; a second write of a key replaces its value.',
  access: [{ right: 'update', resource: 'experiment', field: 'experiment_id' }],
  idempotent: true,
  touches: [{ resource: 'experiment', field: 'experiment_id' }],
  request: object({
    experiment_id: experimentId(),
    key: requiredText({ entityKey: 'key', maxLength: LIMITS.key }),
    value: optional(text({ maxLength: LIMITS.experimentTagValue })),
  }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const deleteExperimentTag = endpoint({
  name: 'deleteExperimentTag',
  method: 'POST',
  path: `${base}/delete-experiment-tag`,
  summary: 'Deletes one tag of an active experiment.',
  access: [{ right: 'update', resource: 'experiment', field: 'experiment_id' }],
  idempotent: false,
  touches: [{ resource: 'experiment', field: 'experiment_id' }],
  request: object({ experiment_id: experimentId(), key: requiredText() }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})
