import * as contract from '@tailrace/contract'
import * as experiments from './experiments.ts'
import { searchExperiments } from './experiments-search.ts'
import { summarizeExperiments } from './experiments-summary.ts'
import { searchDatasets } from './datasets.ts'
import { createLoggedModel } from './logged-models/create.ts'
import { logLoggedModelParams } from './logged-models/params.ts'
import { getLoggedModel } from './logged-models/read.ts'
import { searchLoggedModels } from './logged-models/search.ts'
import { deleteLoggedModelTag, setLoggedModelTags } from './logged-models/tags.ts'
import { deleteLoggedModel, finalizeLoggedModel } from './logged-models/update.ts'
import { queryMetricBands } from './metrics/bands.ts'
import { queryMetricHistory } from './metrics/buckets.ts'
import * as history from './metrics/history.ts'
import { logMetric } from './metrics/write.ts'
import { createModelVersion } from './model-versions/create.ts'
import { getModelVersion, getModelVersionDownloadUri } from './model-versions/read.ts'
import { searchModelVersions } from './model-versions/search.ts'
import { deleteModelVersionTag, setModelVersionTag } from './model-versions/tags.ts'
import { deleteModelVersion, transitionModelVersionStage, updateModelVersion } from './model-versions/update.ts'
import { type Operation, read, write } from './operation.ts'
import { deleteRegisteredModelAlias, getModelVersionByAlias, setRegisteredModelAlias } from './registered-models/aliases.ts'
import { createRegisteredModel } from './registered-models/create.ts'
import { getLatestVersions, getRegisteredModel } from './registered-models/read.ts'
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
import { getRun } from './runs/read.ts'
import { queryRuns } from './runs/query.ts'
import { searchRuns } from './runs/search.ts'
import { deleteTag, setTag } from './runs/tags.ts'
import { deleteRun, restoreRun, updateRun } from './runs/update.ts'
import { quietRuns, quietRunsEndpoint } from './runs/quiet.ts'
import { listTrash } from './trash/list.ts'
import { purgeRows, purgeRowsEndpoint } from './trash/purge-rows.ts'
import * as views from './views.ts'

/** Every endpoint that the store answers, by its name. */
export const operations: Readonly<Record<string, Operation>> = Object.fromEntries(
  [
    write(contract.createExperiment, experiments.createExperiment),
    read(contract.getExperiment, experiments.getExperiment),
    read(contract.getExperimentByName, experiments.getExperimentByName),
    write(contract.deleteExperiment, experiments.deleteExperiment),
    write(contract.restoreExperiment, experiments.restoreExperiment),
    write(contract.updateExperiment, experiments.updateExperiment),
    write(contract.setExperimentTag, experiments.setExperimentTag),
    write(contract.deleteExperimentTag, experiments.deleteExperimentTag),
    read(contract.searchExperiments, searchExperiments),
    read(contract.searchExperimentsByQuery, searchExperiments),
    write(contract.createRun, createRun),
    write(contract.updateRun, updateRun),
    write(contract.deleteRun, deleteRun),
    write(contract.restoreRun, restoreRun),
    write(contract.logMetric, logMetric),
    write(contract.logParam, logParam),
    write(contract.setTag, setTag),
    write(contract.deleteTag, deleteTag),
    read(contract.getRun, getRun),
    read(contract.searchRuns, searchRuns),
    read(contract.queryRuns, queryRuns, ({ automatic }) => automatic !== undefined),
    read(contract.runColumns, runColumns),
    read(contract.groupRuns, groupRuns),
    read(contract.exportRunsCsv, exportRunsCsv),
    read(quietRunsEndpoint, quietRuns),
    write(contract.changeRuns, changeRuns),
    read(contract.summarizeExperiments, summarizeExperiments),
    write(contract.logBatch, logBatch),
    write(contract.logModel, logModel),
    write(contract.logInputs, logInputs),
    write(contract.logOutputs, logOutputs),
    read(contract.searchDatasets, searchDatasets),
    write(contract.createLoggedModel, createLoggedModel),
    read(contract.getLoggedModel, getLoggedModel),
    write(contract.finalizeLoggedModel, finalizeLoggedModel),
    write(contract.deleteLoggedModel, deleteLoggedModel),
    write(contract.setLoggedModelTags, setLoggedModelTags),
    write(contract.deleteLoggedModelTag, deleteLoggedModelTag),
    write(contract.logLoggedModelParams, logLoggedModelParams),
    read(contract.searchLoggedModels, searchLoggedModels),
    read(contract.getMetricHistory, history.getMetricHistory),
    read(contract.getMetricHistoryBulkInterval, history.getMetricHistoryBulkInterval),
    read(contract.getMetricHistoryBulk, history.getMetricHistoryBulk),
    read(contract.queryMetricHistory, queryMetricHistory),
    read(contract.queryMetricBands, queryMetricBands),
    write(contract.createRegisteredModel, createRegisteredModel),
    write(contract.renameRegisteredModel, renameRegisteredModel),
    write(contract.updateRegisteredModel, updateRegisteredModel),
    write(contract.deleteRegisteredModel, deleteRegisteredModel),
    read(contract.getRegisteredModel, getRegisteredModel),
    read(contract.searchRegisteredModels, searchRegisteredModels),
    read(contract.getLatestVersions, getLatestVersions),
    read(contract.getLatestVersionsByQuery, getLatestVersions),
    write(contract.setRegisteredModelTag, setRegisteredModelTag),
    write(contract.deleteRegisteredModelTag, deleteRegisteredModelTag),
    write(contract.setRegisteredModelAlias, setRegisteredModelAlias),
    write(contract.deleteRegisteredModelAlias, deleteRegisteredModelAlias),
    read(contract.getModelVersionByAlias, getModelVersionByAlias),
    write(contract.createModelVersion, createModelVersion),
    read(contract.getModelVersion, getModelVersion),
    write(contract.updateModelVersion, updateModelVersion),
    write(contract.transitionModelVersionStage, transitionModelVersionStage),
    write(contract.deleteModelVersion, deleteModelVersion),
    read(contract.searchModelVersions, searchModelVersions),
    read(contract.getModelVersionDownloadUri, getModelVersionDownloadUri),
    write(contract.setModelVersionTag, setModelVersionTag),
    write(contract.deleteModelVersionTag, deleteModelVersionTag),
    write(contract.createView, views.createView),
    write(contract.updateView, views.updateView),
    write(contract.deleteView, views.deleteView),
    read(contract.getView, views.getView),
    read(contract.listViews, views.listViews),
    read(contract.listTrash, listTrash),
    write(purgeRowsEndpoint, purgeRows),
  ].map((operation) => [operation.endpoint.name, operation]),
)

/** The operation of a name. Names come from the contract, so an unknown one is a mistake in the code. */
export function operationOf(name: string): Operation {
  const operation = operations[name]
  if (!operation) throw new Error(`the store has no operation ${name}`)
  return operation
}
