import type * as contract from '@tailrace/contract'
import type { Endpoint, RequestOf, ResponseOf } from '@tailrace/contract'
import { type Method, send } from './http.ts'
import type { OnTheWire } from './on-the-wire.ts'

/** Calls one endpoint of the contract. Throws ApiError. `method` and `path` are compared with the contract by a test. */
export interface Call<E extends Endpoint> {
  (request: RequestOf<E>, signal?: AbortSignal): Promise<OnTheWire<ResponseOf<E>>>
  readonly method: Method
  readonly path: string
}

/** Only the contract's types are used here: its schemas would make the UI twice as large. */
function call<E extends Endpoint>(method: Method, path: string): Call<E> {
  const run = (request: RequestOf<E>, signal?: AbortSignal): Promise<OnTheWire<ResponseOf<E>>> =>
    send(method, path, request as Record<string, unknown>, signal) as Promise<OnTheWire<ResponseOf<E>>>
  return Object.assign(run, { method, path })
}

export const createExperiment = call<typeof contract.createExperiment>('POST', '/2.0/mlflow/experiments/create')
export const deleteExperiment = call<typeof contract.deleteExperiment>('POST', '/2.0/mlflow/experiments/delete')
export const restoreExperiment = call<typeof contract.restoreExperiment>('POST', '/2.0/mlflow/experiments/restore')
export const updateExperiment = call<typeof contract.updateExperiment>('POST', '/2.0/mlflow/experiments/update')
export const getExperiment = call<typeof contract.getExperiment>('GET', '/2.0/mlflow/experiments/get')
export const getExperimentByName = call<typeof contract.getExperimentByName>('GET', '/2.0/mlflow/experiments/get-by-name')
export const searchExperiments = call<typeof contract.searchExperiments>('POST', '/2.0/mlflow/experiments/search')
export const setExperimentTag = call<typeof contract.setExperimentTag>('POST', '/2.0/mlflow/experiments/set-experiment-tag')
export const deleteExperimentTag = call<typeof contract.deleteExperimentTag>('POST', '/2.0/mlflow/experiments/delete-experiment-tag')
export const deleteRun = call<typeof contract.deleteRun>('POST', '/2.0/mlflow/runs/delete')
export const restoreRun = call<typeof contract.restoreRun>('POST', '/2.0/mlflow/runs/restore')
export const getRun = call<typeof contract.getRun>('GET', '/2.0/mlflow/runs/get')
export const searchRuns = call<typeof contract.searchRuns>('POST', '/2.0/mlflow/runs/search')
export const setTag = call<typeof contract.setTag>('POST', '/2.0/mlflow/runs/set-tag')
export const deleteTag = call<typeof contract.deleteTag>('POST', '/2.0/mlflow/runs/delete-tag')
export const updateRun = call<typeof contract.updateRun>('POST', '/2.0/mlflow/runs/update')
export const getMetricHistory = call<typeof contract.getMetricHistory>('GET', '/2.0/mlflow/metrics/get-history')
export const searchDatasets = call<typeof contract.searchDatasets>('POST', '/2.0/mlflow/experiments/search-datasets')
export const deleteLoggedModel = call<typeof contract.deleteLoggedModel>('DELETE', '/2.0/mlflow/logged-models/:model_id')
export const getLoggedModel = call<typeof contract.getLoggedModel>('GET', '/2.0/mlflow/logged-models/:model_id')
export const searchLoggedModels = call<typeof contract.searchLoggedModels>('POST', '/2.0/mlflow/logged-models/search')
export const setLoggedModelTags = call<typeof contract.setLoggedModelTags>('PATCH', '/2.0/mlflow/logged-models/:model_id/tags')
export const deleteLoggedModelTag = call<typeof contract.deleteLoggedModelTag>(
  'DELETE',
  '/2.0/mlflow/logged-models/:model_id/tags/:tag_key',
)
export const listLoggedModelArtifacts = call<typeof contract.listLoggedModelArtifacts>(
  'GET',
  '/2.0/mlflow/logged-models/:model_id/artifacts/directories',
)
export const createRegisteredModel = call<typeof contract.createRegisteredModel>('POST', '/2.0/mlflow/registered-models/create')
export const renameRegisteredModel = call<typeof contract.renameRegisteredModel>('POST', '/2.0/mlflow/registered-models/rename')
export const updateRegisteredModel = call<typeof contract.updateRegisteredModel>('PATCH', '/2.0/mlflow/registered-models/update')
export const deleteRegisteredModel = call<typeof contract.deleteRegisteredModel>('DELETE', '/2.0/mlflow/registered-models/delete')
export const getRegisteredModel = call<typeof contract.getRegisteredModel>('GET', '/2.0/mlflow/registered-models/get')
export const searchRegisteredModels = call<typeof contract.searchRegisteredModels>('GET', '/2.0/mlflow/registered-models/search')
export const setRegisteredModelTag = call<typeof contract.setRegisteredModelTag>('POST', '/2.0/mlflow/registered-models/set-tag')
export const deleteRegisteredModelTag = call<typeof contract.deleteRegisteredModelTag>('DELETE', '/2.0/mlflow/registered-models/delete-tag')
export const setRegisteredModelAlias = call<typeof contract.setRegisteredModelAlias>('POST', '/2.0/mlflow/registered-models/alias')
export const deleteRegisteredModelAlias = call<typeof contract.deleteRegisteredModelAlias>('DELETE', '/2.0/mlflow/registered-models/alias')
export const createModelVersion = call<typeof contract.createModelVersion>('POST', '/2.0/mlflow/model-versions/create')
export const updateModelVersion = call<typeof contract.updateModelVersion>('PATCH', '/2.0/mlflow/model-versions/update')
export const deleteModelVersion = call<typeof contract.deleteModelVersion>('DELETE', '/2.0/mlflow/model-versions/delete')
export const getModelVersion = call<typeof contract.getModelVersion>('GET', '/2.0/mlflow/model-versions/get')
export const searchModelVersions = call<typeof contract.searchModelVersions>('GET', '/2.0/mlflow/model-versions/search')
export const setModelVersionTag = call<typeof contract.setModelVersionTag>('POST', '/2.0/mlflow/model-versions/set-tag')
export const deleteModelVersionTag = call<typeof contract.deleteModelVersionTag>('DELETE', '/2.0/mlflow/model-versions/delete-tag')
export const transitionModelVersionStage = call<typeof contract.transitionModelVersionStage>(
  'POST',
  '/2.0/mlflow/model-versions/transition-stage',
)
export const listArtifacts = call<typeof contract.listArtifacts>('GET', '/2.0/mlflow/artifacts/list')
export const queryRuns = call<typeof contract.queryRuns>('POST', '/tailrace/1.0/runs/query')
export const queryMetricHistory = call<typeof contract.queryMetricHistory>('POST', '/tailrace/1.0/metrics/history')
export const queryMetricBands = call<typeof contract.queryMetricBands>('POST', '/tailrace/1.0/metrics/bands')
export const runColumns = call<typeof contract.runColumns>('POST', '/tailrace/1.0/runs/columns')
export const summarizeExperiments = call<typeof contract.summarizeExperiments>('POST', '/tailrace/1.0/experiments/summary')
export const changeRuns = call<typeof contract.changeRuns>('POST', '/tailrace/1.0/runs/bulk')
export const getServerInfo = call<typeof contract.getServerInfo>('GET', '/tailrace/1.0/server-info')
export const groupRuns = call<typeof contract.groupRuns>('POST', '/tailrace/1.0/runs/groups')
export const createView = call<typeof contract.createView>('POST', '/tailrace/1.0/views/create')
export const updateView = call<typeof contract.updateView>('POST', '/tailrace/1.0/views/update')
export const deleteView = call<typeof contract.deleteView>('POST', '/tailrace/1.0/views/delete')
export const previewPurge = call<typeof contract.previewPurge>('POST', '/tailrace/1.0/trash/preview')
export const purgeTrash = call<typeof contract.purgeTrash>('POST', '/tailrace/1.0/trash/purge')
export const listViews = call<typeof contract.listViews>('GET', '/tailrace/1.0/views/list')
