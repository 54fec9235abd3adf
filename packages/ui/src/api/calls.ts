// Made from the contract by `npm run check -- --write endpoints`. Do not edit.
import type * as contract from '@tailrace/contract'
import { call } from './call.ts'

export const createExperiment = /* @__PURE__ */ call<typeof contract.createExperiment>('POST', '/2.0/mlflow/experiments/create')
export const deleteExperiment = /* @__PURE__ */ call<typeof contract.deleteExperiment>('POST', '/2.0/mlflow/experiments/delete')
export const deleteExperimentTag = /* @__PURE__ */ call<typeof contract.deleteExperimentTag>(
  'POST',
  '/2.0/mlflow/experiments/delete-experiment-tag',
)
export const getExperiment = /* @__PURE__ */ call<typeof contract.getExperiment>('GET', '/2.0/mlflow/experiments/get')
export const getExperimentByName = /* @__PURE__ */ call<typeof contract.getExperimentByName>('GET', '/2.0/mlflow/experiments/get-by-name')
export const restoreExperiment = /* @__PURE__ */ call<typeof contract.restoreExperiment>('POST', '/2.0/mlflow/experiments/restore')
export const searchExperiments = /* @__PURE__ */ call<typeof contract.searchExperiments>('POST', '/2.0/mlflow/experiments/search')
export const searchExperimentsByQuery = /* @__PURE__ */ call<typeof contract.searchExperimentsByQuery>(
  'GET',
  '/2.0/mlflow/experiments/search',
)
export const setExperimentTag = /* @__PURE__ */ call<typeof contract.setExperimentTag>('POST', '/2.0/mlflow/experiments/set-experiment-tag')
export const updateExperiment = /* @__PURE__ */ call<typeof contract.updateExperiment>('POST', '/2.0/mlflow/experiments/update')
export const createRun = /* @__PURE__ */ call<typeof contract.createRun>('POST', '/2.0/mlflow/runs/create')
export const deleteRun = /* @__PURE__ */ call<typeof contract.deleteRun>('POST', '/2.0/mlflow/runs/delete')
export const deleteTag = /* @__PURE__ */ call<typeof contract.deleteTag>('POST', '/2.0/mlflow/runs/delete-tag')
export const getRun = /* @__PURE__ */ call<typeof contract.getRun>('GET', '/2.0/mlflow/runs/get')
export const logBatch = /* @__PURE__ */ call<typeof contract.logBatch>('POST', '/2.0/mlflow/runs/log-batch')
export const logMetric = /* @__PURE__ */ call<typeof contract.logMetric>('POST', '/2.0/mlflow/runs/log-metric')
export const logModel = /* @__PURE__ */ call<typeof contract.logModel>('POST', '/2.0/mlflow/runs/log-model')
export const logParam = /* @__PURE__ */ call<typeof contract.logParam>('POST', '/2.0/mlflow/runs/log-parameter')
export const restoreRun = /* @__PURE__ */ call<typeof contract.restoreRun>('POST', '/2.0/mlflow/runs/restore')
export const searchRuns = /* @__PURE__ */ call<typeof contract.searchRuns>('POST', '/2.0/mlflow/runs/search')
export const setTag = /* @__PURE__ */ call<typeof contract.setTag>('POST', '/2.0/mlflow/runs/set-tag')
export const updateRun = /* @__PURE__ */ call<typeof contract.updateRun>('POST', '/2.0/mlflow/runs/update')
export const changeRuns = /* @__PURE__ */ call<typeof contract.changeRuns>('POST', '/tailrace/1.0/runs/bulk')
export const groupRuns = /* @__PURE__ */ call<typeof contract.groupRuns>('POST', '/tailrace/1.0/runs/groups')
export const queryRuns = /* @__PURE__ */ call<typeof contract.queryRuns>('POST', '/tailrace/1.0/runs/query')
export const runColumns = /* @__PURE__ */ call<typeof contract.runColumns>('POST', '/tailrace/1.0/runs/columns')
export const summarizeExperiments = /* @__PURE__ */ call<typeof contract.summarizeExperiments>('POST', '/tailrace/1.0/experiments/summary')
export const getMetricHistory = /* @__PURE__ */ call<typeof contract.getMetricHistory>('GET', '/2.0/mlflow/metrics/get-history')
export const getMetricHistoryBulk = /* @__PURE__ */ call<typeof contract.getMetricHistoryBulk>(
  'GET',
  '/2.0/mlflow/metrics/get-history-bulk',
)
export const getMetricHistoryBulkInterval = /* @__PURE__ */ call<typeof contract.getMetricHistoryBulkInterval>(
  'GET',
  '/2.0/mlflow/metrics/get-history-bulk-interval',
)
export const queryMetricBands = /* @__PURE__ */ call<typeof contract.queryMetricBands>('POST', '/tailrace/1.0/metrics/bands')
export const queryMetricHistory = /* @__PURE__ */ call<typeof contract.queryMetricHistory>('POST', '/tailrace/1.0/metrics/history')
export const logInputs = /* @__PURE__ */ call<typeof contract.logInputs>('POST', '/2.0/mlflow/runs/log-inputs')
export const logOutputs = /* @__PURE__ */ call<typeof contract.logOutputs>('POST', '/2.0/mlflow/runs/outputs')
export const searchDatasets = /* @__PURE__ */ call<typeof contract.searchDatasets>('POST', '/2.0/mlflow/experiments/search-datasets')
export const createLoggedModel = /* @__PURE__ */ call<typeof contract.createLoggedModel>('POST', '/2.0/mlflow/logged-models')
export const deleteLoggedModel = /* @__PURE__ */ call<typeof contract.deleteLoggedModel>('DELETE', '/2.0/mlflow/logged-models/:model_id')
export const deleteLoggedModelTag = /* @__PURE__ */ call<typeof contract.deleteLoggedModelTag>(
  'DELETE',
  '/2.0/mlflow/logged-models/:model_id/tags/:tag_key',
)
export const finalizeLoggedModel = /* @__PURE__ */ call<typeof contract.finalizeLoggedModel>('PATCH', '/2.0/mlflow/logged-models/:model_id')
export const getLoggedModel = /* @__PURE__ */ call<typeof contract.getLoggedModel>('GET', '/2.0/mlflow/logged-models/:model_id')
export const logLoggedModelParams = /* @__PURE__ */ call<typeof contract.logLoggedModelParams>(
  'POST',
  '/2.0/mlflow/logged-models/:model_id/params',
)
export const searchLoggedModels = /* @__PURE__ */ call<typeof contract.searchLoggedModels>('POST', '/2.0/mlflow/logged-models/search')
export const setLoggedModelTags = /* @__PURE__ */ call<typeof contract.setLoggedModelTags>(
  'PATCH',
  '/2.0/mlflow/logged-models/:model_id/tags',
)
export const createRegisteredModel = /* @__PURE__ */ call<typeof contract.createRegisteredModel>(
  'POST',
  '/2.0/mlflow/registered-models/create',
)
export const deleteRegisteredModel = /* @__PURE__ */ call<typeof contract.deleteRegisteredModel>(
  'DELETE',
  '/2.0/mlflow/registered-models/delete',
)
export const deleteRegisteredModelAlias = /* @__PURE__ */ call<typeof contract.deleteRegisteredModelAlias>(
  'DELETE',
  '/2.0/mlflow/registered-models/alias',
)
export const deleteRegisteredModelTag = /* @__PURE__ */ call<typeof contract.deleteRegisteredModelTag>(
  'DELETE',
  '/2.0/mlflow/registered-models/delete-tag',
)
export const getLatestVersions = /* @__PURE__ */ call<typeof contract.getLatestVersions>(
  'POST',
  '/2.0/mlflow/registered-models/get-latest-versions',
)
export const getLatestVersionsByQuery = /* @__PURE__ */ call<typeof contract.getLatestVersionsByQuery>(
  'GET',
  '/2.0/mlflow/registered-models/get-latest-versions',
)
export const getModelVersionByAlias = /* @__PURE__ */ call<typeof contract.getModelVersionByAlias>(
  'GET',
  '/2.0/mlflow/registered-models/alias',
)
export const getRegisteredModel = /* @__PURE__ */ call<typeof contract.getRegisteredModel>('GET', '/2.0/mlflow/registered-models/get')
export const renameRegisteredModel = /* @__PURE__ */ call<typeof contract.renameRegisteredModel>(
  'POST',
  '/2.0/mlflow/registered-models/rename',
)
export const searchRegisteredModels = /* @__PURE__ */ call<typeof contract.searchRegisteredModels>(
  'GET',
  '/2.0/mlflow/registered-models/search',
)
export const setRegisteredModelAlias = /* @__PURE__ */ call<typeof contract.setRegisteredModelAlias>(
  'POST',
  '/2.0/mlflow/registered-models/alias',
)
export const setRegisteredModelTag = /* @__PURE__ */ call<typeof contract.setRegisteredModelTag>(
  'POST',
  '/2.0/mlflow/registered-models/set-tag',
)
export const updateRegisteredModel = /* @__PURE__ */ call<typeof contract.updateRegisteredModel>(
  'PATCH',
  '/2.0/mlflow/registered-models/update',
)
export const createModelVersion = /* @__PURE__ */ call<typeof contract.createModelVersion>('POST', '/2.0/mlflow/model-versions/create')
export const deleteModelVersion = /* @__PURE__ */ call<typeof contract.deleteModelVersion>('DELETE', '/2.0/mlflow/model-versions/delete')
export const deleteModelVersionTag = /* @__PURE__ */ call<typeof contract.deleteModelVersionTag>(
  'DELETE',
  '/2.0/mlflow/model-versions/delete-tag',
)
export const getModelVersion = /* @__PURE__ */ call<typeof contract.getModelVersion>('GET', '/2.0/mlflow/model-versions/get')
export const getModelVersionDownloadUri = /* @__PURE__ */ call<typeof contract.getModelVersionDownloadUri>(
  'GET',
  '/2.0/mlflow/model-versions/get-download-uri',
)
export const searchModelVersions = /* @__PURE__ */ call<typeof contract.searchModelVersions>('GET', '/2.0/mlflow/model-versions/search')
export const setModelVersionTag = /* @__PURE__ */ call<typeof contract.setModelVersionTag>('POST', '/2.0/mlflow/model-versions/set-tag')
export const transitionModelVersionStage = /* @__PURE__ */ call<typeof contract.transitionModelVersionStage>(
  'POST',
  '/2.0/mlflow/model-versions/transition-stage',
)
export const updateModelVersion = /* @__PURE__ */ call<typeof contract.updateModelVersion>('PATCH', '/2.0/mlflow/model-versions/update')
export const abortMultipartUpload = /* @__PURE__ */ call<typeof contract.abortMultipartUpload>('POST', '/2.0/mlflow-artifacts/mpu/abort/*')
export const completeMultipartUpload = /* @__PURE__ */ call<typeof contract.completeMultipartUpload>(
  'POST',
  '/2.0/mlflow-artifacts/mpu/complete/*',
)
export const createMultipartUpload = /* @__PURE__ */ call<typeof contract.createMultipartUpload>(
  'POST',
  '/2.0/mlflow-artifacts/mpu/create/*',
)
export const createPresignedDownloadUrl = /* @__PURE__ */ call<typeof contract.createPresignedDownloadUrl>(
  'POST',
  '/2.0/mlflow/artifacts/presigned-download-url',
)
export const createPresignedUploadUrl = /* @__PURE__ */ call<typeof contract.createPresignedUploadUrl>(
  'POST',
  '/2.0/mlflow/artifacts/presigned-upload-url',
)
export const deleteProxiedArtifact = /* @__PURE__ */ call<typeof contract.deleteProxiedArtifact>(
  'DELETE',
  '/2.0/mlflow-artifacts/artifacts/*',
)
export const listArtifacts = /* @__PURE__ */ call<typeof contract.listArtifacts>('GET', '/2.0/mlflow/artifacts/list')
export const listLoggedModelArtifacts = /* @__PURE__ */ call<typeof contract.listLoggedModelArtifacts>(
  'GET',
  '/2.0/mlflow/logged-models/:model_id/artifacts/directories',
)
export const listProxiedArtifacts = /* @__PURE__ */ call<typeof contract.listProxiedArtifacts>('GET', '/2.0/mlflow-artifacts/artifacts')
export const presignProxiedDownload = /* @__PURE__ */ call<typeof contract.presignProxiedDownload>(
  'GET',
  '/2.0/mlflow-artifacts/presigned/*',
)
export const createView = /* @__PURE__ */ call<typeof contract.createView>('POST', '/tailrace/1.0/views/create')
export const deleteView = /* @__PURE__ */ call<typeof contract.deleteView>('POST', '/tailrace/1.0/views/delete')
export const getView = /* @__PURE__ */ call<typeof contract.getView>('GET', '/tailrace/1.0/views/get')
export const listViews = /* @__PURE__ */ call<typeof contract.listViews>('GET', '/tailrace/1.0/views/list')
export const updateView = /* @__PURE__ */ call<typeof contract.updateView>('POST', '/tailrace/1.0/views/update')
export const listTrash = /* @__PURE__ */ call<typeof contract.listTrash>('POST', '/tailrace/1.0/trash/list')
export const previewPurge = /* @__PURE__ */ call<typeof contract.previewPurge>('POST', '/tailrace/1.0/trash/preview')
export const purgeTrash = /* @__PURE__ */ call<typeof contract.purgeTrash>('POST', '/tailrace/1.0/trash/purge')
export const listStalledRuns = /* @__PURE__ */ call<typeof contract.listStalledRuns>('POST', '/tailrace/1.0/runs/stalled')
export const getServerInfo = /* @__PURE__ */ call<typeof contract.getServerInfo>('GET', '/tailrace/1.0/server-info')
