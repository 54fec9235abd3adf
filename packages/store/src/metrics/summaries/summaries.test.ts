import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRun } from '@tailrace/contract'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Db } from '../../database.ts'
import { prepareSqlite } from '../../migrations/prepare.ts'
import { SqliteConnection } from '../../sqlite/connection.ts'
import { SETTINGS, callOn } from '../../testing/memory.ts'
import { queryMetricHistory } from '../buckets.ts'
import { POINT } from '../write.ts'
import { summariesPath } from './file.ts'
import { SummaryKeeper } from './keeper.ts'

const MINUTE = 60_000
let folder = ''
let db: SqliteConnection
let keeper: SummaryKeeper
let now = MINUTE

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tailrace-summaries-'))
  db = new SqliteConnection(join(folder, 'test.db'), SETTINGS)
  await prepareSqlite(db, SETTINGS)
  keeper = newKeeper()
})
afterEach(() => {
  keeper.close()
  db.close()
  rmSync(folder, { recursive: true })
})

const side = (): SqliteConnection => new SqliteConnection(summariesPath(join(folder, 'test.db')), SETTINGS)
const newKeeper = (options: { slice?: number } = {}): SummaryKeeper =>
  new SummaryKeeper(db, { open: (create) => (create || db.summaries ? side() : undefined), now: () => now, ...options })
async function untilDone(of: SummaryKeeper): Promise<void> {
  for (let steps = 0; await of.step(); steps++) if (steps > 5000) throw new Error('there is always more to do')
}

/** Until there is no more to do; `settle` waits until nothing has come for a while. */
async function keep({ settle = true } = {}): Promise<void> {
  await untilDone(keeper)
  if (!settle) return
  now += MINUTE
  await untilDone(keeper)
}

const newRun = async (): Promise<string> => (await callOn(db)(createRun, { experiment_id: '0' })).run.info.run_id
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
const SPECIAL = [Number.MAX_VALUE, -Number.MAX_VALUE]
/** Values in no order; one in 997 is not a number, or infinite. */
const valueAt = (at: number): number => (at % 997 === 57 ? (SPECIAL[at % 2] ?? 0) : (Math.abs(at) * 7919) % 10_007)

type Step = number | bigint
interface Logged {
  key?: string
  timestamp?: (step: Step) => number | bigint
}

async function log(
  run: string,
  steps: readonly Step[],
  { key = 'm', timestamp = (step) => 3 * Math.abs(Number(step)) }: Logged = {},
): Promise<void> {
  const rows = steps.map((step) => {
    const at = Number(step)
    const isNan = at % 997 === 100
    return [key, isNan ? 0 : valueAt(at), timestamp(step), step, isNan, run]
  })
  db.exec('begin')
  await db.insertRows('metrics', POINT, rows, 'on conflict do nothing')
  const last = steps.reduce((most, step) => (step > most ? step : most))
  await db.run(
    'insert into latest_metrics (key, value, timestamp, step, is_nan, run_uuid) values (?, 1, 1, ?, 0, ?) on conflict do nothing',
    [key, last, run],
  )
  db.exec('commit')
}

/** The same database without summaries; `came` receives how many rows each statement found. */
const plain = (summaries?: Db, came: (rows: number) => void = () => {}): Db => ({
  dialect: db.dialect,
  settings: db.settings,
  summaries,
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

const RANGES = [
  {},
  { buckets: 7 },
  { buckets: 300 },
  { start: 5000, end: 44_321, buckets: 50 },
  { start: -7, buckets: 3 },
  { x: 'time', buckets: 40 },
  { x: 'time', start: 9000, end: 100_001, buckets: 20 },
  { smoothing: 0.97, buckets: 40 },
  { smoothing: 0.5, start: 20_100, end: 33_333, buckets: 300 },
  { x: 'time', smoothing: 0.99, start: 9000, end: 100_001, buckets: 20 },
] as const

/** That charts show with summaries what they show without. */
async function expectTrue(run_ids: string[], ranges: readonly object[] = RANGES): Promise<void> {
  for (const range of ranges) {
    const request = { run_ids, metric_keys: ['m'], ...range }
    expect(await queryMetricHistory(db, request)).toEqual(await queryMetricHistory(plain(), request))
  }
}

/** Rows of the table of metrics that a chart of all of a metric looks at one by one, and statements that it takes. */
async function cost(run: string, range: object = {}): Promise<{ rows: number; statements: number }> {
  let [rows, statements] = [0, 0]
  const watched = plain(db.summaries, (count) => {
    rows += count
    statements++
  })
  await queryMetricHistory(watched, { run_ids: [run], metric_keys: ['m'], buckets: 50, ...range })
  return { rows, statements }
}

const seriesIs = async (run: string, key = 'm'): Promise<unknown> => {
  const [row] = (await db.summaries?.arrays<[string]>('select state from series where run_uuid = ? and key = ?', [run, key])) ?? []
  return row?.[0]
}

test('a long metric is summarized, so that none of its points is read', async () => {
  const run = await newRun()
  await log(run, numbers(60_000))
  await expectTrue([run])
  expect((await cost(run)).statements).toBeGreaterThan(100)
  await keep()
  expect(await seriesIs(run)).toBe('whole')
  await expectTrue([run])
  expect((await cost(run)).statements).toBeLessThan(12)
  expect((await cost(run, { start: 10_000, end: 50_000 })).statements).toBeLessThan(20)
})

test('short metrics are not, and there is no file for them', async () => {
  const run = await newRun()
  await log(run, numbers(3000))
  await log(run, [30_000, 40_000], { key: 'sparse' })
  await keep()
  expect(db.summaries).toBeUndefined()
  await log(
    run,
    numbers(3000).map((step) => step + 45_000),
    { key: 'sparse' },
  )
  await keep()
  expect(db.summaries).toBeUndefined()
})

test('long metrics are found among many that are not', async () => {
  const long = await newRun()
  await log(long, numbers(12_000))
  const others = await Promise.all(numbers(130).map(newRun))
  for (const run of others.slice(0, 60)) await log(run, [40_000])
  keeper.close()
  keeper = newKeeper()
  await keep()
  expect(await seriesIs(long)).toBe('whole')
  // All at once, when there are summaries already.
  for (const run of others.slice(60)) await log(run, [40_000])
  const late = await newRun()
  await log(late, numbers(12_000))
  await keep()
  expect(await seriesIs(late)).toBe('whole')
  expect(await db.summaries?.arrays('select count(*) from series')).toEqual([[2]])
  await expectTrue([long, late, others[3] ?? ''])
})

for (const [what, steps] of Object.entries({
  'steps far apart': numbers(45_000).map((at) => 13 * at),
  'steps with gaps': numbers(45_000).map((at) => at + 100_000 * Math.floor(at / 9000)),
  'steps before 0': numbers(45_000).map((at) => at - 20_000),
  'three points a step': numbers(66_000).map((at) => Math.floor(at / 3)),
  'steps from far on': numbers(45_000).map((at) => at + 10 ** 15),
} satisfies Record<string, number[]>))
  test(`${what} are shown as they are`, async () => {
    const run = await newRun()
    let time = 0
    await log(run, steps, { timestamp: () => time++ })
    await keep()
    expect(await seriesIs(run)).toBe('whole')
    await expectTrue([run])
    const [from, to] = [steps[20_001] ?? 0, steps[40_000] ?? 0]
    const request = { run_ids: [run], metric_keys: ['m'], buckets: 11, start: from, end: to }
    expect(await queryMetricHistory(db, request)).toEqual(await queryMetricHistory(plain(), request))
  })

for (const [what, more, logged] of [
  ['steps beyond 2^53', [2n ** 60n], {}],
  ['times beyond 2^53', [50_000], { timestamp: () => 2n ** 60n }],
] satisfies [string, Step[], Logged][])
  test(`${what} stay without summaries`, async () => {
    const run = await newRun()
    await log(run, numbers(30_000))
    await keep()
    await log(run, more, logged)
    await expectTrue([run])
    await keep()
    expect(await seriesIs(run)).toBe('unfit')
    await expectTrue([run])
    await log(run, [60_000])
    await keep()
    expect(await seriesIs(run)).toBe('unfit')
  })

test('a metric that grows is shown with what is new at once, and is summarized when it has settled', async () => {
  const run = await newRun()
  await log(run, numbers(40_000))
  await keep()
  for (const step of [40_000, 40_001, 70_000, -5, 20_000]) {
    await log(run, [step], { timestamp: () => step + 1 })
    await expectTrue([run])
    await keep({ settle: false })
    await expectTrue([run])
  }
  expect(await seriesIs(run)).toBe('pending')
  await keep()
  expect(await seriesIs(run)).toBe('whole')
  await expectTrue([run])
})

test('of a metric that grows all but its last chunk is summarized meanwhile', async () => {
  const run = await newRun()
  await log(run, numbers(40_000))
  await keep()
  await log(run, [40_000])
  expect((await cost(run)).rows).toBeLessThan(9000)
  await keep({ settle: false })
  expect((await cost(run)).rows).toBeLessThan(9000)
  const [chunks] = (await db.summaries?.arrays('select count(*) from chunks')) ?? []
  expect(chunks).toEqual([2])
})

test('what other processes write and delete is seen', async () => {
  const [one, other] = [await newRun(), await newRun()]
  await log(one, numbers(40_000))
  await log(other, numbers(30_000))
  await keep()
  expect([await seriesIs(one), await seriesIs(other)]).toEqual(['whole', 'whole'])
  const process = new SqliteConnection(join(folder, 'test.db'), SETTINGS)
  // The end of the table goes: its numbers are given again.
  await process.run('delete from metrics where run_uuid = ?', [other])
  await expectTrue([one, other])
  await process.insertRows('metrics', POINT, [['m', 5, 7, 12_345, false, one]])
  process.close()
  await expectTrue([one, other])
  await keep()
  await expectTrue([one, other])
  expect([await seriesIs(one), await seriesIs(other)]).toEqual(['whole', undefined])
})

test('a row that was given the number of the last one is seen', async () => {
  const [run, gone] = [await newRun(), await newRun()]
  await log(run, numbers(40_000))
  await log(gone, [1])
  await keep()
  await db.run('delete from metrics where run_uuid = ?', [gone])
  await log(run, [40_000])
  await expectTrue([run])
  await keep()
  await expectTrue([run])
})

test('the next process goes on where the one before ended', async () => {
  const run = await newRun()
  await log(run, numbers(40_000))
  const first = newKeeper({ slice: 0 })
  for (const _ of numbers(100)) await first.step()
  first.close()
  expect(await seriesIs(run)).toBe('pending')
  const second = newKeeper({ slice: 0 })
  await untilDone(second)
  second.close()
  expect(await seriesIs(run)).toBe('whole')
  await expectTrue([run])
})

test('runs that are gone are forgotten', async () => {
  const [one, other] = [await newRun(), await newRun()]
  await log(one, numbers(21_000))
  await log(other, numbers(22_000))
  await keep()
  await db.run('delete from metrics where run_uuid = ?', [one])
  await keep()
  expect([await seriesIs(one), await seriesIs(other)]).toEqual([undefined, 'whole'])
  await expectTrue([one, other])
})

test('a run that is deleted while a chunk of it is read leaves nothing', async () => {
  const run = await newRun()
  await log(run, numbers(40_000))
  await log(await newRun(), [1])
  const slow = newKeeper({ slice: 0 })
  for (const _ of numbers(250)) await slow.step()
  await db.run('delete from metrics where run_uuid = ?', [run])
  // This one finds it gone first.
  await keep()
  await untilDone(slow)
  slow.close()
  expect(await seriesIs(run)).toBeUndefined()
  expect(await db.summaries?.arrays('select count(*) from chunks')).toEqual([[0]])
})

for (const [who, other] of [
  ['the same', false],
  ['another', true],
] as const)
  test(`points that come while a chunk is read, seen by ${who} process, are in it`, async () => {
    const run = await newRun()
    await log(run, numbers(40_000))
    const slow = newKeeper({ slice: 0 })
    // In the midst of the second chunk.
    for (const _ of numbers(250)) await slow.step()
    const [built] = (await db.summaries?.arrays('select count(*) from chunks')) ?? []
    expect(built).toEqual([1])
    await log(run, [16_384], { timestamp: () => 1 })
    if (other) await keep()
    await untilDone(slow)
    slow.close()
    await keep()
    expect(await seriesIs(run)).toBe('whole')
    await expectTrue([run])
  })

test('charts are true whatever happens to the table, though two processes keep summaries', { timeout: 120_000 }, async () => {
  const keepers = [keeper, newKeeper()]
  let runs = [await newRun(), await newRun()]
  await log(runs[0] ?? '', numbers(25_000))
  for (const round of numbers(30)) {
    const ranges = [RANGES[round % RANGES.length] ?? {}, { buckets: 30 + round }]
    const run = runs[round % 2] ?? ''
    const what = (round * 7) % 11
    if (what === 3) {
      await db.run('delete from metrics where run_uuid = ?', [run])
      runs = [await newRun(), ...runs.filter((each) => each !== run)]
    } else if (what === 5) db.exec('vacuum')
    else if (what === 7) await log(run, [9_000, 9_001, -round])
    else
      await log(
        run,
        numbers(6000).map((at) => at + 2500 * round),
      )
    await expectTrue(runs, ranges)
    for (let steps = (round * 5) % 8; steps > 0; steps--) await keepers[steps % 3 === 1 ? 1 : 0]?.step()
    now += 3000
    await expectTrue(runs, ranges)
  }
  await keep()
  await expectTrue(runs)
  keepers[1]?.close()
})

test('more rows than are looked at are not looked at', async () => {
  const [run, busy] = [await newRun(), await newRun()]
  await log(run, numbers(40_000))
  await keep()
  await log(busy, numbers(19_000))
  expect((await cost(run)).statements).toBeLessThan(12)
  await log(busy, numbers(2000), { key: 'other' })
  expect((await cost(run)).statements).toBeGreaterThan(100)
  await expectTrue([run, busy])
})
