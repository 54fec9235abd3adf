import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { type ResponseOf, createExperiment, getExperiment, searchExperiments } from '@tailrace/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Changes } from '../events/changes.ts'
import { SETTINGS } from '../testing/memory.ts'
import { openSqlite } from './store.ts'
import { type OperatorStore, operatorStore } from '../testing/operator-store.ts'

const workers: Worker[] = []
/** The thread that writes, once it was replaced. */
let writer: Worker | undefined
const faults: string[] = []
const noteWorker = (worker: Worker) => void workers.push(worker)
let folder = ''
let store: OperatorStore

beforeAll(async () => {
  process.on('worker', noteWorker)
  folder = await mkdtemp(join(tmpdir(), 'tailrace-threads-'))
  store = operatorStore(await openSqlite(join(folder, 'test.db'), SETTINGS, ({ message }) => faults.push(message)))
})

afterAll(async () => {
  process.off('worker', noteWorker)
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

const outcome = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'done').catch((error: { code?: string }) => error.code)

/** Asks again while the answer is 503, as clients do. */
async function retried<Result>(work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if ((error as { code?: string }).code !== 'TEMPORARILY_UNAVAILABLE') throw error
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
}

const names = async (): Promise<string[]> => {
  const page = await retried(() => store.call(searchExperiments, { max_results: 1000 }) as Promise<ResponseOf<typeof searchExperiments>>)
  return (page.experiments ?? []).map(({ name }) => name)
}

test('a new database file, and those beside it, are for their owner alone', async () => {
  await store.call(createExperiment, { name: 'private' })
  for (const name of ['test.db', 'test.db-wal', 'test.db-shm'])
    expect([name, (await stat(join(folder, name))).mode & 0o777]).toEqual([name, 0o600])
})

test('a writer that ends is replaced: its requests get 503, nothing is lost that was answered, and listeners start anew', async () => {
  const heard: Changes[] = []
  const stop = await store.listen((changes) => heard.push(changes))
  await store.call(createExperiment, { name: 'before' })
  const writes = Array.from({ length: 50 }, (_, n) => `while ${n}`)
  const outcomes = writes.map((name) => outcome(store.call(createExperiment, { name })))
  await workers[0]?.terminate()
  const ended = await Promise.all(outcomes)
  expect(ended.filter((one) => one !== 'done' && one !== 'TEMPORARILY_UNAVAILABLE')).toEqual([])
  await retried(() => store.call(createExperiment, { name: 'after' }))
  // The next search starts a reader.
  writer = workers.at(-1)
  await store.ready()
  const kept = await names()
  expect(kept).toEqual(expect.arrayContaining(['before', 'after', ...writes.filter((_name, n) => ended[n] === 'done')]))
  expect(faults).toEqual(["The thread 'sqlite write' ended with code 1."])
  expect(heard.some(({ reset }) => reset)).toBe(true)
  await stop()
})

test('/ready fails while the writer is away', async () => {
  const ending = writer?.terminate()
  const asked = outcome(store.ready())
  await ending
  expect(await asked).toBe('TEMPORARILY_UNAVAILABLE')
  await retried(() => store.ready())
})

test('a reader that ends is replaced, and another thread answers meanwhile', async () => {
  const read = () => store.call(getExperiment, { experiment_id: '0' })
  const running = () => workers.filter(({ threadId, threadName }) => threadId !== -1 && threadName === 'sqlite read')
  while (running().length < 2) await Promise.all(Array.from({ length: 30 }, read))
  const readers = running()
  const outcomes = Array.from({ length: 20 }, () => outcome(read()))
  await Promise.all(readers.map((reader) => reader.terminate()))
  const others = (await Promise.all(outcomes)).filter((one) => one !== 'done' && one !== 'TEMPORARILY_UNAVAILABLE')
  expect(others).toEqual([])
  await retried(read)
  expect(await names()).toContain('after')
})
