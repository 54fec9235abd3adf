import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as contract from '@tailrace/contract'
import { DEFAULT_CONFIG, type ServerConfig } from '@tailrace/server'
import { type CallerStore, OPERATOR, type Store, openStore } from '@tailrace/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEMO } from './demo-plan.ts'
import { fillDemo } from './fill-demo.ts'
import { runDemo } from './run-demo.ts'

const SETTINGS = { artifact_root: 'mlflow-artifacts:/', location_rules: { base: tmpdir() }, truncate_long_values: true }
let folder = ''
let config: ServerConfig
let store: Store & CallerStore
const uriOf = (name: string): string => `sqlite:///${join(folder, name)}`
const open = async (name: string): Promise<Store & CallerStore> => {
  const opened = await openStore(uriOf(name), SETTINGS, (error) => console.error(error))
  return { ...opened, ...opened.as(OPERATOR) }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tailrace-demo-'))
  config = { ...DEFAULT_CONFIG, artifacts_destination: join(folder, 'artifacts') }
  await runDemo(uriOf('a.db'), SETTINGS, config)
  store = await open('a.db')
}, 60_000)
afterAll(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What the runs of a database say, without identifiers and times. */
async function contents(of: CallerStore): Promise<string[]> {
  const { experiments = [] } = await of.call(contract.searchExperiments, { max_results: 100, order_by: ['name ASC'] })
  const { runs = [] } = await of.call(contract.searchRuns, {
    experiment_ids: experiments.map(({ experiment_id }) => experiment_id),
    run_view_type: 'ALL',
  })
  return runs
    .map(({ info, data }) =>
      JSON.stringify([info.run_name, info.status, info.user_id, data.params, data.metrics?.map(({ key, value }) => [key, String(value)])]),
    )
    .toSorted()
}

describe('the demo', () => {
  test('has experiments, runs of every kind, models with stages and aliases', async () => {
    const { experiments = [] } = await store.call(contract.searchExperiments, { max_results: 100 })
    expect(experiments.map(({ name }) => name).toSorted()).toEqual([
      'Default',
      'churn',
      'forecasting/demand',
      'nlp/ticket-routing',
      'vision/detection',
      'vision/segmentation',
    ])
    const { runs = [] } = await store.call(contract.searchRuns, { experiment_ids: experiments.map(({ experiment_id }) => experiment_id) })
    expect(runs.length).toBeGreaterThan(60)
    expect(new Set(runs.map(({ info }) => info.status))).toEqual(new Set(['FINISHED', 'FAILED', 'KILLED', 'RUNNING']))
    const nested = runs.filter(({ data }) => data.tags?.some(({ key }) => key === 'mlflow.parentRunId'))
    expect(nested).toHaveLength(12)
    const diverged = runs.find(({ info }) => info.run_name === 'lr0.03-diverged')
    expect(diverged?.data.metrics?.map(({ value }) => value)).toEqual(['NaN', 'NaN'])
    const { model_versions = [] } = await store.call(contract.searchModelVersions, { filter: "name = 'churn-classifier'" })
    expect(model_versions.map(({ version, current_stage }) => `${version} ${current_stage}`).toSorted()).toEqual([
      '1 Archived',
      '2 Archived',
      '3 Production',
      '4 Staging',
    ])
    const { registered_model } = await store.call(contract.getRegisteredModel, { name: 'churn-classifier' })
    expect(registered_model.aliases?.map(({ alias, version }) => `${alias} ${version}`).toSorted()).toEqual([
      'challenger 4',
      'champion 3',
      'shadow 4',
    ])
  })

  test('keeps the files of its models where the artifacts lie', async () => {
    const { artifact_uri } = await store.call(contract.getModelVersionDownloadUri, { name: 'road-segmenter', version: '2' })
    expect(artifact_uri).toMatch(/^mlflow-artifacts:\/demo\//)
    expect(existsSync(join(folder, 'artifacts', artifact_uri.replace('mlflow-artifacts:/', ''), 'MLmodel'))).toBe(true)
  })

  test('says the same each time', async () => {
    await runDemo(uriOf('b.db'), SETTINGS, { ...config, artifacts_destination: join(folder, 'other') })
    const second = await open('b.db')
    expect(await contents(second)).toEqual(await contents(store))
    await second.close()
  }, 60_000)

  test('is not filled into a database that has experiments, also deleted ones', async () => {
    const trashed = await open('c.db')
    const { experiment_id } = await trashed.call(contract.createExperiment, { name: 'gone' })
    await trashed.call(contract.deleteExperiment, { experiment_id })
    await expect(fillDemo(trashed, async () => {}, DEMO)).rejects.toThrow('this one already has experiments')
    await trashed.close()
  })

  test('changes nothing in a database that has it, also when its experiments were renamed or deleted', async () => {
    const before = await contents(store)
    const uploads: string[] = []
    await fillDemo(store, async (path) => void uploads.push(path), DEMO)
    expect(uploads).toEqual([])
    expect(await contents(store)).toEqual(before)
    const { experiment } = await store.call(contract.getExperimentByName, { experiment_name: 'churn' })
    const { experiment_id } = experiment
    await store.call(contract.updateExperiment, { experiment_id, new_name: 'churn of last year' })
    await fillDemo(store, async (path) => void uploads.push(path), DEMO)
    await store.call(contract.updateExperiment, { experiment_id, new_name: 'churn' })
    expect(uploads).toEqual([])
  })

  test('needs artifacts to be served', async () => {
    await expect(runDemo(uriOf('d.db'), SETTINGS, { ...config, serve_artifacts: false })).rejects.toThrow('--demo needs')
    expect(existsSync(join(folder, 'd.db'))).toBe(false)
  })
})
