import { createRun, logBatch } from '@tailrace/contract'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SqliteConnection } from '../sqlite/connection.ts'
import { callOn, openMemory } from '../testing/memory.ts'
import type { ChartRange } from './chart-range.ts'
import { countAll, isUnchanged } from './point-counts.ts'
import { type RowMark, lastRow, pointsSince } from './row-mark.ts'

let db: SqliteConnection
let run = ''
beforeEach(async () => {
  db = await openMemory()
  run = await newRun()
})
afterEach(() => db.close())

const newRun = async (): Promise<string> => (await callOn(db)(createRun, { experiment_id: '0' })).run.info.run_id
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
const log = (run_id: string, steps: readonly number[]): Promise<unknown> =>
  callOn(db)(logBatch, { run_id, metrics: steps.map((step) => ({ key: 'm', step, timestamp: 1, value: 1 })) })
const steps = (start?: number, end?: number): ChartRange => ({ axis: 'step', start, end, buckets: 1 })
const mark = async (): Promise<RowMark> => {
  const last = await lastRow(db)
  if (!last) throw new Error('there is no row')
  return last
}
const since = (at: RowMark, range = steps(), most = 100) => pointsSince(db, at, run, 'm', range, most)

test('counts what came behind the mark', async () => {
  expect(await lastRow(db)).toBeUndefined()
  await log(run, numbers(10))
  const at = await mark()
  expect(await since(at)).toBe(0)
  await log(await newRun(), [3, 4])
  expect(await since(at)).toBe(0)
  await log(run, [20, 30])
  expect([await since(at), await since(at, steps(21)), await since(at, steps(0, 19))]).toEqual([2, 1, 0])
  expect(await since(at, steps(), 4)).toBe(2)
  expect(await since(at, steps(), 3)).toBeUndefined()
})

test('a mark that went with its run tells nothing, also where its number was given again', async () => {
  await log(run, numbers(10))
  const gone = await newRun()
  await log(gone, [1, 2, 3])
  const at = await mark()
  await db.run('delete from metrics where run_uuid = ?', [gone])
  expect(await since(at)).toBeUndefined()
  await log(run, [11, 12, 13])
  expect((await mark()).rowid).toBe(at.rowid)
  expect(await since(at)).toBeUndefined()
})

test('a count is right whatever happens to the table', async () => {
  const others = await newRun()
  const range = steps(5, 40)
  let logged = 0
  for (const round of numbers(30)) {
    if (round % 7 === 3) await db.run('delete from metrics where run_uuid = ?', [others])
    else if (round % 7 === 5) db.exec('vacuum')
    else
      await log(
        round % 3 === 0 ? others : run,
        numbers(1 + (round % 4)).map((at) => 10 * (at + 1) + round),
      )
    const [[expected] = [0]] = await db.arrays<[number]>(
      `select count(*) from metrics where run_uuid = ? and key = 'm' and step between 5 and 40`,
      [run],
    )
    logged = Math.max(logged, expected)
    expect(await countAll(db, run, 'm', range)).toBe(expected)
    const now = { points: expected, mark: await lastRow(db) }
    expect(await isUnchanged(db, run, 'm', range, now)).toBe(true)
    await log(run, [5])
    expect(await isUnchanged(db, run, 'm', range, now)).toBe(round > 0)
  }
  expect(logged).toBeGreaterThan(20)
})
