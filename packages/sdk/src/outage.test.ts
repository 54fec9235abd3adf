import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Client, createClient } from './client.ts'
import { Journal, leftJournals } from './journal.ts'
import { type TestServer, startServer } from './servers-for-tests.ts'
import { sync } from './sync.ts'
import { Tracking, type TrackingOptions } from './tracking.ts'

const INDEX = fileURLToPath(new URL('./index.ts', import.meta.url))

// Servers start and stop here, which takes seconds on a busy machine.
vi.setConfig({ testTimeout: 90_000 })

let server: TestServer
let client: Client
let journal: string
beforeAll(async () => {
  server = await startServer()
  client = createClient({ trackingUri: server.url })
}, 100_000)
afterAll(() => server?.remove())
beforeEach(async () => {
  await server.start()
  journal = mkdtempSync(join(tmpdir(), 'tailrace-journal-'))
}, 100_000)
afterEach(() => rmSync(journal, { recursive: true, force: true }))

const open = (options: TrackingOptions = {}): Tracking =>
  new Tracking({ trackingUri: server.url, journal, flushInterval: 20, maxRetryDelay: 100, retries: 2, onTrouble: () => {}, ...options })

const stepsOf = async (run_id: string | undefined, metric_key = 'm'): Promise<number[]> =>
  ((await client.getMetricHistory({ run_id: run_id ?? '', metric_key })).metrics ?? []).map(({ step }) => Number(step))

const upTo = (count: number): number[] => Array.from({ length: count }, (_, step) => step)

/** Runs a program that uses the package, to its end or to a signal of its own. */
function program(text: string, environment: Record<string, string> = {}): Promise<{ code: number | null; out: string }> {
  const settings = { MLFLOW_TRACKING_URI: server.url, TAILRACE_JOURNAL_DIR: journal, ...environment }
  const child = spawn(process.execPath, ['--input-type=module', '-e', text.replaceAll('@tailrace/sdk', INDEX)], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let out = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out: out.trim() })))
}

test('the server goes away in the middle and comes back: all points arrive, in order, once', async () => {
  const tracking = open()
  const run = await tracking.startRun()
  for (const step of upTo(3000)) {
    if (step === 1000) await run.flush()
    if (step === 1000) await server.stop()
    await run.logMetric('m', step / 2, { step, timestamp: step })
  }
  await run.setTag('colour', 'red')
  expect(run.pending).toBe(2001)
  await server.start()
  expect(await run.flush()).toBe(0)
  await run.end()
  expect(await stepsOf(run.runId)).toEqual(upTo(3000))
  expect(readdirSync(journal)).toEqual([])
})

test('the server is away at the end: the rest is on disk, and sync() delivers it and the end', async () => {
  const run = await open({ endTimeout: 300 }).startRun({ runName: 'cut' })
  await run.logParam('p', 1)
  await run.flush()
  await server.stop()
  for (const step of upTo(50)) await run.logMetric('m', step, { step })
  await run.end('KILLED')
  expect(leftJournals(journal)).toEqual([])
  expect(run.pending).toBe(51)
  await server.start()
  await until(() => readdirSync(journal).length === 0)
  expect(await stepsOf(run.runId)).toEqual(upTo(50))
  expect((await client.getRun({ run_id: run.runId ?? '' })).run.info.status).toBe('KILLED')
})

test('the server is away at the start: the run begins on disk and is made once', async () => {
  await server.stop()
  const { code, out } = await program(
    `import { configure, withRun, logMetric, setExperiment } from '@tailrace/sdk'
    configure({ retries: 0, endTimeout: 100, onTrouble: () => {} })
    await setExperiment('later')
    await withRun({ runName: 'offline', tags: { a: 'b' } }, async () => { for (let step = 0; step < 10; step++) await logMetric('m', step, { step }) })
    console.log('done')`,
  )
  expect([code, out]).toEqual([0, 'done'])
  const [path = ''] = leftJournals(journal)
  const content = readFileSync(path)
  await server.start()
  const arrived: number[] = []
  const report = { delivered: 11, refused: 0, left: 0, trackingUri: server.url }
  expect(await sync({ journal, onProgress: (items) => arrived.push(items) })).toMatchObject([report])
  expect(arrived.reduce((sum, items) => sum + items, 0)).toBe(11)
  // The same journal again, as after a crash before its deletion.
  writeFileSync(path, content)
  expect(await sync({ journal })).toMatchObject([{ delivered: 11, left: 0 }])
  const { experiment } = await client.getExperimentByName({ experiment_name: 'later' })
  const { runs = [] } = await client.searchRuns({ experiment_ids: [experiment.experiment_id] })
  expect(runs).toMatchObject([{ info: { run_name: 'offline', status: 'FINISHED' } }])
  expect(runs[0]?.data.tags).toContainEqual({ key: 'a', value: 'b' })
  expect(await stepsOf(runs[0]?.info.run_id)).toEqual(upTo(10))
  expect(leftJournals(journal)).toEqual([])
})

describe('the end of a process', () => {
  const script = (ending: string): string =>
    `import { startRun, logMetric } from '@tailrace/sdk'
    const run = await startRun()
    console.log(run.runId)
    for (let step = 0; step < 100; step++) run.logMetric('m', step, { step })
    ${ending}`
  for (const [why, ending, code, status, atOnce] of [
    ['without a word', '', 0, 'FINISHED', true],
    ['by process.exit()', 'process.exit(0)', 0, 'FINISHED', false],
    ['by an error that nobody caught', "throw new Error('expected by this test')", 1, 'FAILED', false],
    ['by SIGTERM', 'process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1000)', null, 'KILLED', false],
    ['by SIGKILL', 'process.kill(process.pid, "SIGKILL")', null, 'RUNNING', false],
  ] as const) {
    test(`${why}: nothing is lost and the run is ${status}`, async () => {
      const done = await program(script(ending))
      expect(done.code).toBe(code)
      const reports = await sync({ journal })
      expect(reports).toMatchObject(atOnce ? [] : [{ runId: done.out, refused: 0, left: 0 }])
      expect(await stepsOf(done.out)).toEqual(upTo(100))
      expect((await client.getRun({ run_id: done.out })).run.info.status).toBe(status)
      expect(await sync({ journal })).toEqual([])
    })
  }

  test('the next start delivers what the last one left', async () => {
    const { out } = await program(script('process.kill(process.pid, "SIGKILL")'))
    await open().withRun({}, () => until(() => leftJournals(journal).length === 0))
    expect(await stepsOf(out)).toEqual(upTo(100))
  })
})

describe('journals', () => {
  const left = async (lines: string[], header: object = {}): Promise<string> => {
    const { run } = await client.createRun({ experiment_id: '0' })
    const made = Journal.create(journal, { tracking_uri: server.url, run_id: run.info.run_id, ...header })
    for (const line of lines) made?.append(line)
    made?.close()
    return made?.path ?? ''
  }
  const point = (step: number): string => JSON.stringify({ metrics: [{ key: 'm', value: step, timestamp: 1, step }] })

  test('a line that was never finished is left out', async () => {
    const path = await left([point(0)])
    appendFileSync(path, point(1).slice(0, 20))
    const [report] = await sync({ journal })
    expect(report).toMatchObject({ delivered: 1 })
    expect(await stepsOf(report?.runId)).toEqual([0])
  })

  test('a damaged line costs nothing but itself', async () => {
    await left([point(0), '{"metrics": [', point(1)])
    const [report] = await sync({ journal })
    expect(report).toMatchObject({ delivered: 2, left: 0 })
    expect(await stepsOf(report?.runId)).toEqual([0, 1])
  })

  test('what the server refuses is counted and the rest arrives', async () => {
    await left([point(0), JSON.stringify({ metrics: [{ key: 'a?', value: 1, timestamp: 1, step: 0 }] }), point(1)])
    const [report] = await sync({ journal })
    expect(report).toMatchObject({ delivered: 2, refused: 1, left: 0, error: { code: 'INVALID_PARAMETER_VALUE' } })
    expect(await stepsOf(report?.runId)).toEqual([0, 1])
  })

  test('two processes that deliver the same one at a time: it arrives once', async () => {
    await left(upTo(3000).map(point))
    const text = "import { sync } from '@tailrace/sdk'\nconsole.log(JSON.stringify(await sync({ force: true })))"
    const ended = await Promise.all([program(text), program(text)])
    expect(ended.map(({ code }) => code)).toEqual([0, 0])
    const [{ runId } = {}] = ended.flatMap(({ out }) => JSON.parse(out) as { runId?: string }[])
    expect(await stepsOf(runId)).toEqual(upTo(3000))
    expect(readdirSync(journal)).toEqual([])
  })

  test('those of another server are left alone, and a file that is none is named', async () => {
    const path = await left([point(0)])
    writeFileSync(join(journal, 'broken.journal'), 'no journal\n')
    expect(await sync({ journal, only: 'http://elsewhere' })).toMatchObject([{ error: { code: 'CONFIGURATION' }, delivered: 0 }])
    expect(leftJournals(journal)).toContain(path)
  })

  test('a server that stays away: all of it is left for another time', async () => {
    await left([point(0), point(1)])
    await server.stop()
    expect(await sync({ journal, retries: 1, maxRetryDelay: 10 })).toMatchObject([
      { delivered: 0, left: 2, error: { code: 'UNREACHABLE' } },
    ])
    expect(leftJournals(journal)).toHaveLength(1)
    await server.start()
    expect(await sync({ journal })).toMatchObject([{ delivered: 2, left: 0 }])
  })

  test('a journal starts over when all is delivered, and keeps its run', () => {
    const made = Journal.create(journal, { tracking_uri: 'http://x', run_id: 'r' })
    const long = 'x'.repeat(1_500_000)
    for (let line = 0; line < 3; line++) made?.append(long)
    made?.acknowledge(made.size)
    expect(made?.size).toBeLessThan(1000)
    const end = made?.append('later') ?? 0
    expect(made?.read(made.acknowledged)).toEqual([{ text: 'later', end }])
    made?.close()
    const again = Journal.open(made?.path ?? '')
    expect([again.runId, again.read(again.acknowledged).map(({ text }) => text)]).toEqual(['r', ['later']])
    again.remove()
    expect(readdirSync(journal)).toEqual([])
  })
})

test('without a journal too, points wait for the server', async () => {
  const run = await open({ journal: false }).startRun()
  await server.stop()
  for (const step of upTo(2500)) await run.logMetric('m', step, { step, timestamp: step })
  await server.start()
  expect(await run.flush()).toBe(0)
  await run.end()
  expect(await stepsOf(run.runId)).toEqual(upTo(2500))
})

test('a run that was deleted takes nothing: that is reported and the program goes on', async () => {
  const troubles: string[] = []
  const run = await open({
    onTrouble: ({ error, lost }) => troubles.push(`${lost ? 'lost' : 'kept'}: ${error.message.replace(/[0-9a-f]{32}/, 'ID')}`),
  }).startRun()
  await client.deleteRun({ run_id: run.runId ?? '' })
  for (const step of upTo(5)) await run.logMetric('m', step, { step })
  await run.end()
  expect(new Set(troubles)).toEqual(new Set(["lost: The run ID must be in the 'active' state. Current state is deleted."]))
  expect(troubles).toHaveLength(6)
  expect(readdirSync(journal)).toEqual([])
})

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 60_000; !condition();) {
    if (Date.now() > deadline) throw new Error('it did not happen in time')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
