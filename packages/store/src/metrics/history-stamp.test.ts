import { createRun, logBatch, queryMetricHistory, type RequestOf } from '@tailrace/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOn, openMemory } from '../testing/memory.ts'
import { historyStamp } from './history-stamp.ts'

const db = await openMemory()
afterAll(() => db.close())

const call = callOn(db)
const newRun = async (): Promise<string> => (await call(createRun, { experiment_id: '0' })).run.info.run_id
const log = (run_id: string, key: string, step: number): Promise<unknown> =>
  call(logBatch, { run_id, metrics: [{ key, step, timestamp: step, value: 1 }] })
/** Many points of one metric. */
async function fill(run: string, points: number): Promise<void> {
  await db.run(
    `with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < ?)
     insert into metrics (key, value, timestamp, run_uuid, step, is_nan) select 'long', i, i, ?, i, 0 from n`,
    [points, run],
  )
}

let run = ''
beforeAll(async () => {
  run = await newRun()
  await log(run, 'other', 0)
  await log(run, 'long', 0)
  await fill(run, 120_000)
})
type Request = RequestOf<typeof queryMetricHistory>
const ask = (more: object = {}): Request => ({ run_ids: [run], metric_keys: ['long', 'other'], ...more })
const now = (request: Request): Promise<string> => historyStamp.now(db, request)
const ofAnswer = async (request: Request): Promise<string> => historyStamp.of(await call(queryMetricHistory, request))

test('is the same until a point of what is asked for is logged', async () => {
  const before = await now(ask())
  expect(JSON.parse(before)).toEqual([
    [run, 'long', 120_001],
    [run, 'other', 1],
  ])
  expect(await ofAnswer(ask())).toBe(before)
  const other = await newRun()
  await log(other, 'long', 0)
  await log(run, 'third', 0)
  expect(await now(ask())).toBe(before)
  await log(run, 'long', 7)
  const after = await now(ask())
  expect(after).not.toBe(before)
  await log(run, 'other', 1)
  expect(await now(ask())).not.toBe(after)
})

/** One of the range that has been logged with another value and time. */
let step = 100
for (const [what, more] of [
  ['the first metrics by name', { metric_keys: undefined, first_metrics: 100 }],
  ['a range of steps', { start: 3, end: 110_000 }],
  ['times', { x: 'time' }],
  ['a range of time', { x: 'time', start: 1, end: 119_990 }],
  ['a metric that is not there', { metric_keys: ['none', 'long'] }],
] as const)
  test(`is of ${what}, of an answer as of now`, async () => {
    const request = ask({ ...more, run_ids: [run, 'none'] })
    const before = await now(request)
    expect(before).not.toBe('')
    expect(await ofAnswer(request)).toBe(before)
    await log(run, 'long', ++step)
    expect(await now(request)).not.toBe(before)
  })

test('a new metric among the first ones makes it another, a point behind the range does not', async () => {
  const [first, range] = [ask({ metric_keys: undefined, first_metrics: 100 }), ask({ start: 0, end: 110_000 })]
  const before = [await now(first), await now(range)]
  await log(run, 'a new one', 0)
  await log(run, 'long', 200_000)
  expect(await now(first)).not.toBe(before[0])
  expect(await now(range)).toBe(before[1])
})

test('a short answer has none', async () => {
  expect(await ofAnswer(ask({ metric_keys: ['other'] }))).toBe('')
  expect(await ofAnswer(ask({ start: 0, end: 5 }))).toBe('')
})
