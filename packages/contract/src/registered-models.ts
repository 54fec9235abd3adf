import type { Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { LIMITS } from './limits.ts'
import { registryDescription, ModelVersion, RegistryTag, newRegistryTags, registryTagKey, registryTagValue } from './model-versions.ts'
import { int64, list, object, optional, requiredText, text, timestamp } from './scalars.ts'

/**
 * A registered model, or a prompt when its tag `mlflow.prompt.is_prompt` says so. Times are ms since the epoch. `latest_versions` are the
 * newest of every stage that has one, without their aliases.
 */
export const RegisteredModel = object({
  name: text(),
  creation_timestamp: timestamp(),
  last_updated_timestamp: timestamp(),
  description: optional(text()),
  latest_versions: optional(list(ModelVersion)),
  tags: optional(list(RegistryTag)),
  aliases: optional(list(object({ alias: text(), version: text() }))),
})
export type RegisteredModel = Static<typeof RegisteredModel>

const base = '/2.0/mlflow/registered-models' as const
const modelName = () => requiredText({ description: 'not blank, without / and :' })
const newModelName = () => requiredText({ description: 'not blank, without / and :', maxLength: LIMITS.registeredModelName })
const jobId = () => optional(text({ description: 'accepted and ignored' }))

export const createRegisteredModel = endpoint({
  name: 'createRegisteredModel',
  method: 'POST',
  path: `${base}/create`,
  summary: 'Creates a registered model, or a prompt, without versions.',
  access: [{ right: 'create', resource: 'server' }],
  idempotent: false,
  touches: [{ resource: 'registered_model', field: 'name' }],
  request: object({
    name: newModelName(),
    tags: newRegistryTags(LIMITS.registeredModelTagValue),
    description: registryDescription(),
    deployment_job_id: jobId(),
  }),
  response: object({ registered_model: RegisteredModel }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_ALREADY_EXISTS'],
})

export const renameRegisteredModel = endpoint({
  name: 'renameRegisteredModel',
  method: 'POST',
  path: `${base}/rename`,
  summary: 'Renames a registered model; versions, tags and aliases go with it.',
  access: [{ right: 'update', resource: 'registered_model', field: 'name' }],
  idempotent: false,
  touches: [
    { resource: 'registered_model', field: 'name' },
    { resource: 'registered_model', field: 'new_name' },
  ],
  request: object({ name: modelName(), new_name: newModelName() }),
  response: object({ registered_model: RegisteredModel }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST', 'RESOURCE_ALREADY_EXISTS'],
})

export const updateRegisteredModel = endpoint({
  name: 'updateRegisteredModel',
  method: 'PATCH',
  path: `${base}/update`,
  summary: 'Sets the description of a registered model; without one it is cleared.',
  access: [{ right: 'update', resource: 'registered_model', field: 'name' }],
  idempotent: true,
  touches: [{ resource: 'registered_model', field: 'name' }],
  request: object({ name: modelName(), description: registryDescription(), deployment_job_id: jobId() }),
  response: object({ registered_model: RegisteredModel }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const deleteRegisteredModel = endpoint({
  name: 'deleteRegisteredModel',
  method: 'DELETE',
  path: `${base}/delete`,
  summary: 'Deletes a registered model with its versions, tags and aliases for good.',
  access: [{ right: 'delete', resource: 'registered_model', field: 'name' }],
  idempotent: false,
  touches: [{ resource: 'registered_model', field: 'name' }],
  request: object({ name: modelName() }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const getRegisteredModel = endpoint({
  name: 'getRegisteredModel',
  method: 'GET',
  path: `${base}/get`,
  summary: 'Reads a registered model.',
  access: [{ right: 'read', resource: 'registered_model', field: 'name' }],
  idempotent: true,
  touches: [],
  request: object({ name: modelName() }),
  response: object({ registered_model: RegisteredModel }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const searchRegisteredModels = endpoint({
  name: 'searchRegisteredModels',
  method: 'GET',
  path: `${base}/search`,
  summary: 'Finds registered models by a filter, in an order, a page at a time. Prompts only when the filter asks for them.',
  access: [{ filtered: 'registered_model' }],
  idempotent: true,
  touches: [],
  request: object({
    filter: optional(text()),
    max_results: optional(int64({ description: `at most ${LIMITS.registeredModelsPage}; ${LIMITS.registeredModelsDefault} when absent` })),
    order_by: optional(list(text(), { refuseItems: 'whole' })),
    page_token: optional(text()),
  }),
  response: object({ registered_models: optional(list(RegisteredModel)), next_page_token: optional(text()) }),
  errors: ['INVALID_PARAMETER_VALUE'],
})

export const getLatestVersions = endpoint({
  name: 'getLatestVersions',
  method: 'POST',
  path: `${base}/get-latest-versions`,
  summary: 'Reads the newest version of each stage, or of the stages that are named.',
  access: [{ right: 'read', resource: 'registered_model', field: 'name' }],
  idempotent: true,
  touches: [],
  request: object({ name: modelName(), stages: optional(list(text(), { refuseItems: 'whole' })) }),
  response: object({ model_versions: optional(list(ModelVersion)) }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const getLatestVersionsByQuery = endpoint({ ...getLatestVersions, name: 'getLatestVersionsByQuery', method: 'GET' })

export const setRegisteredModelTag = endpoint({
  name: 'setRegisteredModelTag',
  method: 'POST',
  path: `${base}/set-tag`,
  summary: 'Sets one tag of a registered model; a second write of a key replaces its value.',
  access: [{ right: 'update', resource: 'registered_model', field: 'name' }],
  idempotent: true,
  touches: [{ resource: 'registered_model', field: 'name' }],
  request: object({ name: modelName(), key: registryTagKey(), value: registryTagValue(LIMITS.registeredModelTagValue) }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const deleteRegisteredModelTag = endpoint({
  name: 'deleteRegisteredModelTag',
  method: 'DELETE',
  path: `${base}/delete-tag`,
  summary: 'Deletes one tag of a registered model; a missing one is no error.',
  access: [{ right: 'update', resource: 'registered_model', field: 'name' }],
  idempotent: true,
  touches: [{ resource: 'registered_model', field: 'name' }],
  request: object({ name: modelName(), key: registryTagKey() }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

const alias = () => requiredText({ description: 'word characters and dashes; not latest, not v and digits' })

export const setRegisteredModelAlias = endpoint({
  name: 'setRegisteredModelAlias',
  method: 'POST',
  path: `${base}/alias`,
  summary: 'Points an alias at a version, wherever it pointed before.',
  access: [{ right: 'update', resource: 'registered_model', field: 'name' }],
  idempotent: true,
  touches: [{ resource: 'registered_model', field: 'name' }],
  request: object({ name: modelName(), alias: alias(), version: requiredText({ description: 'whole number, as text' }) }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const deleteRegisteredModelAlias = endpoint({
  name: 'deleteRegisteredModelAlias',
  method: 'DELETE',
  path: `${base}/alias`,
  summary: 'Deletes an alias; a missing one is no error.',
  access: [{ right: 'update', resource: 'registered_model', field: 'name' }],
  idempotent: true,
  touches: [{ resource: 'registered_model', field: 'name' }],
  request: object({ name: modelName(), alias: alias() }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const getModelVersionByAlias = endpoint({
  name: 'getModelVersionByAlias',
  method: 'GET',
  path: `${base}/alias`,
  summary: 'Reads the version that an alias points at; `latest` is the highest.',
  access: [{ right: 'read', resource: 'registered_model', field: 'name' }],
  idempotent: true,
  touches: [],
  request: object({ name: modelName(), alias: alias() }),
  response: object({ model_version: ModelVersion }),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})
