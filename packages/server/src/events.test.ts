import { once } from 'node:events'
import { type IncomingMessage, get } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { createDatabase, startPostgres } from '@tailrace/testing'
import {
  LIMITS,
  changeRuns,
  createExperiment,
  createRun,
  deleteRun,
  logBatch,
  logMetric,
  setExperimentTag,
  updateRun,
} from '@tailrace/contract'
import { afterAll, expect, test } from 'vitest'
import { EventStreams } from './event-streams.ts'
import { type TestServer, expectEnvelope, testServer } from './server-for-tests.ts'

/** Events that a stream has sent so far, as `name` or `[name, data]`. */
interface Heard {
  readonly events: readonly (readonly [name: string, data: unknown])[]
  readonly ended: Promise<void>
  stop(): void
}

const PATH = '/ajax-api/tailrace/1.0/events'

/** Opens a stream and waits for its `hello`. */
async function hear(port: number, query = ''): Promise<Heard> {
  const call = get({ host: '127.0.0.1', port, path: PATH + query, agent: false })
  call.on('error', () => {})
  const [reply] = (await once(call, 'response')) as [IncomingMessage]
  expect([reply.statusCode, reply.headers['content-type']]).toEqual([200, 'text/event-stream'])
  const events: [string, unknown][] = []
  const ended = (async () => {
    let text = ''
    for await (const chunk of reply as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString()
      const parts = text.split('\n\n')
      text = parts.pop() ?? ''
      for (const part of parts) {
        const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(part) ?? []
        if (name !== undefined && data !== undefined) events.push([name, JSON.parse(data)])
      }
    }
  })().catch(() => {})
  await expect.poll(() => events[0]).toEqual(['hello', {}])
  return { events, ended, stop: () => call.destroy() }
}

async function newRun({ store }: TestServer, experiment_id: string): Promise<string> {
  return (await store.call(createRun, { experiment_id })).run.info.run_id
}

const server = await testServer()
const port = await server.listen()
const experiment = async (name: string) => (await server.store.call(createExperiment, { name })).experiment_id
const [first, second] = [await experiment('first'), await experiment('second')]

/** Every change of one event, over all that came. */
const changesOf = ({ events }: Heard, name: string): unknown[] =>
  events.filter(([event]) => event === name).flatMap(([, data]) => (data as { changed: unknown[] }).changed)

test('a stream tells what is written, with the experiments', async () => {
  const all = await hear(port)
  const run_id = await newRun(server, first)
  await server.store.call(logBatch, {
    run_id,
    metrics: [
      { key: 'a', value: 1, timestamp: 1 },
      { key: 'b', value: 1, timestamp: 1 },
    ],
  })
  await server.store.call(setExperimentTag, { experiment_id: second, key: 'k', value: 'v' })
  await expect.poll(() => changesOf(all, 'runs')).toEqual([{ run_id, experiment_id: first, what: 'created' }])
  await expect.poll(() => changesOf(all, 'metrics')).toEqual([{ run_id, experiment_id: first, keys: ['a', 'b'] }])
  await expect.poll(() => changesOf(all, 'experiments')).toEqual([{ experiment_id: second }])
  await server.store.call(updateRun, { run_id, status: 'FINISHED' })
  await expect.poll(() => changesOf(all, 'runs')[1]).toEqual({ run_id, experiment_id: first, what: 'finished' })
  all.stop()
  await all.ended
})

test('a run that logs thousands of keys takes few bytes of events', async () => {
  const all = await hear(port)
  const run_id = await newRun(server, first)
  const log = (from: number, count: number) => {
    const metrics = Array.from({ length: count }, (_, index) => ({ key: `${'k'.repeat(200)}${from + index}`, value: 1, timestamp: 1 }))
    return server.store.call(logBatch, { run_id, metrics })
  }
  for (let from = 0; from < 12_000; from += 1000) await log(from, 1000)
  await expect.poll(() => changesOf(all, 'metrics').length).toBeGreaterThan(0)
  const before = all.events.length
  // Two batches that an event could name each, and not both.
  await Promise.all([log(0, LIMITS.eventKeys), log(100, LIMITS.eventKeys)])
  await expect.poll(() => all.events.length).toBeGreaterThan(before)
  for (const change of changesOf(all, 'metrics')) expect(JSON.stringify(change).length).toBeLessThan(12_000)
  expect(changesOf(all, 'metrics')[0]).toEqual({ run_id, experiment_id: first, keys: [] })
  expect(all.events.map(([name]) => name)).not.toContain('reset')
  all.stop()
})

test('a refused write causes no event', async () => {
  const all = await hear(port)
  await expect(server.store.call(deleteRun, { run_id: 'none' })).rejects.toThrow()
  const run_id = await newRun(server, first)
  await expect.poll(() => changesOf(all, 'runs')).toEqual([{ run_id, experiment_id: first, what: 'created' }])
  all.stop()
})

test('a filter leaves the rest out', async () => {
  const [one, other] = [await newRun(server, first), await newRun(server, second)]
  const [all, byExperiment, byRun] = [
    await hear(port),
    await hear(port, `?experiment_ids=${second},99`),
    await hear(port, `?run_ids=${one}`),
  ]
  for (const run_id of [one, other]) await server.store.call(logMetric, { run_id, key: 'm', value: 1, timestamp: 1 })
  await expect.poll(() => changesOf(all, 'metrics').length).toBe(2)
  await expect.poll(() => changesOf(byExperiment, 'metrics')).toEqual([{ run_id: other, experiment_id: second, keys: ['m'] }])
  await expect.poll(() => changesOf(byRun, 'metrics')).toEqual([{ run_id: one, experiment_id: first, keys: ['m'] }])
  for (const heard of [all, byExperiment, byRun]) heard.stop()
})

test('another process that writes to the file brings a reset, this one does not', async () => {
  const all = await hear(port)
  const run_id = await newRun(server, first)
  await expect.poll(() => changesOf(all, 'runs').length).toBe(1)
  const foreign = new DatabaseSync(join(server.folder, 'test.db'))
  foreign.prepare('update runs set name = ? where run_uuid = ?').run('renamed', run_id)
  foreign.close()
  await expect.poll(() => all.events.at(-1), { timeout: 5000 }).toEqual(['reset', {}])
  expect(all.events.filter(([name]) => name === 'reset')).toHaveLength(1)
  all.stop()
})

test('HEAD answers at once, and a foreign page gets nothing', async () => {
  const head = await server.app.inject({ method: 'HEAD', url: PATH })
  expect([head.statusCode, head.headers['content-type'], head.body]).toEqual([200, 'text/event-stream', ''])
  expectEnvelope(await server.app.inject({ method: 'GET', url: PATH, headers: { host: 'evil.example' } }), 403, 'PERMISSION_DENIED')
})

test('streams are bounded in number, and a slow reader is cut off', async () => {
  const heard: ((changes: object) => void)[] = []
  let stopped = 0
  const streams = new EventStreams({
    listen: async (listener) => {
      heard.push(listener as (changes: object) => void)
      return () => void stopped++
    },
  })
  const filter = { experiments: new Set<string>(), runs: new Set<string>() }
  const open = Array.from({ length: LIMITS.eventStreams }, () => streams.open(filter))
  expect(() => streams.open(filter)).toThrow(/streams of events/)
  // Nobody reads: what waits grows until the stream is cut.
  const closed = Promise.all(open.map((stream) => once(stream, 'close')))
  const models = Array.from({ length: 1999 }, (_, index) => ({ name: `${index} ${'x'.repeat(200)}` }))
  heard[0]?.({ runs: [], metrics: [], logged_models: [], experiments: [], models })
  await closed
  expect([heard.length, stopped]).toEqual([1, 1])
  streams.open(filter).destroy()
})

test('a stop ends the streams', async () => {
  const other = await testServer()
  const heard = await hear(await other.listen())
  await other.app.close()
  await heard.ended
  expect(heard.events).toEqual([['hello', {}]])
})

const postgres = await startPostgres()
test.skipIf(!postgres)('two servers on one PostgreSQL tell each other', async () => {
  if (!postgres) return
  const { url, drop } = await createDatabase(postgres.url)
  afterAll(async () => {
    await drop()
    await postgres.stop()
  })
  const [one, two] = [await testServer({}, { database: url }), await testServer({}, { database: url })]
  const [here, there] = [await hear(await one.listen()), await hear(await two.listen())]
  const run_id = await newRun(one, '0')
  for (const heard of [here, there])
    await expect.poll(() => changesOf(heard, 'runs')).toEqual([{ run_id, experiment_id: '0', what: 'created' }])
  // Keys that a payload does not hold are left out.
  const metrics = Array.from({ length: LIMITS.eventKeys }, (_, index) => ({ key: `${index} ${'k'.repeat(200)}`, value: 1, timestamp: 1 }))
  await two.store.call(logBatch, { run_id, metrics })
  const keysAt = (heard: Heard): number | undefined => (changesOf(heard, 'metrics')[0] as { keys: string[] } | undefined)?.keys.length
  await expect.poll(() => [keysAt(there), keysAt(here)]).toEqual([LIMITS.eventKeys, 0])
  // More runs than a payload holds: the others get a reset.
  const run_ids = await Promise.all(Array.from({ length: 100 }, () => newRun(one, '0')))
  await expect.poll(() => changesOf(there, 'runs').length + there.events.filter(([name]) => name === 'reset').length).toBeGreaterThan(1)
  const resets = there.events.filter(([name]) => name === 'reset').length
  await one.store.call(changeRuns, { run_ids, action: 'delete' })
  await expect.poll(() => there.events.filter(([name]) => name === 'reset').length).toBeGreaterThan(resets)
  here.stop()
  there.stop()
})
