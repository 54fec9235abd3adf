import type { Db, SqlValue } from '../database.ts'

type Row = readonly SqlValue[]
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

/** More runs than are read and sorted at once: the order of an index leads. */
export const BIG_EXPERIMENT = '1'
/** Experiments with twenty runs each. */
export const SMALL_EXPERIMENTS: readonly string[] = numbers(39).map((index) => String(index + 2))

const runId = (index: number): string => index.toString(16).padStart(32, '0')
const modelId = (index: number): string => `m-${runId(index)}`

const columns = (list: string): string[] => list.split(', ')

/** A run of the big experiment with a long history of `loss`. */
export const LONG_RUN: string = runId(0)
export const SOME_MODEL: string = modelId(0)

/** Fills a database with some thousand runs in forty experiments, and with models, so that a wrong plan would be chosen if it could. */
export async function fillDatabase(db: Db): Promise<void> {
  const experiments = [BIG_EXPERIMENT, ...SMALL_EXPERIMENTS]
  const experimentOf = (index: number): number => (index < 2400 ? 1 : 2 + (index % SMALL_EXPERIMENTS.length))
  const runs = numbers(2400 + SMALL_EXPERIMENTS.length * 20)
  await db.insertRows(
    'experiments',
    ['experiment_id integer', 'name text', 'lifecycle_stage text', 'creation_time bigint', 'last_update_time bigint'],
    experiments.map((id) => [Number(id), `experiment ${id}`, 'active', 1, 1]),
  )
  await db.insertRows(
    'experiment_tags',
    ['experiment_id integer', 'key text', 'value text'],
    experiments.flatMap((id) => numbers(20).map((index): Row => [Number(id), `tag ${index}`, 'x'])),
  )
  await db.insertRows(
    'runs',
    columns(
      'run_uuid text, name text, user_id text, status text, start_time bigint, lifecycle_stage text, artifact_uri text, experiment_id integer',
    ),
    runs.map((index) => [runId(index), `run ${index}`, 'u', 'FINISHED', index, 'active', 'file:///a', experimentOf(index)]),
  )
  const texts = ['run_uuid text', 'key text', 'value text']
  const pairs = (key: string, distinct: number): Row[] => runs.map((index) => [runId(index), key, `v${index % distinct}`])
  await db.insertRows('params', texts, [...pairs('lr', 1000), ...pairs('opt', 3)])
  await db.insertRows('tags', texts, [...pairs('team', 3), ...pairs('commit', 1000)])
  await fillMetrics(db, runs)
  await fillInputs(db, runs)
  await fillModels(db)
  await fillRegistry(db)
  if (db.dialect === 'postgres') await db.run('analyze')
}

async function fillMetrics(db: Db, runs: readonly number[]): Promise<void> {
  const metric = ['run_uuid text', 'key text', 'value double precision', 'timestamp bigint', 'step bigint', 'is_nan boolean']
  const row = (index: number, key: string, step: number): Row => [runId(index), key, (index * 7 + step) % 1000, step, step, false]
  const rows = runs.flatMap((index) => ['acc', 'loss'].map((key) => row(index, key, 0)))
  await db.insertRows('latest_metrics', metric, rows)
  await db.insertRows('metrics', metric, [...rows, ...numbers(3000).map((step) => row(0, 'loss', step + 1))])
}

async function fillInputs(db: Db, runs: readonly number[]): Promise<void> {
  const dataset = [
    'dataset_uuid text',
    'experiment_id integer',
    'name text',
    'digest text',
    'dataset_source_type text',
    'dataset_source text',
  ]
  const others = numbers(800)
  await db.insertRows('datasets', dataset, [
    ['d1', 1, 'iris', 'd', 'local', '{}'],
    ...others.map((index): Row => [`e${index}`, 1 + (index % 40), `set ${index}`, 'd', 'local', '{}']),
  ])
  const input = ['input_uuid text', 'source_type text', 'source_id text', 'destination_type text', 'destination_id text']
  await db.insertRows(
    'inputs',
    input,
    runs.flatMap((index): Row[] => [
      [`i${index}`, 'DATASET', 'd1', 'RUN', runId(index)],
      [`j${index}`, 'DATASET', `e${index % others.length}`, 'RUN', runId(index)],
    ]),
  )
  await db.insertRows(
    'input_tags',
    ['input_uuid text', 'name text', 'value text'],
    runs.map((index) => [`i${index}`, 'mlflow.data.context', 'training']),
  )
}

async function fillModels(db: Db): Promise<void> {
  const models = numbers(2400)
  await db.insertRows(
    'logged_models',
    columns(
      'model_id text, experiment_id integer, name text, artifact_location text, creation_timestamp_ms bigint, last_updated_timestamp_ms bigint, status integer, lifecycle_stage text',
    ),
    models.map((index) => [modelId(index), index < 1600 ? 1 : 1 + (index % 40), 'm', 'file:///a', index, index, 2, 'active']),
  )
  await db.insertRows(
    'logged_model_metrics',
    columns(
      'model_id text, metric_name text, metric_timestamp_ms bigint, metric_step bigint, metric_value double precision, experiment_id integer, run_id text',
    ),
    models.map((index) => [modelId(index), 'acc', 1, 0, index % 100, 1, runId(index)]),
  )
  for (const table of ['param', 'tag'] as const) {
    const pair = ['model_id text', 'experiment_id integer', `${table}_key text`, `${table}_value text`]
    await db.insertRows(
      `logged_model_${table}s`,
      pair,
      models.map((index) => [modelId(index), 1, 'team', `v${index % 3}`]),
    )
  }
}

async function fillRegistry(db: Db): Promise<void> {
  await db.insertRows(
    'registered_models',
    ['name text', 'creation_time bigint', 'last_updated_time bigint'],
    numbers(800).map((index) => [`model ${index}`, 1, index]),
  )
  await db.insertRows(
    'model_versions',
    columns(
      'name text, version integer, creation_time bigint, last_updated_time bigint, current_stage text, source text, run_id text, status text',
    ),
    numbers(2400).map((index) => [
      `model ${index % 800}`,
      1 + Math.floor(index / 800),
      1,
      index,
      'None',
      `s3://b/m${index}`,
      runId(index),
      'READY',
    ]),
  )
  await db.insertRows(
    'model_version_tags',
    ['name text', 'version integer', 'key text', 'value text'],
    numbers(2400).flatMap((index): Row[] => {
      const version = [`model ${index % 800}`, 1 + Math.floor(index / 800)]
      return [
        [...version, 'team', `v${index % 3}`],
        [...version, 'commit', `v${index}`],
      ]
    }),
  )
  const models = numbers(800)
  await db.insertRows(
    'registered_model_tags',
    ['name text', 'key text', 'value text'],
    models.flatMap((index): Row[] => [
      [`model ${index}`, 'team', `v${index % 3}`],
      [`model ${index}`, 'commit', `v${index}`],
    ]),
  )
  await db.insertRows(
    'registered_model_aliases',
    ['name text', 'alias text', 'version integer'],
    models.map((index) => [`model ${index}`, 'champion', 1]),
  )
}
