import { createHash } from 'node:crypto'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Bench } from '../bench.ts'
import type { Request } from '../client.ts'
import { ask, get, post, requests } from '../requests.ts'
import type { Seed } from '../seed.ts'
import { insertRegistry, modelName } from '../seed-registry.ts'
import { type LoadRow, measureRows } from './figures.ts'

/** Tailrace takes at most this part of MLflow's CPU time. */
const SHARE = 1 / 5
/** Models of the large registry. */
const LARGE_MODELS = 5_000

interface Version {
  name: string
  version: string
  aliases?: string[]
  tags?: unknown[]
}
interface Model {
  name: string
  latest_versions?: Version[]
  aliases?: unknown[]
  tags?: unknown[]
}
interface Reply {
  registered_models?: Model[]
  registered_model?: Model
  model_versions?: Version[]
  model_version?: Version
  next_page_token?: string
}

/** Reads of the model registry as it was seeded. */
export async function measureRegistry(bench: Bench): Promise<void> {
  await measureRows(bench, registryRows(bench.seed, bench.seed.size.models))
}

/** Makes the registry of both sides ten times as large, in their databases while no server has them open, and measures the same. */
export async function measureLargeRegistry(bench: Bench): Promise<void> {
  const { models, versions } = bench.seed.size
  if (models >= LARGE_MODELS) return
  for (const { server } of bench.sides) {
    await server.stop()
    const db = new DatabaseSync(path.join(server.directory, 'mlflow.db'))
    try {
      db.exec('PRAGMA synchronous = OFF; BEGIN')
      insertRegistry(db, { first: models, last: LARGE_MODELS, versions }, bench.seed.registryRuns)
      db.exec('COMMIT')
    } finally {
      db.close()
    }
    await server.start()
  }
  await measureRows(bench, registryRows(bench.seed, LARGE_MODELS))
}

function registryRows(seed: Seed, models: number): LoadRow[] {
  const { versions } = seed.size
  const total = (models * versions).toLocaleString('en')
  const name = (count: number): string => modelName((count * 37) % models)
  const version = (count: number): string => String(1 + (count % versions))
  const run = (count: number): string => seed.registryRuns[(count * 13) % Math.min(seed.registryRuns.length, models * versions)] ?? ''
  const row = (work: string, request: (count: number) => Request, clients = 1): LoadRow => ({
    work: `${work}, ${total} versions`,
    clients,
    share: SHARE,
    seconds: 0.7,
    modes: ['quick'],
    prepare: requests(request),
    probe: async (connection) => gist(await ask<Reply>(connection, request(7))),
  })
  const searchModels = (query: Record<string, string>): Request => read('registered-models/search', { max_results: 100, ...query })
  const searchVersions = (filter: string): Request => read('model-versions/search', { max_results: 100, filter })
  return [
    row('100 registered models', () => searchModels({})),
    row('100 registered models, 8 clients', () => searchModels({}), 8),
    row('100 registered models, name LIKE', () => searchModels({ filter: "name LIKE '%-model-%7%'" })),
    row('100 registered models by a tag', () => searchModels({ filter: "tags.team = 'vision'" })),
    row('1,000 model versions', () => read('model-versions/search', { max_results: 1_000 })),
    row('model versions of a model', (count) => searchVersions(`name = '${name(count)}'`)),
    row('model versions of a run', (count) => searchVersions(`run_id = '${run(count)}'`)),
    row('100 model versions by a tag', () => searchVersions("tags.validated = 'yes'")),
    row('model versions by a rare tag', (count) => searchVersions(`tags.commit = 'c${count % 100}'`)),
    row('latest versions of a model', (count) => post('registered-models/get-latest-versions', { name: name(count) })),
    row('registered-models/get', (count) => read('registered-models/get', { name: name(count) })),
    row('model-versions/get', (count) => read('model-versions/get', { name: name(count), version: version(count) })),
    row('the version of an alias', (count) => read('registered-models/alias', { name: name(count), alias: 'champion' })),
  ]
}

function read(endpoint: string, query: Record<string, string | number>): Request {
  return get(`/api/2.0/mlflow/${endpoint}`, query)
}

/** What an answer of the registry comes down to: how many models and versions, a digest of which, and how many tags and aliases. */
function gist({ registered_models, registered_model, model_versions, model_version, next_page_token: next }: Reply): string {
  const models = registered_models ?? (registered_model ? [registered_model] : [])
  const own = model_versions ?? (model_version ? [model_version] : [])
  const all = [...own, ...models.flatMap(({ latest_versions = [] }) => latest_versions)]
  const ids = [...models.map(({ name }) => name), ...all.map(({ name, version }) => `${name}/${version}`)]
  const digest = createHash('sha256').update(ids.join()).digest('hex').slice(0, 8)
  const count = (part: 'tags' | 'aliases'): number => [...models, ...all].reduce((sum, each) => sum + (each[part]?.length ?? 0), 0)
  const more = next === undefined || next === '' ? '' : ', more'
  return `${models.length} models and ${all.length} versions (${digest}) with ${count('tags')} tags, ${count('aliases')} aliases${more}`
}
