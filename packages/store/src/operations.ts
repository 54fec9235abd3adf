// Made from the contract by `npm run check -- --write endpoints`. Do not edit.
import * as contract from '@tailrace/contract'
import { internalOperations } from './internal-operations.ts'
import { type Operation, operation } from './operation.ts'
import { searchDatasets } from './datasets.ts'
import { searchExperiments, searchExperimentsByQuery } from './experiments-search.ts'
import { summarizeExperiments } from './experiments-summary.ts'
import {
  createExperiment,
  deleteExperiment,
  deleteExperimentTag,
  getExperiment,
  getExperimentByName,
  restoreExperiment,
  setExperimentTag,
  updateExperiment,
} from './experiments.ts'
import { createLoggedModel } from './logged-models/create.ts'
import { logLoggedModelParams } from './logged-models/params.ts'
import { getLoggedModel } from './logged-models/read.ts'
import { searchLoggedModels } from './logged-models/search.ts'
import { deleteLoggedModelTag, setLoggedModelTags } from './logged-models/tags.ts'
import { deleteLoggedModel, finalizeLoggedModel } from './logged-models/update.ts'
import { queryMetricBands } from './metrics/bands.ts'
import { queryMetricHistory } from './metrics/buckets.ts'
import { getMetricHistory, getMetricHistoryBulk, getMetricHistoryBulkInterval } from './metrics/history.ts'
import { logMetric } from './metrics/write.ts'
import { createModelVersion } from './model-versions/create.ts'
import { getModelVersion, getModelVersionDownloadUri } from './model-versions/read.ts'
import { searchModelVersions } from './model-versions/search.ts'
import { deleteModelVersionTag, setModelVersionTag } from './model-versions/tags.ts'
import { deleteModelVersion, transitionModelVersionStage, updateModelVersion } from './model-versions/update.ts'
import { deleteRegisteredModelAlias, getModelVersionByAlias, setRegisteredModelAlias } from './registered-models/aliases.ts'
import { createRegisteredModel } from './registered-models/create.ts'
import { getLatestVersions, getLatestVersionsByQuery, getRegisteredModel } from './registered-models/read.ts'
import { searchRegisteredModels } from './registered-models/search.ts'
import { deleteRegisteredModelTag, setRegisteredModelTag } from './registered-models/tags.ts'
import { deleteRegisteredModel, renameRegisteredModel, updateRegisteredModel } from './registered-models/update.ts'
import { changeRuns } from './runs/bulk.ts'
import { runColumns } from './runs/columns.ts'
import { createRun } from './runs/create.ts'
import { exportRunsCsv } from './runs/export-csv.ts'
import { groupRuns } from './runs/groups.ts'
import { logBatch } from './runs/log-batch.ts'
import { logInputs } from './runs/log-inputs.ts'
import { logModel } from './runs/log-model.ts'
import { logOutputs } from './runs/log-outputs.ts'
import { logParam } from './runs/params.ts'
import { queryRuns } from './runs/query.ts'
import { getRun } from './runs/read.ts'
import { searchRuns } from './runs/search.ts'
import { deleteTag, setTag } from './runs/tags.ts'
import { deleteRun, restoreRun, updateRun } from './runs/update.ts'
import { listTrash } from './trash/list.ts'
import { createView, deleteView, getView, listViews, updateView } from './views.ts'

/** Every operation of the store, by the name of its endpoint. */
export const operations: Readonly<Record<string, Operation>> = Object.fromEntries(
  [
    ...internalOperations,
    operation(contract.createExperiment, createExperiment),
    operation(contract.deleteExperiment, deleteExperiment),
    operation(contract.deleteExperimentTag, deleteExperimentTag),
    operation(contract.getExperiment, getExperiment),
    operation(contract.getExperimentByName, getExperimentByName),
    operation(contract.restoreExperiment, restoreExperiment),
    operation(contract.searchExperiments, searchExperiments),
    operation(contract.searchExperimentsByQuery, searchExperimentsByQuery),
    operation(contract.setExperimentTag, setExperimentTag),
    operation(contract.updateExperiment, updateExperiment),
    operation(contract.createRun, createRun),
    operation(contract.deleteRun, deleteRun),
    operation(contract.deleteTag, deleteTag),
    operation(contract.getRun, getRun),
    operation(contract.logBatch, logBatch),
    operation(contract.logMetric, logMetric),
    operation(contract.logModel, logModel),
    operation(contract.logParam, logParam),
    operation(contract.restoreRun, restoreRun),
    operation(contract.searchRuns, searchRuns),
    operation(contract.setTag, setTag),
    operation(contract.updateRun, updateRun),
    operation(contract.changeRuns, changeRuns),
    operation(contract.exportRunsCsv, exportRunsCsv),
    operation(contract.groupRuns, groupRuns),
    operation(contract.queryRuns, queryRuns),
    operation(contract.runColumns, runColumns),
    operation(contract.summarizeExperiments, summarizeExperiments),
    operation(contract.getMetricHistory, getMetricHistory),
    operation(contract.getMetricHistoryBulk, getMetricHistoryBulk),
    operation(contract.getMetricHistoryBulkInterval, getMetricHistoryBulkInterval),
    operation(contract.queryMetricBands, queryMetricBands),
    operation(contract.queryMetricHistory, queryMetricHistory),
    operation(contract.logInputs, logInputs),
    operation(contract.logOutputs, logOutputs),
    operation(contract.searchDatasets, searchDatasets),
    operation(contract.createLoggedModel, createLoggedModel),
    operation(contract.deleteLoggedModel, deleteLoggedModel),
    operation(contract.deleteLoggedModelTag, deleteLoggedModelTag),
    operation(contract.finalizeLoggedModel, finalizeLoggedModel),
    operation(contract.getLoggedModel, getLoggedModel),
    operation(contract.logLoggedModelParams, logLoggedModelParams),
    operation(contract.searchLoggedModels, searchLoggedModels),
    operation(contract.setLoggedModelTags, setLoggedModelTags),
    operation(contract.createRegisteredModel, createRegisteredModel),
    operation(contract.deleteRegisteredModel, deleteRegisteredModel),
    operation(contract.deleteRegisteredModelAlias, deleteRegisteredModelAlias),
    operation(contract.deleteRegisteredModelTag, deleteRegisteredModelTag),
    operation(contract.getLatestVersions, getLatestVersions),
    operation(contract.getLatestVersionsByQuery, getLatestVersionsByQuery),
    operation(contract.getModelVersionByAlias, getModelVersionByAlias),
    operation(contract.getRegisteredModel, getRegisteredModel),
    operation(contract.renameRegisteredModel, renameRegisteredModel),
    operation(contract.searchRegisteredModels, searchRegisteredModels),
    operation(contract.setRegisteredModelAlias, setRegisteredModelAlias),
    operation(contract.setRegisteredModelTag, setRegisteredModelTag),
    operation(contract.updateRegisteredModel, updateRegisteredModel),
    operation(contract.createModelVersion, createModelVersion),
    operation(contract.deleteModelVersion, deleteModelVersion),
    operation(contract.deleteModelVersionTag, deleteModelVersionTag),
    operation(contract.getModelVersion, getModelVersion),
    operation(contract.getModelVersionDownloadUri, getModelVersionDownloadUri),
    operation(contract.searchModelVersions, searchModelVersions),
    operation(contract.setModelVersionTag, setModelVersionTag),
    operation(contract.transitionModelVersionStage, transitionModelVersionStage),
    operation(contract.updateModelVersion, updateModelVersion),
    operation(contract.createView, createView),
    operation(contract.deleteView, deleteView),
    operation(contract.getView, getView),
    operation(contract.listViews, listViews),
    operation(contract.updateView, updateView),
    operation(contract.listTrash, listTrash),
  ].map((bound) => [bound.endpoint.name, bound]),
)

/** The operation of a name. Names come from the contract, so an unknown one is a mistake in the code. */
export function operationOf(name: string): Operation {
  const found = operations[name]
  if (!found) throw new Error(`the store has no operation ${name}`)
  return found
}
