import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MlflowError, createRun, logBatch, searchRuns } from '@tailrace/contract'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StoreSettings } from '../database.ts'
import { SETTINGS, openMemory } from '../testing/memory.ts'
import { CancelledRequests, readLimit } from './read-limit.ts'
import { openSqlite } from './store.ts'
import { type OperatorStore, operatorStore } from '../testing/operator-store.ts'

let folder = ''
let store: OperatorStore | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tailrace-limit-'))
})
afterEach(async () => {
  await store?.close()
  store = undefined
  await rm(folder, { recursive: true, force: true })
})

const open = async (settings: Partial<StoreSettings> = {}): Promise<OperatorStore> =>
  (store = operatorStore(await openSqlite(join(folder, 'test.db'), { ...SETTINGS, ...settings }, () => {})))
const body = (request: object): Uint8Array => new TextEncoder().encode(JSON.stringify(request))
const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code ?? 'none',
  )
const search = { experiment_ids: ['0'], filter: "params.a RLIKE 'x'" }

test('a read that takes longer than its limit is ended with 503; writes go on', async () => {
  const open0 = await open({ read_limit: 0 })
  expect(await code(open0.execute(searchRuns.name, { body: body(search) }))).toBe('TEMPORARILY_UNAVAILABLE')
  expect(await code(open0.call(createRun, { experiment_id: '0' }))).toBe('done')
})

test('a read whose client has gone is ended, the next one is answered', async () => {
  const opened = await open()
  const gone = AbortSignal.abort()
  expect(await code(opened.execute(searchRuns.name, { body: body(search), signal: gone }))).toBe('CANCELLED')
  expect(await code(opened.execute(searchRuns.name, { body: body(search) }))).toBe('done')
  const { run } = await opened.call(createRun, { experiment_id: '0' })
  const write = { run_id: run.info.run_id, metrics: [{ key: 'a', value: 1, timestamp: 1, step: 0 }] }
  expect(await code(opened.execute(logBatch.name, { body: body(write), signal: gone }))).toBe('done')
})

test('a statement ends in its midst: a pattern, and many clauses', async () => {
  const db = await openMemory()
  const rows = Array.from({ length: 50 }, (_, index) => [`${index}`, 'a', 'x'])
  await db.insertRows(
    'runs',
    ['run_uuid text'],
    rows.map(([id]) => [id ?? '']),
  )
  await db.insertRows('params', ['run_uuid text', 'key text', 'value text'], rows)
  for (const condition of ["tailrace_rlike(value, 'y')", 'tailrace_goes_on()']) {
    let calls = 0
    db.limit = () => {
      if (++calls > 10) throw new MlflowError('CANCELLED', 'enough')
    }
    expect(await code(db.all(`select * from params where value <> '' and ${condition}`))).toBe('CANCELLED')
    expect(calls).toBe(11)
    db.limit = undefined
    expect(await db.all("select count(*) as n from params where tailrace_rlike(value, 'x') and tailrace_goes_on()")).toEqual([{ n: 50 }])
  }
})

test('requests are distinguished', () => {
  const cancelled = new CancelledRequests()
  const same = new CancelledRequests(cancelled.shared)
  same.add(7)
  expect([7, 8, 7 + 1024].map((id) => cancelled.has(id))).toEqual([true, false, false])
  expect(readLimit(cancelled, 7)).toThrow('closed the connection')
  expect(readLimit(cancelled, 8)).not.toThrow()
})
