import { createRun, logBatch } from '@tailrace/contract'
import { afterAll, expect, test } from 'vitest'
import { StreamedResponse } from '../operation.ts'
import { callOn, openMemory } from '../testing/memory.ts'
import { PLACES } from '../testing/places.ts'
import { mergeHistory, queryMetricHistory } from './buckets.ts'

const db = await openMemory()
afterAll(() => db.close())

const call = callOn(db)
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
type Request = Parameters<typeof queryMetricHistory>[1]

/** What so many threads answer together. */
async function askParts(request: Request, of: number): Promise<unknown> {
  const parts = []
  for (const part of numbers(of)) {
    db.share = { part, of }
    const answer = await queryMetricHistory(db, request)
    db.share = undefined
    if (answer instanceof StreamedResponse) throw new Error('a part of an answer came in pieces')
    parts.push(answer)
  }
  return mergeHistory(parts)
}

/** A run with 5,000 points of a metric for each order of steps and times, NaN among them, and one short metric. */
async function longRun(): Promise<string> {
  const { run } = await call(createRun, { experiment_id: '0' })
  const { run_id } = run.info
  for (const [key, place] of Object.entries(PLACES))
    for (const chunk of numbers(5)) {
      const metrics = numbers(1000).map((at) => {
        const [step, timestamp] = place(1000 * chunk + at)
        return { key, step, timestamp, value: at % 101 === 7 ? NaN : (at * 4271) % 997 }
      })
      await call(logBatch, { run_id, metrics })
    }
  await call(logBatch, { run_id, metrics: [{ key: 'short', step: 3, timestamp: 1, value: 2 }] })
  return run_id
}

test('parts of long series are together what the whole is', async () => {
  const run = await longRun()
  for (const of of [2, 3, 8])
    for (const range of [{ buckets: 1 }, { buckets: 7 }, { buckets: 600 }, { buckets: 50, start: 100, end: 4000 }]) {
      const request = { run_ids: [run], metric_keys: [...Object.keys(PLACES), 'short', 'none'], ...range }
      expect(await askParts(request, of)).toEqual(await queryMetricHistory(db, request))
    }
  const first = { run_ids: [run], first_metrics: 3, buckets: 7 }
  expect(await askParts(first, 2)).toEqual(await queryMetricHistory(db, first))
})

test('parts of a smoothed series go on where the part before ends', async () => {
  const run = await longRun()
  const request = { run_ids: [run], metric_keys: Object.keys(PLACES), buckets: 50, smoothing: 0.99 }
  const [parts, whole] = [await askParts(request, 3), await queryMetricHistory(db, request)]
  if (whole instanceof StreamedResponse) throw new Error('the whole answer came in pieces')
  const close = whole.series.map((series) => ({
    ...series,
    smoothed: {
      ...series.smoothed,
      values: series.smoothed?.values.map((value) => expect.closeTo(Number(value), 5)),
      means: series.smoothed?.means.map((value) => expect.closeTo(Number(value), 9)),
    },
  }))
  expect(parts).toEqual({ series: close })
})

test('parts of different moments do not fit together', async () => {
  const run = await longRun()
  const request = { run_ids: [run], metric_keys: ['in order', 'short'], buckets: 10 }
  const part = async (number: number): Promise<never> => {
    db.share = { part: number, of: 2 }
    const answer = await queryMetricHistory(db, request)
    db.share = undefined
    return answer as never
  }
  const first = await part(0)
  expect(mergeHistory([first, await part(1)])?.series).toHaveLength(2)
  await call(logBatch, { run_id: run, metrics: [{ key: 'in order', step: 9_000, timestamp: 1, value: 1 }] })
  expect(mergeHistory([first, await part(1)])).toBeUndefined()
})
