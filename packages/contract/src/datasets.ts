import type { Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { LIMITS } from './limits.ts'
import { int64, list, object, optional, requiredText, text } from './scalars.ts'

/** A dataset that a run used, identified by experiment, name and digest. */
export const Dataset = object({
  name: text(),
  digest: text(),
  source_type: text(),
  source: text(),
  schema: optional(text()),
  profile: optional(text()),
})
export type Dataset = Static<typeof Dataset>

export const InputTag = object({ key: text(), value: text() })
export const DatasetInput = object({ tags: optional(list(InputTag)), dataset: Dataset })
export type DatasetInput = Static<typeof DatasetInput>
export const ModelInput = object({ model_id: text() })
export const ModelOutput = object({ model_id: text(), step: int64() })
export const RunInputs = object({ dataset_inputs: optional(list(DatasetInput)), model_inputs: optional(list(ModelInput)) })
export type RunInputs = Static<typeof RunInputs>
export const RunOutputs = object({ model_outputs: optional(list(ModelOutput)) })
export type RunOutputs = Static<typeof RunOutputs>

const runs = '/2.0/mlflow/runs' as const

const NewDataset = object({
  name: optional(text({ maxLength: LIMITS.datasetName, label: 'name' })),
  digest: optional(text({ maxLength: LIMITS.datasetDigest, label: 'digest' })),
  source_type: optional(text({ maxLength: LIMITS.datasetSourceType, label: 'source_type' })),
  source: optional(text({ maxLength: LIMITS.datasetSource, label: 'source' })),
  schema: optional(text({ maxLength: LIMITS.datasetSchema, label: 'schema' })),
  profile: optional(text({ maxLength: LIMITS.datasetProfile, label: 'profile' })),
})
const NewInputTag = object({
  key: optional(text({ maxLength: LIMITS.inputTagKey, label: 'key' })),
  value: optional(text({ maxLength: LIMITS.inputTagValue, label: 'value' })),
})

export const logInputs = endpoint({
  name: 'logInputs',
  method: 'POST',
  path: `${runs}/log-inputs`,
  summary: 'Links datasets and models that a run used; the first write of a dataset wins.',
  access: [
    { right: 'update', resource: 'run', field: 'run_id' },
    { right: 'read', resource: 'logged_model', field: 'models[].model_id' },
  ],
  idempotent: true,
  touches: [{ resource: 'run', field: 'run_id' }],
  request: object({
    run_id: requiredText(),
    datasets: optional(list(object({ tags: optional(list(NewInputTag)), dataset: optional(NewDataset) }))),
    models: optional(list(object({ model_id: optional(text()) }))),
  }),
  bodyBytes: LIMITS.logInputsBody,
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

export const logOutputs = endpoint({
  name: 'logOutputs',
  method: 'POST',
  path: `${runs}/outputs`,
  summary: 'Links models that a run made.',
  access: [
    { right: 'update', resource: 'run', field: 'run_id' },
    { right: 'update', resource: 'logged_model', field: 'models[].model_id' },
  ],
  idempotent: true,
  touches: [{ resource: 'run', field: 'run_id' }],
  request: object({
    run_id: requiredText(),
    models: list(object({ model_id: optional(text()), step: optional(int64()) }), { required: true }),
  }),
  response: object({}),
  errors: ['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
})

/** A dataset as an experiment's runs used it; `context` is the input tag mlflow.data.context. */
export const DatasetSummary = object({ experiment_id: text(), name: text(), digest: text(), context: optional(text()) })
export type DatasetSummary = Static<typeof DatasetSummary>

export const searchDatasets = endpoint({
  name: 'searchDatasets',
  method: 'POST',
  path: '/2.0/mlflow/experiments/search-datasets',
  prefixes: ['/ajax-api'],
  summary: 'Lists the datasets that the runs of up to 20 experiments used.',
  access: [{ filtered: 'experiment', field: 'experiment_ids[]' }],
  idempotent: true,
  touches: [],
  request: object({ experiment_ids: optional(list(text(), { refuseItems: 'whole' })) }),
  response: object({ dataset_summaries: optional(list(DatasetSummary)) }),
  errors: ['INVALID_PARAMETER_VALUE'],
})
