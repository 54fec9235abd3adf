import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { items, pages } from './client.ts'
import { attribute, dataset, metric, param, tag } from './filter-builder.ts'
import * as fluent from './fluent.ts'
import type { Progress } from './transfer.ts'
import { type TestServer, findMlflow, startServer } from './servers-for-tests.ts'
import { Tracking } from './tracking.ts'

vi.setConfig({ testTimeout: 90_000 })

const original = findMlflow()
if ('missing' in original) console.log(`left out: the SDK against MLflow's server: ${original.missing}`)
const SERVERS = [
  ['Tailrace', undefined],
  ['MLflow', 'python' in original ? original.python : 'missing'],
] as const

describe.each(SERVERS)('%s', (_name, python) => {
  describe.skipIf(python === 'missing')('fluent calls', () => {
    let server: TestServer
    let tracking: Tracking
    let folder: string
    let journal: string
    beforeAll(async () => {
      server = await startServer(python)
      folder = mkdtempSync(join(tmpdir(), 'tailrace-sdk-files-'))
      journal = join(folder, 'journal')
      tracking = fluent.configure({ trackingUri: server.url, strict: true, journal, flushInterval: 20 })
    }, 100_000)
    afterAll(async () => {
      await server?.remove()
      rmSync(folder, { recursive: true, force: true })
    })
    const read = async (run_id = '') => (await tracking.searchRuns({ filter: attribute('run_id').eq(run_id) }))[0]

    test('a run keeps what it was given and says who made it', async () => {
      const experiment = await fluent.setExperiment('fluent')
      const run = await fluent.startRun({ runName: 'first', tags: { team: 'a' }, description: 'of all' })
      expect(fluent.activeRun()).toBe(run)
      await fluent.logParam('depth', 3)
      await fluent.logParams({ rate: 0.1, layers: [1, 2], on: true })
      await fluent.logMetric('loss', 0.5, { step: 1, timestamp: 1000 })
      await fluent.logMetric('loss', 0.25, { step: 2, timestamp: 2000 })
      await fluent.logMetrics({ 'val/acc 1': 0.75, none: Number.NaN }, { step: 2 })
      await fluent.setTag('color', 'red')
      await fluent.setTag('color', 'blue')
      await fluent.setTags({ a: 1, b: 'two' })
      expect(await fluent.flush()).toBe(0)
      await fluent.deleteTag('a')
      await fluent.endRun()
      expect(fluent.activeRun()).toBeUndefined()
      const found = await read(run.runId)
      expect(found?.info).toMatchObject({ experiment_id: experiment, run_name: 'first', status: 'FINISHED', lifecycle_stage: 'active' })
      expect(found?.info.end_time).toBeGreaterThanOrEqual(found?.info.start_time ?? 0)
      expect(found?.params).toEqual({ depth: '3', rate: '0.1', layers: '[1,2]', on: 'true' })
      expect(found?.metrics).toEqual({ loss: 0.25, 'val/acc 1': 0.75, none: Number.NaN })
      expect(found?.tags).toMatchObject({ team: 'a', color: 'blue', b: 'two', 'mlflow.runName': 'first', 'mlflow.source.type': 'LOCAL' })
      expect(found?.tags).toMatchObject({ 'mlflow.note.content': 'of all', 'mlflow.user': found?.info.user_id })
      expect(found?.tags).not.toHaveProperty('a')
      const history = await tracking.client.getMetricHistory({ run_id: run.runId ?? '', metric_key: 'loss' })
      expect(history.metrics).toMatchObject([
        { value: 0.5, step: 1, timestamp: 1000 },
        { value: 0.25, step: 2, timestamp: 2000 },
      ])
      expect(readdirSync(journal)).toEqual([])
    })

    test('runs nest, and those side by side stay apart', async () => {
      const made = await fluent.withRun({ runName: 'parent' }, async (parent) => {
        const children = await Promise.all(
          [1, 2, 3].map((number) =>
            fluent.withRun({ runName: `child ${number}` }, async (child) => {
              await fluent.logMetric('number', number)
              await new Promise((resolve) => setTimeout(resolve, 5 * (4 - number)))
              await fluent.setTag('number', number)
              expect(fluent.activeRun()).toBe(child)
              return child.runId
            }),
          ),
        )
        expect(fluent.activeRun()).toBe(parent)
        return { parent: parent.runId, children }
      })
      for (const [index, child] of made.children.entries()) {
        const found = await read(child)
        expect(found?.tags).toMatchObject({ 'mlflow.parentRunId': made.parent, number: String(index + 1) })
        expect(found?.metrics).toEqual({ number: index + 1 })
      }
    })

    test('a run that is thrown out of has failed, one that is disposed of has finished, and one can go on', async () => {
      let runId: string | undefined
      const error = new Error('diverged')
      const work = fluent.withRun({}, (run) => {
        runId = run.runId
        throw error
      })
      await expect(work).rejects.toBe(error)
      expect((await read(runId))?.info.status).toBe('FAILED')
      {
        await using run = await fluent.startRun({ runId: runId ?? '', tags: { again: 'yes' } })
        expect(run.runId).toBe(runId)
      }
      expect(await read(runId)).toMatchObject({ info: { status: 'FINISHED' }, tags: { again: 'yes' } })
    })

    test('system metrics go on where a run goes on', async () => {
      const key = 'system/system_memory_usage_percentage'
      const steps = async (run_id: string) =>
        ((await tracking.client.getMetricHistory({ run_id, metric_key: key })).metrics ?? []).map(({ step }) => Number(step))
      process.env['MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL'] = '0.05'
      try {
        const run_id =
          (await fluent.withRun({ logSystemMetrics: true }, async (run) => {
            await vi.waitUntil(async () => (await steps(run.runId ?? '')).length > 1, { timeout: 30_000 })
            return run.runId
          })) ?? ''
        const before = await steps(run_id)
        await fluent.withRun({ runId: run_id, logSystemMetrics: true }, () =>
          vi.waitUntil(async () => (await steps(run_id)).length > before.length, { timeout: 30_000 }),
        )
        const all = await steps(run_id)
        expect(all).toEqual(all.map((_, index) => index))
      } finally {
        delete process.env['MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL']
      }
    })

    test('a second run has to say that it is nested', async () => {
      await using first = await fluent.startRun()
      await expect(fluent.startRun()).rejects.toThrow(/is active: end it/)
      await using child = await fluent.startRun({ nested: true })
      expect(fluent.activeRun()).toBe(child)
      expect(child.runId).not.toBe(first.runId)
    })

    test('files: texts, JSON, bytes, streams, files and folders of this machine, with progress', async () => {
      mkdirSync(join(folder, 'out/deep'), { recursive: true })
      writeFileSync(join(folder, 'out/a b.txt'), 'one')
      writeFileSync(join(folder, 'out/deep/é.bin'), new Uint8Array([0, 255]))
      const progress: Progress[] = []
      await fluent.withRun({}, async (run) => {
        await fluent.logText('hello', 'notes/status.txt')
        await fluent.logDict({ a: [1, null] }, 'config.json')
        await fluent.logArtifact(join(folder, 'out/a b.txt'))
        await fluent.logArtifacts(join(folder, 'out'), 'all')
        const blob = new Blob([new Uint8Array(300_000).fill(7)])
        await fluent.logFile(blob, 'big.bin', { onProgress: (each) => progress.push(each) })
        await fluent.logFile(new Blob(['streamed']).stream(), 'stream.txt')
        expect(progress.at(-1)).toEqual({ path: 'big.bin', loaded: 300_000, total: 300_000 })
        const paths: string[] = []
        for await (const file of run.artifacts.walk()) paths.push(file.path)
        expect(paths.sort()).toEqual([
          'a b.txt',
          'all/a b.txt',
          'all/deep/é.bin',
          'big.bin',
          'config.json',
          'notes/status.txt',
          'stream.txt',
        ])
        expect(await run.artifacts.text('stream.txt')).toBe('streamed')
        expect(await run.artifacts.json('config.json')).toEqual({ a: [1, null] })
        expect(await run.artifacts.bytes('all/deep/é.bin')).toEqual(new Uint8Array([0, 255]))
        await run.artifacts.download('all', join(folder, 'back'))
        expect(readFileSync(join(folder, 'back/all/a b.txt'), 'utf8')).toBe('one')
        await expect(run.artifacts.text('missing.txt')).rejects.toMatchObject({ status: 404 })
        await expect(run.artifacts.write('../out.txt', 'x')).rejects.toThrow(/Invalid path/)
      })
    })

    test('tables grow, pictures have steps, datasets have a context', async () => {
      await fluent.withRun({}, async (run) => {
        await fluent.logTable([{ question: 'a', score: 1 }], 'eval/table.json')
        await fluent.logTable({ question: ['b'], note: ['n'] }, 'eval/table.json')
        expect(await run.artifacts.json('eval/table.json')).toEqual({
          columns: ['question', 'score', 'note'],
          data: [
            ['a', 1, null],
            ['b', null, 'n'],
          ],
        })
        await fluent.logImage({ width: 2, height: 1, channels: 3, data: new Uint8Array([255, 0, 0, 0, 0, 255]) }, { key: 'map', step: 4 })
        const [image] = await run.artifacts.list('images')
        expect(image?.path).toMatch(/^images\/map\+step\+4\+timestamp\+\d+\+[0-9a-f]{32}\.png$/)
        expect((await run.artifacts.bytes(image?.path ?? '')).slice(0, 8)).toEqual(new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]))
        await fluent.logInput({ name: 'iris', source: 'https://example.org/iris.csv', profile: { num_rows: 150 } }, 'training')
        await fluent.flush()
        const found = await read(run.runId)
        expect(JSON.parse(found?.tags['mlflow.loggedArtifacts'] ?? '')).toEqual([{ path: 'eval/table.json', type: 'table' }])
        expect(found?.tags['mlflow.loggedImages']).toBe('true')
        expect(found?.inputs.dataset_inputs).toMatchObject([
          {
            dataset: { name: 'iris', source_type: 'http', profile: '{"num_rows":150}' },
            tags: [{ key: 'mlflow.data.context', value: 'training' }],
          },
        ])
        expect(await tracking.searchRuns({ filter: dataset('name').eq('iris').and(dataset('context').eq('training')) })).toHaveLength(1)
      })
    })

    test('models are found by run, id, version, stage and alias', async () => {
      const run = await fluent.startRun()
      const logged = await fluent.logModel({
        name: 'forest',
        files: { 'model.json': '{"trees":3}' },
        params: { trees: 3 },
        registeredModelName: 'iris',
      })
      await run.end()
      expect(logged?.info).toMatchObject({ name: 'forest', status: 'LOGGED_MODEL_READY', source_run_id: run.runId })
      const version = await fluent.registerModel(`runs:/${run.runId}/forest`, 'iris', { tags: { by: 'test' }, description: 'second' })
      expect(version).toMatchObject({ name: 'iris', version: '2', run_id: run.runId, description: 'second' })
      await tracking.client.setRegisteredModelAlias({ name: 'iris', alias: 'champion', version: '1' })
      await tracking.client.transitionModelVersionStage({ name: 'iris', version: '2', stage: 'Staging' })
      const addresses = [
        `runs:/${run.runId}/forest`,
        `models:/${logged?.info.model_id}`,
        'models:/iris/1',
        'models:/iris/latest',
        'models:/iris/Staging',
      ]
      for (const address of [...addresses, 'models:/iris@champion']) {
        const model = await fluent.loadModel(address)
        expect(await model.json(), address).toEqual({ trees: 3 })
        expect(await model.files(), address).toEqual(['MLmodel', 'model.json'])
      }
      expect(JSON.parse(await (await fluent.loadModel('models:/iris/2')).mlmodel())).toMatchObject({
        flavors: { json: { data: 'model.json' } },
      })
      await expect(fluent.loadModel('models:/iris/9')).rejects.toMatchObject({ code: 'RESOURCE_DOES_NOT_EXIST' })
      await expect(fluent.loadModel(`runs:/${run.runId}/other`)).rejects.toMatchObject({ code: 'RESOURCE_DOES_NOT_EXIST' })
    })

    test('filters are what the server reads, and pages follow each other', async () => {
      const experiment = await fluent.setExperiment('filters')
      for (const number of [1, 2, 3, 4, 5]) {
        await fluent.withRun({ runName: `r${number}` }, async (run) => {
          await run.logMetric('val/top 1', number)
          await run.logParam('who', number % 2 ? "it's" : 'odd')
          await run.setTag('a.b-c', `x${number}`)
        })
      }
      const names = async (filter: Parameters<typeof fluent.searchRuns>[0]) =>
        (await fluent.searchRuns(filter)).map(({ info }) => info.run_name)
      const order = [metric('val/top 1').desc()]
      expect(await names({ filter: metric('val/top 1').ge(2).and(param('who').eq("it's")), orderBy: order })).toEqual(['r5', 'r3'])
      expect(await names({ filter: tag('a.b-c').like('x_').and(attribute('run_name').ne('r1')), orderBy: order, maxResults: 2 })).toEqual([
        'r5',
        'r4',
      ])
      expect(
        await names({ filter: tag('none').isNull().and(attribute('start_time').gt(0)), orderBy: [attribute('run_name').asc()] }),
      ).toHaveLength(5)
      const request = { experiment_ids: [experiment ?? ''], max_results: 2, order_by: order }
      const sizes: number[] = []
      for await (const { runs = [] } of pages(tracking.client.searchRuns, request)) sizes.push(runs.length)
      expect(sizes).toEqual([2, 2, 1])
      const found: (string | undefined)[] = []
      for await (const { info } of items(tracking.client.searchRuns, request, 'runs')) found.push(info.run_name)
      expect(found).toEqual(['r5', 'r4', 'r3', 'r2', 'r1'])
      const experiments: string[] = []
      for await (const each of items(
        tracking.client.searchExperiments,
        { max_results: 1, filter: String(attribute('name').eq('filters')) },
        'experiments',
      ))
        experiments.push(each.name)
      expect(experiments).toEqual(['filters'])
    })

    test('strict: what the server refuses rejects, and everything else of the batch arrives', async () => {
      const run = await fluent.startRun()
      await run.logParam('a', 1)
      await run.flush()
      await run.logParams({ b: 2 })
      await run.logParam('a', 'other')
      await run.logMetrics({ m: 1, n: 2 })
      await expect(run.flush()).rejects.toThrow(/Changing param values is not allowed/)
      await expect(run.logMetric('a?b', 1)).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' })
      await run.end()
      expect(await read(run.runId)).toMatchObject({ params: { a: '1', b: '2' }, metrics: { m: 1, n: 2 } })
      await expect(run.logMetric('late', 1)).rejects.toThrow(/has ended/)
    })

    test('not strict: refusals are reported and nothing rejects', async () => {
      const troubles: string[] = []
      const lenient = new Tracking({
        trackingUri: server.url,
        journal: false,
        flushInterval: 10,
        onTrouble: ({ error }) => troubles.push(error.message),
      })
      await lenient.withRun({}, async (run) => {
        await run.logMetric('../a', 1)
        await run.logMetric('text', 'abc' as unknown as number)
        await run.logParam('p', 1)
        await run.flush()
        await run.logParam('p', 2)
        await run.logArtifact('/no/such/file')
        await run.logImage({ width: 9, height: 9, data: new Uint8Array(1) }, 'x.png')
      })
      expect(troubles.map((text) => text.slice(0, 24)).sort()).toEqual(
        [
          "'../a' cannot be the nam",
          '1 bytes are not 9 x 9 pi',
          'Changing param values is',
          "The value of metric 'tex",
          'There is no file /no/suc',
        ].sort(),
      )
    })
  })
})
