import type { Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { LIMITS } from './limits.ts'
import { Metric } from './metrics.ts'
import { flag, int32, list, names, object, optional, requiredText, text, timestamp } from './scalars.ts'

/** How far the upload of a logged model is, and the codes that the database keeps. */
export const LOGGED_MODEL_STATUS = {
  LOGGED_MODEL_STATUS_UNSPECIFIED: 0,
  LOGGED_MODEL_PENDING: 1,
  LOGGED_MODEL_READY: 2,
  LOGGED_MODEL_UPLOAD_FAILED: 3,
} as const
export type LoggedModelStatus = keyof typeof LOGGED_MODEL_STATUS

export const LoggedModelParam = object({ key: text(), value: text() })
export type LoggedModelParam = Static<typeof LoggedModelParam>
export const LoggedModelTag = object({ key: text(), value: text() })
export type LoggedModelTag = Static<typeof LoggedModelTag>

/** What a logged model is. Times are ms since the epoch; `model_type` and `source_run_id` are empty when none was given. */
export const LoggedModelInfo = object({
  model_id: text({ description: 'm- and 32 hex digits' }),
  experiment_id: text(),
  name: text(),
  creation_timestamp_ms: timestamp(),
  last_updated_timestamp_ms: timestamp(),
  artifact_uri: text(),
  status: names(LOGGED_MODEL_STATUS),
  model_type: text(),
  source_run_id: text(),
  status_message: optional(text()),
  tags: optional(list(LoggedModelTag)),
})

/** Params and every logged point of every metric. Empty lists are absent. */
export const LoggedModelData = object({ params: optional(list(LoggedModelParam)), metrics: optional(list(Metric)) })

export const LoggedModel = object({ info: LoggedModelInfo, data: LoggedModelData })
export type LoggedModel = Static<typeof LoggedModel>

const base = '/2.0/mlflow/logged-models' as const
const one = `${base}/:model_id` as const
const modelId = () => requiredText({ description: 'm- and 32 hex digits' })
/** Python clients repeat the id in these bodies, and MLflow refuses a body without it. */
const modelIdInBody = () => requiredText({ description: 'm- and 32 hex digits, as in the path', inBody: true })
const newItems = () =>
  optional(list(object({ key: optional(text({ maxLength: LIMITS.loggedModelKey })), value: optional(text({ stored: true })) })))

export const createLoggedModel = endpoint({
  name: 'createLoggedModel',
  method: 'POST',
  path: base,
  summary: 'Creates a logged model, pending, in an active experiment; without a name it gets a random one.',
  access: [
    { right: 'create', resource: 'experiment', field: 'experiment_id' },
    { right: 'read', resource: 'run', field: 'source_run_id' },
  ],
  idempotent: false,
  touches: [{ resource: 'logged_model', field: 'response.model.info.model_id' }],
  request: object({
    experiment_id: requiredText({ description: 'decimal id; 0 is the default experiment' }),
    name: optional(text({ description: `holds none of / : . % " '`, maxLength: LIMITS.loggedModelName })),
    model_type: optional(text({ maxLength: LIMITS.loggedModelType })),
    source_run_id: optional(text({ maxLength: LIMITS.runId })),
    params: newItems(),
    tags: newItems(),
  }),
  response: object({ model: LoggedModel }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST', 'BAD_REQUEST'],
})

export const getLoggedModel = endpoint({
  name: 'getLoggedModel',
  method: 'GET',
  path: one,
  summary: 'Reads a logged model that is not deleted, with all its metrics, params and tags.',
  access: [{ right: 'read', resource: 'logged_model', field: 'model_id' }],
  idempotent: true,
  touches: [],
  request: object({ model_id: modelId() }),
  response: object({ model: LoggedModel }),
  errors: ['RESOURCE_DOES_NOT_EXIST'],
})

export const finalizeLoggedModel = endpoint({
  name: 'finalizeLoggedModel',
  method: 'PATCH',
  path: one,
  summary: 'Sets the status of a logged model when its upload has ended.',
  access: [{ right: 'update', resource: 'logged_model', field: 'model_id' }],
  idempotent: true,
  touches: [{ resource: 'logged_model', field: 'model_id' }],
  request: object({ model_id: modelIdInBody(), status: names(LOGGED_MODEL_STATUS, { required: true }) }),
  response: object({ model: LoggedModel }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const deleteLoggedModel = endpoint({
  name: 'deleteLoggedModel',
  method: 'DELETE',
  path: one,
  summary: 'Marks a logged model deleted; again is no error.',
  access: [{ right: 'delete', resource: 'logged_model', field: 'model_id' }],
  idempotent: true,
  touches: [{ resource: 'logged_model', field: 'model_id' }],
  request: object({ model_id: modelId() }),
  response: object({}),
  errors: ['RESOURCE_DOES_NOT_EXIST'],
})

export const setLoggedModelTags = endpoint({
  name: 'setLoggedModelTags',
  method: 'PATCH',
  path: `${one}/tags`,
  summary: 'Sets tags of a logged model; a second write of a key replaces its value.',
  access: [{ right: 'update', resource: 'logged_model', field: 'model_id' }],
  idempotent: true,
  touches: [{ resource: 'logged_model', field: 'model_id' }],
  request: object({ model_id: modelId(), tags: newItems() }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const deleteLoggedModelTag = endpoint({
  name: 'deleteLoggedModelTag',
  method: 'DELETE',
  path: `${one}/tags/:tag_key`,
  summary: 'Deletes one tag of a logged model.',
  access: [{ right: 'update', resource: 'logged_model', field: 'model_id' }],
  idempotent: false,
  touches: [{ resource: 'logged_model', field: 'model_id' }],
  request: object({ model_id: modelId(), tag_key: requiredText() }),
  response: object({}),
  errors: ['RESOURCE_DOES_NOT_EXIST'],
})

export const logLoggedModelParams = endpoint({
  name: 'logLoggedModelParams',
  method: 'POST',
  path: `${one}/params`,
  summary: 'Writes params of a logged model; each may be written again with the same value only.',
  access: [{ right: 'update', resource: 'logged_model', field: 'model_id' }],
  idempotent: true,
  touches: [{ resource: 'logged_model', field: 'model_id' }],
  request: object({ model_id: modelIdInBody(), params: newItems() }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST', 'BAD_REQUEST'],
})

/** One term of an order: an attribute, or `metrics.<name>` by its newest value, of one dataset where that is given. */
export const LoggedModelOrderBy = object({
  field_name: optional(text()),
  ascending: optional(flag({ description: 'true when absent' })),
  dataset_name: optional(text()),
  dataset_digest: optional(text()),
})
export type LoggedModelOrderBy = Static<typeof LoggedModelOrderBy>

export const searchLoggedModels = endpoint({
  name: 'searchLoggedModels',
  method: 'POST',
  path: `${base}/search`,
  summary: 'Finds logged models of experiments by a filter and datasets, in an order, a page at a time.',
  access: [{ filtered: 'logged_model', field: 'experiment_ids[]' }],
  idempotent: true,
  touches: [],
  request: object({
    experiment_ids: list(text(), { required: true, refuseItems: 'whole' }),
    filter: optional(text()),
    datasets: optional(list(object({ dataset_name: optional(text()), dataset_digest: optional(text()) }))),
    max_results: optional(int32({ description: '50 when absent, 0 means 100' })),
    order_by: optional(list(LoggedModelOrderBy)),
    page_token: optional(text()),
  }),
  response: object({ models: optional(list(LoggedModel)), next_page_token: optional(text()) }),
  errors: ['INVALID_PARAMETER_VALUE'],
})
