import * as contract from '@tailrace/contract'
import { quietRunsEndpoint } from '../runs/quiet.ts'
import { purgeRowsEndpoint } from '../trash/purge-rows.ts'

/** Calls an operation and answers what it answered; `variant` tells calls of one operation apart. */
export type Call = <E extends contract.Endpoint>(endpoint: E, request: object, variant?: string) => Promise<contract.ResponseOf<E>>

/** Calls every operation of the store at least once, with every kind of value it writes, on a database without data. */
export async function walkOperations(call: Call): Promise<void> {
  // The runs have only NaN of this metric, so the summary looks for it everywhere.
  const tags = [
    { key: 'a', value: 'b' },
    { key: 'tailrace.primaryMetric', value: 'loss' },
  ]
  const { experiment_id } = await call(contract.createExperiment, { name: 'walked', tags })
  const { run_id, model_id } = await walkWrites(call, experiment_id)
  await walkRunReads(call, experiment_id, run_id)
  await walkRunQueries(call, experiment_id, run_id)
  const nested = await walkNested(call, experiment_id, run_id)
  await walkModelReads(call, experiment_id, model_id)
  await walkRegistry(call, run_id)
  await walkViews(call, experiment_id)
  await call(contract.deleteTag, { run_id, key: 'team' })
  await call(contract.deleteRun, { run_id })
  await call(contract.restoreRun, { run_id })
  await call(contract.deleteLoggedModelTag, { model_id, tag_key: 'team' })
  await call(contract.deleteLoggedModel, { model_id })
  await walkExperiments(call, experiment_id)
  await walkTrash(call, experiment_id, [run_id, nested], model_id)
}

async function walkWrites(call: Call, experiment_id: string): Promise<{ run_id: string; model_id: string }> {
  const { run } = await call(contract.createRun, { experiment_id, run_name: 'r', start_time: 1, tags: [{ key: 'team', value: 'blue' }] })
  const { run_id } = run.info
  await call(contract.updateRun, { run_id, run_name: 's', status: 'FINISHED', end_time: 2 })
  const { model } = await call(contract.createLoggedModel, {
    experiment_id,
    source_run_id: run_id,
    name: 'm',
    params: [{ key: 'depth', value: '3' }],
    tags: [{ key: 'team', value: 'blue' }],
  })
  const { model_id } = model.info
  await call(contract.logLoggedModelParams, { model_id, params: [{ key: 'width', value: '4' }] })
  await call(contract.setLoggedModelTags, { model_id, tags: [{ key: 'owner', value: 'x' }] })
  await call(contract.finalizeLoggedModel, { model_id, status: 'LOGGED_MODEL_READY' })
  await call(contract.logMetric, { run_id, key: 'acc', value: 0.5, timestamp: 1, step: 0 })
  await call(contract.logMetric, { run_id, key: 'acc', value: 0.6, timestamp: 2, step: 1, model_id }, 'of a logged model')
  await call(contract.logParam, { run_id, key: 'lr', value: '0.1' })
  await call(contract.setTag, { run_id, key: 'owner', value: 'x' })
  await call(contract.logBatch, {
    run_id,
    metrics: [{ key: 'loss', value: 'NaN', timestamp: 1, step: 0 }],
    params: [{ key: 'opt', value: 'adam' }],
    tags: [{ key: 'team', value: 'red' }],
  })
  const model_json = JSON.stringify({ run_id, artifact_path: 'model', flavors: {}, utc_time_created: '2026-01-01 00:00:00' })
  await call(contract.logModel, { run_id, model_json })
  const dataset = { name: 'iris', digest: 'd1', source_type: 'local', source: '{}' }
  const tags = [{ key: 'mlflow.data.context', value: 'training' }]
  await call(contract.logInputs, { run_id, datasets: [{ dataset, tags }], models: [{ model_id }] })
  await call(contract.logOutputs, { run_id, models: [{ model_id, step: 1 }] })
  return { run_id, model_id }
}

async function walkRunReads(call: Call, experiment_id: string, run_id: string): Promise<void> {
  await call(contract.getRun, { run_id })
  const search = { experiment_ids: [experiment_id] }
  await call(contract.searchRuns, search)
  for (const filter of [
    'metrics.acc > 0.1',
    "params.lr = '0.1'",
    "tags.team LIKE 'r%' AND NOT tags.owner ILIKE 'Y'",
    "run_name RLIKE '^s$' OR status IN ('FAILED')",
    "dataset.name = 'iris' AND dataset.context = 'training'",
    'params.none IS NULL AND start_time BETWEEN 0 AND 9',
  ])
    await call(contract.searchRuns, { ...search, filter }, `filter ${filter}`)
  for (const order_by of [['metrics.acc DESC'], ['params.lr', 'metrics.loss'], ['attributes.end_time']])
    await call(contract.searchRuns, { ...search, order_by }, `order by ${order_by.join(', ')}`)
  await call(contract.searchDatasets, search)
  await call(contract.getMetricHistory, { run_id, metric_key: 'acc' })
  const { next_page_token } = await call(contract.getMetricHistory, { run_id, metric_key: 'acc', max_results: 1 }, 'first page')
  await call(contract.getMetricHistory, { run_id, metric_key: 'acc', max_results: 1, page_token: next_page_token }, 'next page')
  const charts = { run_ids: [run_id], metric_keys: ['acc', 'loss'] }
  await call(contract.queryMetricHistory, charts)
  await call(contract.queryMetricHistory, { ...charts, buckets: 1, start: 0, end: 9 }, 'range of steps')
  await call(contract.queryMetricHistory, { run_ids: [run_id], first_metrics: 2 }, 'first metrics')
  for (let step = 2; step < 6; step++) {
    const value = step % 2 === 0 ? step : 'NaN'
    await call(contract.logMetric, { run_id, key: 'long', value, timestamp: step, step }, 'of a long series')
    await call(contract.logMetric, { run_id, key: 'finite', value: step, timestamp: step, step }, 'of a long series')
  }
  await call(contract.queryMetricHistory, { ...charts, metric_keys: ['long'], buckets: 1 }, 'long series')
  await call(contract.queryMetricHistory, { ...charts, metric_keys: ['finite'], buckets: 1 }, 'long series of numbers')
  await call(contract.queryMetricHistory, { ...charts, metric_keys: ['long'], buckets: 1, x: 'time' }, 'long series by time')
  const smoothed = { ...charts, metric_keys: ['long'], buckets: 1, start: 3, smoothing: 0.5 }
  await call(contract.queryMetricHistory, smoothed, 'smoothed series')
  await call(contract.queryMetricHistory, { ...smoothed, x: 'time' }, 'smoothed series by time')
  await call(contract.queryMetricBands, { ...charts, groups: [{ group: 'g', run_ids: [run_id] }] })
  await call(contract.getMetricHistoryBulk, { run_id: [run_id], metric_key: 'acc' })
  await call(contract.getMetricHistoryBulkInterval, { run_ids: [run_id], metric_key: 'acc' })
  await call(contract.getMetricHistoryBulkInterval, { run_ids: [run_id], metric_key: 'acc', start_step: 0, end_step: 9 }, 'steps')
}

async function walkRunQueries(call: Call, experiment_id: string, run_id: string): Promise<void> {
  const scope = { experiment_ids: [experiment_id] }
  const few = { params: ['lr'], metrics: ['acc'], tags: ['team'] }
  await call(quietRunsEndpoint, { before: 100 })
  await call(contract.queryRuns, { ...scope, ...few, total: true, inputs: false }, 'some keys')
  await call(contract.queryRuns, { ...scope, params: [...'abcdefghijk'], metrics: [], tags: [], inputs: false }, 'many keys')
  await call(contract.queryRuns, { filter: 'metrics.acc > 0.1', total: true, roots_only: true }, 'roots of all experiments')
  await call(contract.queryRuns, { ...scope, parent_run_id: run_id }, 'children')
  const extremes = [{ key: 'acc', extreme: 'max', at: 'loss' }]
  await call(contract.queryRuns, { ...scope, ...few, inputs: false, extremes }, 'with extremes')
  await call(contract.queryRuns, { ...scope, ...few, inputs: false, ordinals: true }, 'with ordinals')
  await call(contract.queryRuns, { ...scope, automatic: { sample: 2 }, total: true, inputs: false }, 'keys that tell most')
  await call(contract.runColumns, scope)
  await call(contract.runColumns, { ...scope, keys: few }, 'of some keys')
  const dataset = { kind: 'dataset', key: 'name' }
  const group_by = [{ kind: 'param', key: 'opt' }, dataset, { kind: 'attribute', key: 'experiment_id' }]
  await call(contract.groupRuns, { ...scope, group_by, metrics: ['acc'], params: ['lr'] })
  await call(contract.exportRunsCsv, scope)
  await call(contract.summarizeExperiments, scope)
  await call(contract.summarizeExperiments, {}, 'newest')
  const run_ids = [run_id]
  await call(contract.changeRuns, { run_ids, action: 'set_tags', tags: [{ key: 'mlflow.runName', value: 'walked' }] }, 'tags')
  await call(contract.changeRuns, { run_ids, action: 'delete_tags', tag_keys: ['none'] }, 'tags away')
  for (const action of ['delete', 'restore']) await call(contract.changeRuns, { run_ids, action }, action)
}

/** Reads what a run says of a run nested in it, which it makes. */
async function walkNested(call: Call, experiment_id: string, parent: string): Promise<string> {
  const tags = [{ key: 'mlflow.parentRunId', value: parent }]
  const { run } = await call(contract.createRun, { experiment_id, run_name: 'nested', tags }, 'nested')
  const nested = { filter: 'metrics.acc > 0.1', roots_only: true, child_metrics: true, params: [], tags: [], inputs: false }
  await call(contract.queryRuns, { ...nested, metrics: ['acc'] }, 'metrics of children')
  await call(contract.queryRuns, { ...nested, metrics: [...'abcdefghijk'] }, 'many metrics of children')
  await call(contract.runColumns, { experiment_ids: [experiment_id] }, 'of nested runs')
  return run.info.run_id
}

async function walkModelReads(call: Call, experiment_id: string, model_id: string): Promise<void> {
  await call(contract.getLoggedModel, { model_id })
  const search = { experiment_ids: [experiment_id] }
  await call(contract.searchLoggedModels, search)
  await call(contract.searchLoggedModels, { ...search, filter: "metrics.acc > 0.1 AND params.depth = '3'" }, 'filter')
  const datasets = [{ dataset_name: 'iris', dataset_digest: 'd1' }]
  await call(contract.searchLoggedModels, { ...search, datasets, order_by: [{ field_name: 'metrics.acc' }] }, 'datasets, order by a metric')
}

async function walkRegistry(call: Call, run_id: string): Promise<void> {
  const name = 'walked'
  await call(contract.createRegisteredModel, { name: 'first', tags: [{ key: 'a', value: 'b' }] })
  await call(contract.renameRegisteredModel, { name: 'first', new_name: name })
  await call(contract.updateRegisteredModel, { name, description: 'd' })
  await call(contract.setRegisteredModelTag, { name, key: 'team', value: 'blue' })
  const tags = [{ key: 'a', value: 'b' }]
  await call(contract.createModelVersion, { name, source: 's3://bucket/model', run_id, tags })
  const one = { name, version: '1' }
  await call(contract.updateModelVersion, { ...one, description: 'd' })
  await call(contract.transitionModelVersionStage, { ...one, stage: 'Staging', archive_existing_versions: true })
  await call(contract.setModelVersionTag, { ...one, key: 'team', value: 'blue' })
  await call(contract.setRegisteredModelAlias, { ...one, alias: 'champion' })
  await call(contract.getModelVersionByAlias, { name, alias: 'champion' })
  await call(contract.getModelVersion, one)
  await call(contract.getModelVersionDownloadUri, one)
  await call(contract.searchModelVersions, {})
  await call(contract.searchModelVersions, { filter: `name = '${name}' AND tags.team = 'blue'`, order_by: ['version_number'] }, 'filter')
  await call(contract.searchModelVersions, { filter: `run_id = '${run_id}'` }, 'of a run')
  await call(contract.getRegisteredModel, { name })
  await call(contract.searchRegisteredModels, {})
  await call(contract.searchRegisteredModels, { filter: "name LIKE 'w%' AND tags.team = 'blue'", order_by: ['name DESC'] }, 'filter')
  await call(contract.getLatestVersions, { name })
  await call(contract.getLatestVersionsByQuery, { name, stages: ['Staging'] })
  await call(contract.deleteRegisteredModelAlias, { name, alias: 'champion' })
  await call(contract.deleteModelVersionTag, { ...one, key: 'team' })
  await call(contract.deleteModelVersion, one)
  await call(contract.deleteRegisteredModelTag, { name, key: 'team' })
  await call(contract.deleteRegisteredModel, { name })
}

async function walkViews(call: Call, experiment_id: string): Promise<void> {
  const { view } = await call(contract.createView, { name: 'v', kind: 'runs', experiment_ids: [experiment_id], state: '{}' })
  const { view: old } = await call(contract.createView, { name: 'w', kind: 'runs', experiment_ids: [experiment_id], state: '{}' })
  await call(contract.updateView, { view_id: old.view_id, name: 'x' })
  await call(contract.updateView, { view_id: old.view_id, is_default: true }, 'default')
  await call(contract.updateView, { view_id: view.view_id, is_default: true }, 'another default')
  await call(contract.getView, { view_id: view.view_id })
  await call(contract.listViews, {})
  await call(contract.listViews, { experiment_id, kind: 'runs' }, 'of an experiment')
  await call(contract.deleteView, { view_id: view.view_id })
}

async function walkExperiments(call: Call, experiment_id: string): Promise<void> {
  await call(contract.getExperiment, { experiment_id })
  await call(contract.getExperimentByName, { experiment_name: 'walked' })
  await call(contract.updateExperiment, { experiment_id, new_name: 'renamed' })
  await call(contract.setExperimentTag, { experiment_id, key: 'team', value: 'blue' })
  await call(contract.deleteExperimentTag, { experiment_id, key: 'team' })
  await call(contract.searchExperiments, { max_results: 10 })
  await call(
    contract.searchExperiments,
    { max_results: 10, filter: "name LIKE 'r%' AND tags.a = 'b'", order_by: ['creation_time DESC'] },
    'filter',
  )
  await call(contract.searchExperimentsByQuery, { max_results: 1 })
  await call(contract.deleteExperiment, { experiment_id })
  await call(contract.restoreExperiment, { experiment_id })
}

async function walkTrash(call: Call, experiment_id: string, run_ids: string[], model_id: string): Promise<void> {
  await call(contract.deleteExperiment, { experiment_id })
  await call(contract.listTrash, {}, 'all')
  await call(contract.listTrash, { older_than: 86_400_000 })
  const named = { run_ids, experiment_ids: [experiment_id], logged_model_ids: [model_id] }
  await call(contract.listTrash, named, 'named')
  await call(purgeRowsEndpoint, named)
}
