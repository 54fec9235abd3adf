import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { Artifacts } from './artifacts.ts'
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
  const settings = {
    MLFLOW_TRACKING_URI: server.url,
    TAILRACE_JOURNAL_DIR: journal,
    MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT: 'true',
    ...environment,
  }
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
  await run.setTag('color', 'red')
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

describe('files during an outage', () => {
  const text = async (run_id: string, path: string): Promise<string> => {
    const { run } = await client.getRun({ run_id })
    return new Artifacts(client, { run_id }, run.info.artifact_uri ?? '').text(path)
  }

  test('of a run that goes on: copies wait beside the journal and arrive under their names', async () => {
    const tracking = open({ outageTimeout: 200 })
    const run = await tracking.startRun()
    const source = join(journal, 'source.txt')
    writeFileSync(source, 'of this machine')
    await server.stop()
    await run.logText('a text', 'notes/50% done.txt')
    await run.logFile(new Uint8Array([65, 66]), 'bytes.bin')
    await run.logFile(new Blob(['of a blob']), 'blob.txt', { contentType: 'text/plain' })
    await run.logFile(new Response('of a stream').body ?? '', 'stream.txt')
    await run.logArtifact(source, 'folder')
    // What is kept is a copy.
    writeFileSync(source, 'changed since')
    await run.logMetric('m', 1, { step: 0 })
    expect(run.pending).toBe(6)
    await server.start()
    expect(await run.flush()).toBe(0)
    await run.end()
    const id = run.runId ?? ''
    expect(
      await Promise.all(['notes/50% done.txt', 'bytes.bin', 'blob.txt', 'stream.txt', 'folder/source.txt'].map((path) => text(id, path))),
    ).toEqual(['a text', 'AB', 'of a blob', 'of a stream', 'of this machine'])
    expect(readdirSync(journal)).toEqual(['source.txt'])
  })

  test('of a run that began and ended in it: sync() delivers them', async () => {
    await server.stop()
    const { code } = await program(
      `import { configure, withRun, logText, logImage } from '@tailrace/sdk'
      configure({ outageTimeout: 100, onTrouble: () => {} })
      await withRun({ runName: 'files' }, async () => {
        await logText('kept', 'a b.txt')
        await logImage({ width: 1, height: 1, channels: 1, data: new Uint8Array([7]) }, { key: 'k', step: 3, timestamp: 5 })
      })`,
    )
    expect(code).toBe(0)
    await server.start()
    const [report] = await sync({ journal })
    expect(report).toMatchObject({ refused: 0, left: 0 })
    expect(await text(report?.runId ?? '', 'a b.txt')).toBe('kept')
    const { files = [] } = await client.listArtifacts({ run_id: report?.runId ?? '', path: 'images' })
    expect(files.map(({ path }) => path)).toEqual([expect.stringMatching(/^images\/k\+step\+3\+timestamp\+5\+.*\.png$/)])
    expect(readdirSync(journal)).toEqual([])
  })

  test('a loss is reported by name: without a journal, and where the copy is gone', async () => {
    const messages: string[] = []
    const onTrouble: TrackingOptions['onTrouble'] = ({ error }) => messages.push(error.message)
    const run = await open({ journal: false, outageTimeout: 50, onTrouble }).startRun()
    const kept = await open({ outageTimeout: 50, onTrouble }).startRun()
    await server.stop()
    await run.logText('x', 'gone.txt')
    await run.logTable({ a: [1] }, 'rows.json')
    expect(messages[0]).toMatch(/^The file 'gone\.txt' was not stored: PUT http/)
    expect(messages.find((message) => message.includes('rows.json'))).toMatch(/^The table 'rows\.json' was not stored/)
    await kept.logText('y', 'copy.txt')
    for (const name of readdirSync(journal)) if (name.endsWith('.files')) rmSync(join(journal, name), { recursive: true })
    await server.start()
    await kept.flush()
    expect(messages.at(-1)).toMatch(/^The file 'copy\.txt' of run [0-9a-f]{32} is lost/)
    await Promise.all([run.end(), kept.end()])
  })
})

test('a server that stays away: the script ends on its own, says what was not sent, where it is and how to deliver it', async () => {
  await server.stop()
  const { code, out } = await program(
    // All repetitions of all calls together would take longer than this test may.
    `import { configure, setExperiment, startRun, logMetric, logText } from '@tailrace/sdk'
    const said = []
    configure({ outageTimeout: 100, onTrouble: ({ error, left }) => left && said.push(left + ' ' + error.message) })
    await setExperiment('away')
    const run = await startRun({ runName: 'alone' })
    await logMetric('m', 1)
    await logText('t', 't.txt')
    await run.end()
    console.log(said.join('\\n'))`,
  )
  expect([code, out]).toEqual([
    0,
    `3 3 values of run alone could not be sent. They are kept in ${journal}: run \`tailrace sync\` when the server is back.`,
  ])
})

test('the end of a run prints where it can be seen, unless the environment says not to', async () => {
  const text = `import { withRun } from '@tailrace/sdk'\nawait withRun({ runName: 'seen' }, (run) => console.log(run.runId))`
  const { out } = await program(text, { MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT: '' })
  const [id, ...lines] = out.split('\n')
  expect(lines).toEqual([
    `🏃 View run seen at: ${server.url}/#/experiments/0/runs/${id}`,
    `🧪 View experiment at: ${server.url}/#/experiments/0`,
  ])
  expect((await program(text)).out).toMatch(/^[0-9a-f]{32}$/)
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
