import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Run,
  createExperiment,
  getExperiment,
  getLoggedModel,
  getMetricHistory,
  getModelVersion,
  getRegisteredModel,
  getRun,
  searchExperiments,
  searchRuns,
} from '@tailrace/contract'
import { POSTGRES_MISSING, createDatabase, startPostgres } from '@tailrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countRuns } from './count-runs.ts'
import { Importer, type ImporterOptions } from './importer.ts'
import { type DirectStore, openDirect } from './open-direct.ts'
import type { MovedRecord } from './records.ts'
import { type OperatorStore, openOperatorStore } from '../testing/operator-store.ts'

const SETTINGS = { artifact_root: 'mlflow-artifacts:/', location_rules: { base: '/base' }, truncate_long_values: true }
const BIG = '964003977371711194'

const experiment = (id: string, name: string, tags: { key: string; value: string }[] = []): MovedRecord => ({
  kind: 'experiment',
  experiment: {
    experiment_id: id,
    name,
    artifact_location: `file:///old/${id}`,
    lifecycle_stage: 'active',
    creation_time: 1000,
    last_update_time: 2000,
    tags,
    workspace: 'default',
  },
})

function run(
  experiment_id: string,
  run_id: string,
  change: { info?: Partial<Run['info']>; tags?: Record<string, string> } = {},
): MovedRecord {
  const info: Run['info'] = {
    run_uuid: run_id,
    run_id,
    experiment_id,
    run_name: 'first',
    user_id: 'ann',
    status: 'FINISHED',
    start_time: 5000,
    end_time: 6000,
    artifact_uri: `file:///old/${experiment_id}/${run_id}/artifacts`,
    lifecycle_stage: 'active',
    ...change.info,
  }
  const tags = Object.entries({ team: 'blue', ...change.tags }).map(([key, value]) => ({ key, value }))
  const dataset = { name: 'prices', digest: 'abc', source_type: 'code', source: '{}', schema: '{"a": 1}' }
  return {
    kind: 'run',
    run: {
      info,
      data: { params: [{ key: 'lr', value: '0.1' }], tags },
      inputs: {
        dataset_inputs: [{ dataset, tags: [{ key: 'mlflow.data.context', value: 'training' }] }],
        model_inputs: [{ model_id: 'm-1' }],
      },
      outputs: { model_outputs: [{ model_id: 'm-1', step: 3 }] },
    },
  }
}

const points = (run_id: string): MovedRecord => ({
  kind: 'points',
  run_id,
  key: 'loss',
  points: [
    [10, 3, 0],
    [20, 'NaN', 1],
    [30, 'Infinity', 2],
    [30, 0.5, 3],
  ],
})

const model = (experiment_id: string, run_id: string): MovedRecord => ({
  kind: 'logged_model',
  model: {
    info: {
      model_id: 'm-1',
      experiment_id,
      name: 'forest',
      creation_timestamp_ms: 7000,
      last_updated_timestamp_ms: 8000,
      artifact_uri: `file:///old/${experiment_id}/models/m-1/artifacts`,
      status: 'LOGGED_MODEL_READY',
      model_type: 'tree',
      source_run_id: run_id,
      tags: [{ key: 'a', value: 'b' }],
    },
    data: {
      params: [{ key: 'depth', value: '3' }],
      metrics: [
        { key: 'acc', value: 0.5, timestamp: 30, step: 1, run_id, dataset_name: 'prices', dataset_digest: 'abc' },
        { key: 'acc', value: 0.6, timestamp: 40, step: 2, run_id: 'f'.repeat(32) },
      ],
    },
  },
})

const registered: MovedRecord = {
  kind: 'registered_model',
  registered_model: {
    name: 'Prices',
    creation_timestamp: 100,
    last_updated_timestamp: 200,
    description: 'words',
    tags: [{ key: 'k', value: 'v' }],
    aliases: [{ alias: 'champion', version: '3' }],
  },
}

const version = (run_id: string): MovedRecord => ({
  kind: 'model_version',
  model_version: {
    name: 'Prices',
    version: '3',
    creation_timestamp: 300,
    last_updated_timestamp: 400,
    current_stage: 'Production',
    source: `file:///old/${BIG}/${run_id}/artifacts/model`,
    run_id,
    status: 'READY',
    run_link: '',
    tags: [{ key: 'q', value: 'r' }],
  },
})

const folder = mkdtempSync(join(tmpdir(), 'tailrace-intake-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const hasPostgres = process.env['TAILRACE_TEST_POSTGRES_URL'] !== undefined
for (const kind of ['SQLite', 'PostgreSQL'] as const) {
  describe.skipIf(kind === 'PostgreSQL' && !hasPostgres)(`on ${kind}`, () => {
    let direct: DirectStore
    let store: OperatorStore
    let end = async (): Promise<void> => {}
    const problems: string[] = []

    beforeAll(async () => {
      let uri = `sqlite:///${join(folder, 'a.db')}`
      if (kind === 'PostgreSQL') {
        const server = await startPostgres()
        if (!server) throw new Error(POSTGRES_MISSING)
        const { url, drop } = await createDatabase(server.url)
        uri = url
        end = async () => {
          await drop()
          await server.stop()
        }
      }
      direct = await openDirect(uri, SETTINGS)
      store = await openOperatorStore(uri, SETTINGS, (error) => problems.push(String(error)))
    })
    afterAll(async () => {
      await store.close()
      await direct.close()
      await end()
    })

    /** Takes records in and answers the intake; problems are collected. */
    async function take(records: readonly MovedRecord[], options: Partial<ImporterOptions> = {}): Promise<Importer> {
      problems.length = 0
      const intake = new Importer(direct, { update: false, onProblem: (line) => problems.push(line), ...options })
      for (const record of records) await intake.add(record)
      await intake.finish()
      return intake
    }

    const one = 'a'.repeat(32)

    test('everything arrives with ids and times, and the rest of the server finds it', async () => {
      const intake = await take([
        experiment(BIG, 'from afar', [{ key: 'note', value: 'n' }]),
        run(BIG, one),
        points(one),
        model(BIG, one),
        registered,
        version(one),
      ])
      expect(problems).toEqual([])
      expect(intake.written).toMatchObject({ experiments: 1, runs: 1, logged_models: 1, registered_models: 1, model_versions: 1 })
      const id = intake.experimentId(BIG) ?? ''
      // The column of PostgreSQL takes 32 bits.
      expect(id).toBe(kind === 'SQLite' ? BIG : '1')
      const { experiment: found } = await store.call(getExperiment, { experiment_id: id })
      expect(found).toMatchObject({
        name: 'from afar',
        artifact_location: `file:///old/${BIG}`,
        creation_time: 1000,
        last_update_time: 2000,
      })
      expect(found.tags).toEqual([
        { key: 'note', value: 'n' },
        ...(kind === 'SQLite' ? [] : [{ key: 'tailrace.source_experiment_id', value: BIG }]),
      ])
      expect((await store.call(searchExperiments, { max_results: 100 })).experiments?.map(({ experiment_id }) => experiment_id)).toContain(
        id,
      )
      const { runs = [] } = await store.call(searchRuns, { experiment_ids: [id], filter: 'metrics.loss < 1' })
      expect(runs.map(({ info }) => info)).toEqual([
        expect.objectContaining({ run_id: one, experiment_id: id, start_time: 5000, end_time: 6000, status: 'FINISHED', user_id: 'ann' }),
      ])
      expect(runs[0]?.data.metrics).toEqual([{ key: 'loss', value: 0.5, timestamp: 30, step: 3 }])
      expect(runs[0]?.inputs?.dataset_inputs).toMatchObject([{ dataset: { name: 'prices' }, tags: [{ value: 'training' }] }])
      expect(runs[0]?.outputs?.model_outputs).toEqual([{ model_id: 'm-1', step: 3 }])
      const { metrics = [] } = await store.call(getMetricHistory, { run_id: one, metric_key: 'loss' })
      expect(metrics.map(({ value }) => value).toSorted()).toEqual([0.5, 1.7976931348623157e308, 3, 'NaN'])
      const { model: forest } = await store.call(getLoggedModel, { model_id: 'm-1' })
      expect(forest).toMatchObject({ info: { status: 'LOGGED_MODEL_READY', source_run_id: one, creation_timestamp_ms: 7000 } })
      expect(forest.data.metrics).toHaveLength(1)
      expect((await store.call(getRegisteredModel, { name: 'Prices' })).registered_model).toMatchObject({
        creation_timestamp: 100,
        aliases: [{ alias: 'champion', version: '3' }],
      })
      expect((await store.call(getModelVersion, { name: 'Prices', version: '3' })).model_version).toMatchObject({
        current_stage: 'Production',
        creation_timestamp: 300,
        run_id: one,
      })
      expect(await direct.snapshot((db) => countRuns(db, [one, 'absent']))).toEqual(
        new Map([[one, { params: 1, tags: 1, points: 4, inputs: 2, outputs: 1 }]]),
      )
    })

    test('a second time adds nothing; what was changed meanwhile stays, or follows the source', async () => {
      const changed = run(BIG, one, { info: { status: 'FAILED' }, tags: { team: 'red', more: 'x' } })
      const all = [experiment(BIG, 'from afar'), changed, points(one), model(BIG, one), registered, version(one)]
      expect((await take(all)).written).toMatchObject({
        experiments: 0,
        runs: 0,
        logged_models: 0,
        registered_models: 0,
        model_versions: 0,
      })
      const read = async () => (await store.call(getRun, { run_id: one })).run
      expect(await read()).toMatchObject({
        info: { status: 'FINISHED' },
        data: {
          tags: expect.arrayContaining([
            { key: 'team', value: 'blue' },
            { key: 'more', value: 'x' },
          ]),
        },
      })
      expect((await take(all, { update: true })).written).toMatchObject({ experiments: 0, runs: 1 })
      expect(await read()).toMatchObject({
        info: { status: 'FAILED' },
        data: { tags: expect.arrayContaining([{ key: 'team', value: 'red' }]) },
      })
      expect((await take(all, { update: true })).written).toMatchObject({ runs: 0 })
      expect(problems).toEqual([])
    })

    test('artifacts that move along are named by their new places', async () => {
      const two = 'b'.repeat(32)
      const intake = await take([experiment('7', 'moved'), run('7', two, { info: { lifecycle_stage: 'deleted' } })], {
        locate: (id) => `mlflow-artifacts:/${id}`,
      })
      const { info } = (await store.call(getRun, { run_id: two })).run
      expect(info).toMatchObject({ artifact_uri: `mlflow-artifacts:/7/${two}/artifacts`, lifecycle_stage: 'deleted' })
      expect(intake.newPlace(`file:///old/7/${two}/artifacts/model/x`)).toBe(`mlflow-artifacts:/7/${two}/artifacts/model/x`)
      expect(intake.newPlace('s3://elsewhere/x')).toBe('s3://elsewhere/x')
    })

    test('an id that another experiment has is given up, one with the name is the same; the server goes on counting', async () => {
      const intake = await take([experiment('7', 'another with that id'), experiment('99', 'moved')])
      const id = intake.experimentId('7') ?? ''
      expect(id).not.toBe('7')
      expect((await store.call(getExperiment, { experiment_id: id })).experiment.name).toBe('another with that id')
      expect(intake.experimentId('99')).toBe('7')
      expect((await take([experiment('7', 'another with that id')])).experimentId('7')).toBe(id)
      const made = await store.call(createExperiment, { name: 'made after' })
      expect(made.experiment_id).not.toBe(id)
    })

    test('what the database refuses is reported, and the rest goes in', async () => {
      const [good, bad] = ['c'.repeat(32), 'd'.repeat(32)]
      await take([
        experiment('7', 'another with that id'),
        run('7', good),
        run('7', bad, { info: { status: 'LOST' as 'FAILED' } }),
        points(good),
        run('12345', 'e'.repeat(32)),
      ])
      expect(problems).toEqual([
        `run ${'e'.repeat(32)}: its experiment 12345 is not there`,
        expect.stringMatching(new RegExp(`^run ${bad}: .*constraint`, 'is')),
      ])
      expect([...(await direct.snapshot((db) => countRuns(db, [good, bad]))).keys()]).toEqual([good])
    })

    test('the empty experiment 0 becomes the one that moves in', async () => {
      await take([experiment('0', 'Default', [{ key: 'd', value: 'e' }])])
      const { experiment: zero } = await store.call(getExperiment, { experiment_id: '0' })
      expect(zero).toMatchObject({ artifact_location: 'file:///old/0', creation_time: 1000, tags: [{ key: 'd', value: 'e' }] })
    })
  })
}

describe('a database that cannot be opened is refused in one line', () => {
  for (const [why, uri, message] of [
    [
      'no folder',
      'sqlite:////no/such/folder/a.db',
      /^The database file \/no\/such\/folder\/a.db cannot be opened: .*Check that its folder/,
    ],
    ['another kind', 'mysql://h/d', /^Databases of the scheme 'mysql' are not supported/],
    [
      'nobody answers',
      'postgresql://me:secret@127.0.0.1:1/d',
      /^The PostgreSQL database d at 127.0.0.1:1 .*cannot be opened: (?!.*secret)/,
    ],
  ] as const) {
    test(why, async () => {
      await expect(openDirect(uri, SETTINGS)).rejects.toThrow(message)
    })
  }
})
