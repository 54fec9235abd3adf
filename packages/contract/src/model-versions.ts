import type { Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { LIMITS } from './limits.ts'
import { flag, int64, list, names, object, optional, requiredText, text, timestamp } from './scalars.ts'

/** How far a version is registered; versions made through this interface are READY at once. */
export const MODEL_VERSION_STATUS = { PENDING_REGISTRATION: 1, FAILED_REGISTRATION: 2, READY: 3 } as const

/** Stages of a version; requests may write them in any case. */
export const STAGES = ['None', 'Staging', 'Production', 'Archived'] as const
export type Stage = (typeof STAGES)[number]

/** Tag of a registered model or version that holds a prompt: `true` in any case. */
export const IS_PROMPT = 'mlflow.prompt.is_prompt'

export const RegistryTag = object({ key: text(), value: text() })
export type RegistryTag = Static<typeof RegistryTag>
/** Tags as they arrive: what is absent is empty. */
export const newRegistryTags = (valueLength: number = LIMITS.registryTagValue) =>
  optional(
    list(
      object({
        key: optional(text({ maxLength: LIMITS.key, label: 'key' })),
        value: optional(text({ maxLength: valueLength, label: 'value' })),
      }),
    ),
  )
/** The key of a tag that is written or deleted on its own. */
export const registryTagKey = () => requiredText({ entityKey: 'key', maxLength: LIMITS.key })
export const registryTagValue = (valueLength: number = LIMITS.registryTagValue) => optional(text({ maxLength: valueLength }))
export const registryDescription = () => optional(text({ maxLength: LIMITS.registryDescription }))

/** A model version as it travels. `version` is a whole number from 1 as text; times are ms since the epoch. */
export const ModelVersion = object({
  name: text(),
  version: text(),
  creation_timestamp: timestamp(),
  last_updated_timestamp: timestamp(),
  user_id: optional(text()),
  current_stage: text(),
  description: optional(text()),
  source: text(),
  run_id: text({ description: 'empty when it stems from no run' }),
  status: names(MODEL_VERSION_STATUS),
  status_message: optional(text()),
  tags: optional(list(RegistryTag)),
  run_link: text(),
  aliases: optional(list(text())),
})
export type ModelVersion = Static<typeof ModelVersion>

const base = '/2.0/mlflow/model-versions' as const
const version = () => requiredText({ description: 'whole number, as text' })
const oneVersion = () => ({ name: requiredText(), version: version() })

export const createModelVersion = endpoint({
  name: 'createModelVersion',
  method: 'POST',
  path: `${base}/create`,
  summary: 'Adds a version to a registered model, numbered one above all that it ever had.',
  access: [
    { right: 'create', resource: 'registered_model', field: 'name' },
    { right: 'read', resource: 'artifact', field: 'source' },
    { right: 'read', resource: 'run', field: 'run_id' },
    { right: 'read', resource: 'logged_model', field: 'model_id' },
  ],
  idempotent: false,
  touches: [{ resource: 'registered_model', field: 'name' }],
  request: object({
    name: requiredText(),
    source: requiredText({
      maxLength: LIMITS.versionSource,
      description:
        'place of the model: a location of an object store, runs:/, models:/, or a path inside the artifacts of the run or logged model',
    }),
    run_id: optional(text({ maxLength: LIMITS.runId })),
    tags: newRegistryTags(),
    run_link: optional(text({ maxLength: LIMITS.versionRunLink })),
    description: registryDescription(),
    model_id: optional(text({ description: 'logged model that it was made from' })),
  }),
  response: object({ model_version: ModelVersion }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const getModelVersion = endpoint({
  name: 'getModelVersion',
  method: 'GET',
  path: `${base}/get`,
  summary: 'Reads a version.',
  access: [{ right: 'read', resource: 'registered_model', field: 'name' }],
  idempotent: true,
  touches: [],
  request: object(oneVersion()),
  response: object({ model_version: ModelVersion }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const updateModelVersion = endpoint({
  name: 'updateModelVersion',
  method: 'PATCH',
  path: `${base}/update`,
  summary: 'Sets the description of a version; without one it is cleared.',
  access: [{ right: 'update', resource: 'registered_model', field: 'name' }],
  idempotent: true,
  touches: [{ resource: 'registered_model', field: 'name' }],
  request: object({ ...oneVersion(), description: registryDescription() }),
  response: object({ model_version: ModelVersion }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const transitionModelVersionStage = endpoint({
  name: 'transitionModelVersionStage',
  method: 'POST',
  path: `${base}/transition-stage`,
  summary: 'Moves a version to a stage, and with archive_existing_versions all others of Staging or Production out of it.',
  access: [{ right: 'update', resource: 'registered_model', field: 'name' }],
  idempotent: true,
  touches: [{ resource: 'registered_model', field: 'name' }],
  request: object({
    ...oneVersion(),
    stage: requiredText({ description: 'None, Staging, Production or Archived, in any case' }),
    archive_existing_versions: optional(flag()),
  }),
  response: object({ model_version: ModelVersion }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const deleteModelVersion = endpoint({
  name: 'deleteModelVersion',
  method: 'DELETE',
  path: `${base}/delete`,
  summary: 'Deletes a version and its aliases; its number is not given again while higher ones could be.',
  access: [{ right: 'delete', resource: 'registered_model', field: 'name' }],
  idempotent: false,
  touches: [{ resource: 'registered_model', field: 'name' }],
  request: object(oneVersion()),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const searchModelVersions = endpoint({
  name: 'searchModelVersions',
  method: 'GET',
  path: `${base}/search`,
  summary: 'Finds versions by a filter, in an order, a page at a time. Versions of prompts only when the filter asks for them.',
  access: [{ filtered: 'registered_model' }],
  idempotent: true,
  touches: [],
  request: object({
    filter: optional(text()),
    max_results: optional(int64({ description: `1 to ${LIMITS.modelVersionsPage}, which is also what is taken when absent` })),
    order_by: optional(list(text(), { refuseItems: 'whole' })),
    page_token: optional(text()),
  }),
  response: object({ model_versions: optional(list(ModelVersion)), next_page_token: optional(text()) }),
  errors: ['INVALID_PARAMETER_VALUE'],
})

export const getModelVersionDownloadUri = endpoint({
  name: 'getModelVersionDownloadUri',
  method: 'GET',
  path: `${base}/get-download-uri`,
  summary: 'Tells where the artifacts of a version lie.',
  access: [{ right: 'read', resource: 'registered_model', field: 'name' }],
  idempotent: true,
  touches: [],
  request: object({ name: optional(text()), version: optional(text()) }),
  response: object({ artifact_uri: text() }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const setModelVersionTag = endpoint({
  name: 'setModelVersionTag',
  method: 'POST',
  path: `${base}/set-tag`,
  summary: 'Sets one tag of a version; a second write of a key replaces its value.',
  access: [{ right: 'update', resource: 'registered_model', field: 'name' }],
  idempotent: true,
  touches: [{ resource: 'registered_model', field: 'name' }],
  request: object({ ...oneVersion(), key: registryTagKey(), value: registryTagValue() }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const deleteModelVersionTag = endpoint({
  name: 'deleteModelVersionTag',
  method: 'DELETE',
  path: `${base}/delete-tag`,
  summary: 'Deletes one tag of a version; a missing one is no error.',
  access: [{ right: 'update', resource: 'registered_model', field: 'name' }],
  idempotent: true,
  touches: [{ resource: 'registered_model', field: 'name' }],
  request: object({ ...oneVersion(), key: registryTagKey() }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})
