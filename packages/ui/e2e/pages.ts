import type { Experiment, Run } from '@tailrace/contract'

/** A page over the data of log-training.py. */
export interface KnownPage {
  name: string
  /** Below `#`. */
  path: string
  /** Its h1. */
  title: string
}

/** Every page with its address on a server that serves the data of log-training.py. */
export async function pagesOf(url: string): Promise<KnownPage[]> {
  const ask = async <Answer>(path: string, body: object): Promise<Answer> => {
    const reply = await fetch(`${url}/api/2.0/mlflow/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    })
    return (await reply.json()) as Answer
  }
  const { experiments } = await ask<{ experiments: Experiment[] }>('experiments/search', { max_results: 100 })
  const idOf = (name: string): string => experiments.find((experiment) => experiment.name === name)?.experiment_id ?? ''
  const runsOf = async (name: string): Promise<Run[]> =>
    (await ask<{ runs?: Run[] }>('runs/search', { experiment_ids: [idOf(name)], max_results: 50 })).runs ?? []
  const [iris, files, churn] = [idOf('iris_classification'), idOf('artifacts'), idOf('churn_v2')]
  const irisRuns = await runsOf('iris_classification')
  const file = (await runsOf('artifacts')).find(({ info }) => info.run_name === 'every-file')?.info.run_id ?? ''
  const empty = (await runsOf('artifacts')).find(({ info }) => info.run_name === 'nothing-at-all')?.info.run_id ?? ''
  const churnRun = (await runsOf('churn_v2'))[0]?.info.run_id ?? ''
  const { models } = await ask<{ models: { info: { model_id: string } }[] }>('logged-models/search', { experiment_ids: [churn] })
  const model = models[0]?.info.model_id ?? ''
  const [first, second, third] = irisRuns.slice(1).map(({ info }) => info.run_id)
  const several = encodeURIComponent(JSON.stringify([first, second, third]))
  const inIris = encodeURIComponent(JSON.stringify([iris]))
  const nameOf = (id: string | undefined): string => irisRuns.find(({ info }) => info.run_id === id)?.info.run_name ?? ''
  return [
    { name: 'home', path: '/', title: 'Home' },
    { name: 'experiments', path: '/experiments', title: 'Experiments' },
    { name: 'runs-table', path: `/experiments/${iris}/runs`, title: 'iris_classification' },
    { name: 'runs-split', path: `/experiments/${iris}/runs?view=split`, title: 'iris_classification' },
    { name: 'runs-charts', path: `/experiments/${iris}/runs?view=charts`, title: 'iris_classification' },
    { name: 'runs-nested', path: `/experiments/${idOf('vision/segmentation')}`, title: 'vision/segmentation' },
    { name: 'runs-all', path: '/runs', title: 'Runs' },
    { name: 'run-overview', path: `/experiments/${iris}/runs/${first}`, title: nameOf(first) },
    { name: 'run-charts', path: `/experiments/${iris}/runs/${first}/model-metrics`, title: nameOf(first) },
    { name: 'run-system', path: `/experiments/${iris}/runs/${first}/system-metrics`, title: nameOf(first) },
    { name: 'run-files', path: `/experiments/${files}/runs/${file}/artifacts/docs/report.md`, title: 'every-file' },
    { name: 'run-table-file', path: `/experiments/${files}/runs/${file}/artifacts/data/table.parquet`, title: 'every-file' },
    { name: 'run-long-values', path: `/experiments/${files}/runs/${file}`, title: 'every-file' },
    { name: 'run-empty', path: `/experiments/${files}/runs/${empty}`, title: 'nothing-at-all' },
    { name: 'run-models', path: `/experiments/${churn}/runs/${churnRun}/models`, title: 'churn-3' },
    { name: 'run-lineage', path: `/experiments/${churn}/runs/${churnRun}/lineage`, title: 'churn-3' },
    { name: 'compare', path: `/compare-runs?runs=${several}&experiments=${inIris}`, title: 'Compare 3 runs' },
    { name: 'metric', path: `/metric/val_loss?runs=${several}&metric=%22val_loss%22&experiments=${inIris}`, title: 'val_loss' },
    { name: 'models', path: '/models', title: 'Models' },
    { name: 'model', path: '/models/churn', title: 'churn' },
    { name: 'version', path: '/models/churn/versions/3', title: 'churn version 3' },
    { name: 'versions-compared', path: '/compare-model-versions?name=%22churn%22&versions=1,2', title: 'Compare 2 versions' },
    { name: 'logged-models', path: `/experiments/${churn}/models`, title: 'churn_v2' },
    { name: 'logged-model', path: `/experiments/${churn}/models/${model}`, title: 'model' },
    { name: 'trash', path: '/trash', title: 'Trash' },
    { name: 'settings', path: '/settings', title: 'Settings' },
    { name: 'settings-server', path: '/settings/server', title: 'Settings' },
    { name: 'settings-keys', path: '/settings/keys', title: 'Settings' },
  ]
}
