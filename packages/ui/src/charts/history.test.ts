import { beforeEach, expect, test, vi } from 'vitest'
import { readHistory } from './history.ts'

interface Asked {
  run_ids: string[]
  metric_keys: string[]
  start?: number
  end?: number
}
let asked: Asked[] = []
let isRefused = false

vi.mock('../api/calls.ts', () => ({
  queryMetricHistory: async (request: Asked) => {
    asked.push(request)
    if (isRefused) throw new Error('no')
    return { series: request.run_ids.flatMap((run_id) => request.metric_keys.map((key) => ({ run_id, key, points: 0 }))) }
  },
}))
beforeEach(() => {
  asked = []
  isRefused = false
})

const runs = (count: number): string[] => Array.from({ length: count }, (_, index) => `run ${index}`)
const whole = { x: 'step', buckets: 100 } as const

test('charts that ask in one moment share a request, and each gets its own metric', async () => {
  const [loss, acc, again] = await Promise.all(['loss', 'acc', 'loss'].map((key) => readHistory({ run_ids: runs(2), key, ...whole })))
  expect(asked).toEqual([{ run_ids: runs(2), metric_keys: ['loss', 'acc'], ...whole }])
  expect(loss?.map(({ run_id, key }) => [run_id, key])).toEqual([
    ['run 0', 'loss'],
    ['run 1', 'loss'],
  ])
  expect(acc?.map(({ key }) => key)).toEqual(['acc', 'acc'])
  expect(again).toEqual(loss)
})

test.each([
  [1, [1]],
  [19, [19]],
  [20, [10, 10]],
  [51, [26, 25]],
  [200, [100, 100]],
  [301, [100, 100, 100, 1]],
])('%i runs are asked for by %j', async (count, sizes) => {
  const series = await readHistory({ run_ids: runs(count), key: 'm', ...whole })
  expect(asked.map(({ run_ids }) => run_ids.length)).toEqual(sizes)
  expect(series.map(({ run_id }) => run_id)).toEqual(runs(count))
})

test('a zoom waits for no timer, and its ends are whole numbers', async () => {
  vi.useFakeTimers()
  try {
    const both = ['loss', 'acc'].map((key) => readHistory({ run_ids: runs(1), key, ...whole, start: 2.5, end: 7.5 }))
    await Promise.resolve()
    expect(asked).toEqual([{ run_ids: runs(1), metric_keys: ['loss', 'acc'], ...whole, start: 2, end: 8 }])
    await Promise.all(both)
  } finally {
    vi.useRealTimers()
  }
})

test('what fails fails for every chart that asked', async () => {
  isRefused = true
  const results = await Promise.allSettled(['loss', 'acc'].map((key) => readHistory({ run_ids: runs(1), key, ...whole })))
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})
