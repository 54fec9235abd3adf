import * as contract from '@tailrace/contract'
import { MlflowError } from '@tailrace/contract'
import type { CallerStore } from '@tailrace/store'
import { modelFiles } from './models.ts'
import type { Curve, DemoDataset, DemoExperiment, DemoModel, DemoPlan, DemoRun, Files } from './plan.ts'

const HOUR = 3_600_000
/** Points in one request; the wire takes 1,000. */
const BATCH = 900

/** Where the files of the demo go: a path below the artifacts that the server proxies, and what it holds. */
export type Upload = (path: string, content: string | Uint8Array) => Promise<void>

interface Filling {
  store: CallerStore
  upload: Upload
  /** ms since the epoch from which all times count back. */
  now: number
  /** Versions that runs have to register when all are there, by model. */
  registrations: { model: string; order: number; run_id: string; model_id: string }[]
}

/**
 * Fills a plan into a database that has no experiment besides Default. Does nothing where the experiments of the plan are there already,
 * whatever became of them.
 * @throws MlflowError BAD_REQUEST when it has others, also in the trash
 */
export async function fillDemo(store: CallerStore, upload: Upload, plan: DemoPlan, now = Date.now()): Promise<void> {
  const { experiments = [] } = await store.call(contract.searchExperiments, { view_type: 'ALL', max_results: 1_000 })
  const locations = new Set(experiments.map(({ artifact_location }) => artifact_location))
  // By location: an experiment of the demo may have been renamed since.
  if (plan.experiments.some(({ name }) => locations.has(locationOf(name)))) return
  if (experiments.some(({ experiment_id }) => experiment_id !== '0'))
    throw new MlflowError(
      'BAD_REQUEST',
      '--demo needs an empty database; this one already has experiments. Omit --demo, or choose another database with --backend-store-uri.',
    )
  const filling: Filling = { store, upload, now, registrations: [] }
  for (const experiment of plan.experiments) await fillExperiment(filling, experiment)
  await registerModels(filling, plan)
}

/** Through the proxy whatever the default root is, so that the files can be shown. */
const locationOf = (name: string): string => `mlflow-artifacts:/demo/${name.replaceAll('/', '-')}`

const tagList = (tags: Readonly<Record<string, string>> = {}): contract.RunTag[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value }))

async function fillExperiment(filling: Filling, { name, note, tags, runs, deleted }: DemoExperiment): Promise<void> {
  const { store } = filling
  const { experiment_id } = await store.call(contract.createExperiment, {
    name,
    artifact_location: locationOf(name),
    tags: tagList({ 'mlflow.note.content': note, 'mlflow.experimentKind': 'custom_model_development', ...tags }),
  })
  // The oldest first, as they would have come.
  for (const run of runs.toSorted((a, b) => b.hoursAgo - a.hoursAgo)) await fillRun(filling, experiment_id, run)
  if (deleted) await store.call(contract.deleteExperiment, { experiment_id })
}

async function fillRun(filling: Filling, experiment_id: string, run: DemoRun, parent?: string): Promise<void> {
  const { store, now } = filling
  const start_time = Math.round(now - run.hoursAgo * HOUR)
  const end_time = Math.round(start_time + run.minutes * 60_000)
  const { run: made } = await store.call(contract.createRun, {
    experiment_id,
    run_name: run.name,
    user_id: run.user,
    start_time,
    tags: tagList({
      'mlflow.user': run.user,
      'mlflow.source.name': 'train.py',
      'mlflow.source.type': 'LOCAL',
      'mlflow.source.git.commit': '4f0c2d7be1a6930c58d1f2e49ab7706d3c1e8a52',
      ...(run.note && { 'mlflow.note.content': run.note }),
      ...(parent && { 'mlflow.parentRunId': parent }),
      ...run.tags,
    }),
  })
  const { run_id, artifact_uri = '' } = made.info
  await logValues(store, run_id, run, start_time, end_time)
  if (run.datasets) await store.call(contract.logInputs, { run_id, datasets: run.datasets.map(datasetInput) })
  for (const child of run.children ?? []) await fillRun(filling, experiment_id, child, run_id)
  await uploadAll(filling.upload, artifact_uri, run.files?.(start_time) ?? {})
  if (run.model) await fillModel(filling, experiment_id, run_id, run, run.model)
  const status = run.status ?? 'FINISHED'
  if (status !== 'RUNNING') await store.call(contract.updateRun, { run_id, status, end_time })
  if (run.deleted) await store.call(contract.deleteRun, { run_id })
}

const datasetInput = ({ context, schema, profile, ...dataset }: DemoDataset) => ({
  tags: [{ key: 'mlflow.data.context', value: context }],
  dataset: { ...dataset, source_type: 'http', schema: JSON.stringify(schema), profile: JSON.stringify(profile) },
})

async function logValues(store: CallerStore, run_id: string, { params, curves }: DemoRun, start: number, end: number): Promise<void> {
  const metrics = curves.flatMap((curve) => points(curve, start, end))
  const texts = Object.entries(params).map(([key, value]) => ({ key, value: String(value) }))
  await store.call(contract.logBatch, { run_id, params: texts })
  for (let at = 0; at < metrics.length; at += BATCH) await store.call(contract.logBatch, { run_id, metrics: metrics.slice(at, at + BATCH) })
}

const points = ({ key, values, every = 1 }: Curve, start: number, end: number): contract.NewMetric[] =>
  values.map((value, index) => ({
    key,
    value,
    step: index * every,
    timestamp: Math.round(start + ((end - start) * (index + 1)) / values.length),
  }))

/** Uploads files below a location `mlflow-artifacts:/folder`. */
async function uploadAll(upload: Upload, location: string, files: Files): Promise<void> {
  const folder = location.replace(/^mlflow-artifacts:\/+/, '')
  for (const [path, content] of Object.entries(files)) await upload(`${folder}/${path}`, content)
}

async function fillModel(filling: Filling, experiment_id: string, run_id: string, run: DemoRun, model: DemoModel): Promise<void> {
  const { store, now, upload, registrations } = filling
  const { model: made } = await store.call(contract.createLoggedModel, {
    experiment_id,
    name: model.name,
    model_type: model.type,
    source_run_id: run_id,
    params: Object.entries(run.params).map(([key, value]) => ({ key, value: String(value) })),
  })
  const { model_id, artifact_uri } = made.info
  const ended = Math.round(now - run.hoursAgo * HOUR + run.minutes * 60_000)
  await uploadAll(upload, artifact_uri, modelFiles(model, { model_id, run_id, created: ended }))
  await store.call(contract.finalizeLoggedModel, { model_id, status: 'LOGGED_MODEL_READY' })
  await store.call(contract.logOutputs, { run_id, models: [{ model_id, step: 0 }] })
  const data = run.datasets?.at(-1)
  const metrics = run.curves
    .filter(({ key }) => !key.startsWith('system/') && key !== 'lr')
    .map(({ key, values, every = 1 }) => ({
      key,
      value: values.at(-1) ?? 0,
      step: (values.length - 1) * every,
      timestamp: ended,
      model_id,
      ...(data && { dataset_name: data.name, dataset_digest: data.digest }),
    }))
  await store.call(contract.logBatch, { run_id, metrics })
  if (model.register) registrations.push({ model: model.register, order: -run.hoursAgo, run_id, model_id })
}

async function registerModels({ store, registrations }: Filling, plan: DemoPlan): Promise<void> {
  for (const { name, note, tags, versions } of plan.models) {
    await store.call(contract.createRegisteredModel, { name, description: note, tags: tagList(tags) })
    const sources = registrations.filter(({ model }) => model === name).toSorted((a, b) => a.order - b.order)
    for (const [index, { run_id, model_id }] of sources.entries()) {
      const about = versions[index] ?? {}
      const { model_version } = await store.call(contract.createModelVersion, {
        name,
        source: `models:/${model_id}`,
        run_id,
        model_id,
        tags: tagList(about.tags),
        ...(about.note && { description: about.note }),
      })
      const { version } = model_version
      if (about.stage) await store.call(contract.transitionModelVersionStage, { name, version, stage: about.stage })
      for (const alias of about.aliases ?? []) await store.call(contract.setRegisteredModelAlias, { name, alias, version })
    }
  }
}
