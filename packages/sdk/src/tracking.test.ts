import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Trouble } from './batch-writer.ts'
import { type Client, createClient } from './client.ts'
import { type TestServer, freePort, startServer } from './servers-for-tests.ts'
import { Tracking, type TrackingOptions } from './tracking.ts'

vi.setConfig({ testTimeout: 60_000 })

let server: TestServer
let client: Client
let folder: string
beforeAll(async () => {
  server = await startServer()
  client = createClient({ trackingUri: server.url })
}, 100_000)
afterAll(() => server?.remove())
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tailrace-tracking-'))))
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
  for (const name of ['MLFLOW_EXPERIMENT_NAME', 'MLFLOW_EXPERIMENT_ID', 'MLFLOW_RUN_ID', 'MLFLOW_TRACKING_URI']) delete process.env[name]
})

const open = (options: TrackingOptions = {}): { tracking: Tracking; troubles: Trouble[] } => {
  const troubles: Trouble[] = []
  const onTrouble = (trouble: Trouble): void => void troubles.push(trouble)
  return {
    troubles,
    tracking: new Tracking({ trackingUri: server.url, journal: join(folder, 'journal'), flushInterval: 10, onTrouble, ...options }),
  }
}
const infoOf = async (run_id = '') => (await client.getRun({ run_id })).run

describe('the experiment of a run', () => {
  const idOf = async (name: string) => (await client.getExperimentByName({ experiment_name: name })).experiment.experiment_id

  for (const [what, options, environment, name] of [
    ['the default', {}, {}, 'Default'],
    ['of the options, made when it is new', { experimentName: 'by option' }, {}, 'by option'],
    ['of the environment', {}, { MLFLOW_EXPERIMENT_NAME: 'by variable' }, 'by variable'],
    ['of the options rather than the environment', { experimentName: 'by option' }, { MLFLOW_EXPERIMENT_ID: '77' }, 'by option'],
  ] as const) {
    test(what, async () => {
      Object.assign(process.env, environment)
      const run = await open(options).tracking.startRun()
      await run.end()
      expect(run.info.experiment_id).toBe(await idOf(name))
    })
  }

  test('by its id, of the environment or of the run', async () => {
    const { experiment_id } = await client.createExperiment({ name: 'by id' })
    process.env['MLFLOW_EXPERIMENT_ID'] = experiment_id
    const { tracking } = open()
    const first = await tracking.withRun({}, (run) => run)
    const second = await tracking.withRun({ experimentId: '0' }, (run) => run)
    expect([first.info.experiment_id, second.info.experiment_id]).toEqual([experiment_id, '0'])
  })

  test('is made once by many at a time', async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => open().tracking.setExperiment('by many')))
    expect(new Set(ids).size).toBe(1)
  })

  test('that is deleted is refused', async () => {
    const { experiment_id } = await client.createExperiment({ name: 'gone' })
    await client.deleteExperiment({ experiment_id })
    await expect(open().tracking.setExperiment('gone')).rejects.toThrow(/is deleted: restore it, or choose another name/)
    await expect(open({ experimentName: 'gone' }).tracking.startRun()).rejects.toMatchObject({ code: 'INVALID_PARAMETER_VALUE' })
  })
})

describe('which run', () => {
  test('the environment names is gone on with once', async () => {
    const { run } = await client.createRun({ experiment_id: '0', run_name: 'outside' })
    process.env['MLFLOW_RUN_ID'] = run.info.run_id
    const { tracking } = open()
    const first = await tracking.withRun({}, (each) => each.runId)
    const second = await tracking.withRun({}, (each) => each.runId)
    expect(first).toBe(run.info.run_id)
    expect(second).not.toBe(first)
  })

  test('that does not exist is refused', async () => {
    const started = open().tracking.startRun({ runId: '0'.repeat(32) })
    await expect(started).rejects.toMatchObject({ code: 'RESOURCE_DOES_NOT_EXIST' })
  })

  test('begins with the first call that logs, and side by side calls share it', async () => {
    const { tracking } = open()
    await Promise.all([tracking.logMetric('a', 1), tracking.logParam('b', 2), tracking.setTag('c', 3)])
    const run = tracking.activeRun()
    await tracking.endRun('KILLED')
    const { info, data } = await infoOf(run?.runId)
    expect([info.status, data.metrics?.length, data.params]).toEqual(['KILLED', 1, [{ key: 'b', value: '2' }]])
    expect(run?.status).toBe('KILLED')
  })

  test('a failed start leaves none behind', async () => {
    const { tracking } = open()
    await expect(tracking.startRun({ experimentId: '123456' })).rejects.toThrow()
    expect(tracking.activeRun()).toBeUndefined()
    await tracking.withRun({}, (run) => expect(tracking.activeRun()).toBe(run))
  })

  test('ending twice is no error, and the first end counts', async () => {
    const run = await open().tracking.startRun()
    await run.end('FAILED')
    await run.end('FINISHED')
    expect((await infoOf(run.runId)).info.status).toBe('FAILED')
  })
})

describe('strict', () => {
  test('a server that is out of reach rejects at the start', async () => {
    const { tracking } = open({ strict: true, trackingUri: `http://127.0.0.1:${await freePort()}`, retries: 0 })
    await expect(tracking.setExperiment('x')).rejects.toMatchObject({ code: 'UNREACHABLE' })
    await expect(tracking.startRun()).rejects.toMatchObject({ code: 'UNREACHABLE' })
  })

  test('a folder of journals that cannot be made rejects', async () => {
    writeFileSync(join(folder, 'file'), '')
    const { tracking } = open({ strict: true, journal: join(folder, 'file', 'journal') })
    await expect(tracking.startRun()).rejects.toThrow(/No journal in/)
  })

  test('files that do not arrive reject', async () => {
    await open({ strict: true }).tracking.withRun({}, async (run) => {
      await expect(run.logArtifact(join(folder, 'none'))).rejects.toMatchObject({ code: 'CONFIGURATION' })
      await expect(run.deleteTag('none')).rejects.toMatchObject({ code: 'RESOURCE_DOES_NOT_EXIST' })
    })
  })
})

describe('not strict', () => {
  test('a folder of journals that cannot be made is reported, and the run goes on without', async () => {
    writeFileSync(join(folder, 'file'), '')
    const { tracking, troubles } = open({ journal: join(folder, 'file', 'journal') })
    const run = await tracking.withRun({}, async (each) => (await each.logMetric('a', 1), each))
    expect(troubles.map(({ error }) => error.code)).toContain('CONFIGURATION')
    expect((await infoOf(run.runId)).data.metrics).toHaveLength(1)
  })

  test('a server that is out of reach: everything is kept, and said once', async () => {
    const { tracking, troubles } = open({ trackingUri: `http://127.0.0.1:${await freePort()}`, retries: 0, endTimeout: 100 })
    expect(await tracking.setExperiment('later')).toBeUndefined()
    await tracking.withRun({ runName: 'kept' }, async (run) => {
      expect(run.runId).toBeUndefined()
      await run.logMetric('a', 1)
      await run.logText('kept too', 'a.txt')
      expect(await run.flush(50)).toBe(2)
    })
    expect(readdirSync(join(folder, 'journal')).filter((name) => name.endsWith('.journal'))).toHaveLength(1)
    expect(troubles.filter(({ lost }) => lost)).toEqual([])
    expect(troubles.at(-1)).toMatchObject({ left: 3, error: { message: expect.stringContaining('run `tailrace sync`') as string } })
  })

  test('work that throws still throws', async () => {
    const { tracking } = open()
    let run_id: string | undefined
    const work = tracking.withRun({}, (run) => {
      run_id = run.runId
      throw new TypeError('mine')
    })
    await expect(work).rejects.toThrow(TypeError)
    expect((await infoOf(run_id)).info.status).toBe('FAILED')
  })

  test('what comes after the end of a run is reported', async () => {
    const { tracking, troubles } = open()
    const run = await tracking.startRun()
    await run.end()
    await run.logMetric('late', 1)
    expect(troubles.map(({ error }) => error.message)).toEqual([`The run ${run.runId} has ended.`])
  })
})

describe('searches', () => {
  test('have bounds', async () => {
    const { tracking } = open({ experimentName: 'bounds' })
    for (const runName of ['a', 'b', 'c']) await tracking.withRun({ runName }, () => undefined)
    const names = async (maxResults?: number) => (await tracking.searchRuns(maxResults === undefined ? {} : { maxResults })).length
    expect([await names(), await names(2), await names(0), await names(-1), await names(99)]).toEqual([3, 2, 0, 0, 3])
  })

  test('show deleted runs when asked', async () => {
    const { tracking } = open({ experimentName: 'deleted' })
    const run = await tracking.withRun({}, (each) => each)
    await client.deleteRun({ run_id: run.runId ?? '' })
    expect(await tracking.searchRuns()).toEqual([])
    expect(await tracking.searchRuns({ viewType: 'DELETED_ONLY' })).toHaveLength(1)
  })

  test('that the server does not understand are refused, strict or not', async () => {
    await expect(open().tracking.searchRuns({ filter: 'nonsense >' })).rejects.toMatchObject({
      code: 'INVALID_PARAMETER_VALUE',
      status: 400,
    })
  })
})
