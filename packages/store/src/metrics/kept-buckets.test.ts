import { createRun, logBatch } from '@tailrace/contract'
import { afterAll, expect, test } from 'vitest'
import type { Db } from '../database.ts'
import { callOn, openMemory } from '../testing/memory.ts'
import { queryMetricHistory } from './buckets.ts'
import { KeptBuckets } from './kept-buckets.ts'

const db = await openMemory()
afterAll(() => db.close())
const call = callOn(db)

/** The same database, beside which nothing is kept yet. @param came is told how many rows each statement found */
const anew = (came: (rows: number) => void = () => {}): Db => ({
  dialect: db.dialect,
  settings: db.settings,
  all: (sql, params) => db.all(sql, params),
  arrays: async (sql, params) => {
    const rows = await db.arrays<never>(sql, params)
    came(rows.length)
    return rows
  },
  get: (sql, params) => db.get(sql, params),
  run: (sql, params) => db.run(sql, params),
  insertRows: (...request) => db.insertRows(...request),
})

const newRun = async (): Promise<string> => (await call(createRun, { experiment_id: '0' })).run.info.run_id
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
/** Values in no order, one in a hundred not a number. */
const valueAt = (at: number): number => (at % 100 === 57 ? NaN : (Math.abs(at) * 7919) % 10_007)

async function log(run_id: string, steps: readonly number[]): Promise<void> {
  for (let first = 0; first < steps.length; first += 1000) {
    const metrics = steps.slice(first, first + 1000).map((step) => ({ key: 'm', step, timestamp: Math.abs(step), value: valueAt(step) }))
    await call(logBatch, { run_id, metrics })
  }
}

const GROWTHS: Readonly<Record<string, (round: number, last: number) => number[]>> = {
  'by one point': (_round, last) => [last + 1],
  'by a bucket and more': (_round, last) => numbers(230).map((at) => last + 1 + at),
  'into the open': (round, last) => [last + 3 + 40 * round],
  'where it has been': (round) => [100 * round + 1, 3],
  'before its start': (round) => [-1 - round],
  'at both ends': (round, last) => [-1 - round, last + 1],
}

for (const [how, more] of Object.entries(GROWTHS))
  test(`a series that grows ${how} is read as if nothing were kept`, async () => {
    const run_id = await newRun()
    const request = { run_ids: [run_id], metric_keys: ['m'], buckets: 50 }
    // Every other step, so that others find room.
    const steps = new Set(numbers(5000).map((at) => 2 * at))
    await log(run_id, [...steps])
    for (const round of numbers(12)) {
      for (const range of [{}, { start: 200, end: 8000 }, { buckets: 7 }]) {
        const asked = { ...request, ...range }
        expect(await queryMetricHistory(db, asked)).toEqual(await queryMetricHistory(anew(), asked))
      }
      const fresh = more(round, Math.max(...steps))
      for (const step of fresh) steps.add(step)
      await log(run_id, fresh)
    }
  })

test('of a series that grows only what is new is read', async () => {
  const run_id = await newRun()
  await log(run_id, numbers(5000))
  let rows = 0
  const watched = anew((count) => (rows += count))
  const ask = async (): Promise<number> => {
    rows = 0
    await queryMetricHistory(watched, { run_ids: [run_id], metric_keys: ['m'], buckets: 50 })
    return rows
  }
  expect(await ask()).toBeGreaterThan(4000)
  await log(run_id, [5000])
  // The buckets are wider now.
  expect(await ask()).toBeGreaterThan(4000)
  await log(run_id, [5001])
  expect(await ask()).toBeLessThan(200)
  expect(await ask()).toBeLessThan(200)
  // A second point at a step: this bucket is another one now.
  await call(logBatch, { run_id, metrics: [{ key: 'm', step: 17, timestamp: 1, value: 1 }] })
  expect(await ask()).toBeGreaterThan(4000)
  expect(await ask()).toBeLessThan(200)
})

const kept = (size: number, count: number, points: number) => ({
  start: 0,
  end: size,
  mark: undefined,
  buckets: new Map(numbers(size).map((at) => [at, { count, points: numbers(points).map(() => [at, 0, 0, 0] as const) }])),
})

test('a series whose buckets have few points is not kept', () => {
  const all = new KeptBuckets()
  all.keep('s', kept(10, 100, 2))
  expect(all.get('s')?.buckets.size).toBe(10)
  all.keep('s', kept(10, 3, 2))
  expect(all.get('s')).toBeUndefined()
})

test('series that were not asked for go first, once there are many points', () => {
  const all = new KeptBuckets()
  for (const name of ['one', 'other', 'one', 'third']) all.keep(name, kept(400, 100, 100))
  expect(['one', 'other', 'third'].map((name) => all.get(name)?.end)).toEqual([400, undefined, 400])
})
