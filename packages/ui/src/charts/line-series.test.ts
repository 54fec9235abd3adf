import { expect, test } from 'vitest'
import { averageOf, type Line, lineOf, nearest } from './line-series.ts'
import { outside, yRange } from './line-table.ts'

const look = { id: 'r', name: 'run', color: '#000000', dash: [] }
const series = (steps: number[], values: (number | string)[], timestamps = steps.map((step) => 1_000 * step)) =>
  ({ run_id: 'r', key: 'loss', points: steps.length, sampled: false, steps, timestamps, values }) as Parameters<typeof lineOf>[0]
const line = (xs: number[], ys: number[]): Line => ({ ...look, xs, ys, steps: xs, times: xs, points: xs.length })

for (const [x, xs] of [
  ['step', [1, 2, 4]],
  ['time', [1_000, 2_000, 4_000]],
  ['relative', [0, 1, 3]],
  ['metrics.epoch', [10, 20, 40]],
] as const)
  test(`a series over ${x}`, () => {
    const epochs = series([0, 2, 4], [0, 20, 40])
    expect(lineOf(series([1, 2, 4], [9, 'NaN', '-Infinity']), look, x, undefined, epochs)).toMatchObject({ xs, ys: [9, NaN, -Infinity] })
  })

test('relative time of a zoomed series counts from the whole one', () => {
  expect(lineOf(series([5], [1]), look, 'relative', 2_000).xs).toEqual([3])
})

test('a metric that falls is put in order as an x axis, points without it are left out', () => {
  const falling = series([0, 1, 2], [3, 2, 1])
  expect(lineOf(series([0, 1, 2, 3], [10, 11, 12, 13]), look, 'metrics.lr', undefined, falling)).toMatchObject({
    xs: [1, 2, 3],
    ys: [12, 11, 10],
    steps: [2, 1, 0],
  })
})

for (const [x, xs] of [
  ['step', [2, 4]],
  ['time', [2, 4]],
  ['relative', [0.001, 0.003]],
  ['metrics.epoch', [20, 40]],
] as const)
  test(`an average over ${x} stands where the server says`, () => {
    const smoothed = { at: [2, 4], values: [7, 'NaN' as const], means: [], counts: [] }
    const epochs = series([0, 2, 4], [0, 20, 40])
    const { smooth } = lineOf({ ...series([1, 2, 4], [9, 5, 6]), smoothed }, look, x, 1, epochs)
    expect(smooth).toEqual({ xs, ys: [7, NaN] })
  })

test('an average is a series of its own', () => {
  expect(averageOf(series([1, 2], [3, 4]))).toBeUndefined()
  const smoothed = { at: [2], values: [3.5], means: [], counts: [] }
  expect(averageOf({ ...series([1, 2], [3, 4]), smoothed })).toMatchObject({ steps: [2], timestamps: [2], values: [3.5] })
})

for (const [x, place] of [
  [-5, 0],
  [1.4, 0],
  [1.6, 1],
  [99, 2],
] as const)
  test(`the point nearest to ${x} is number ${place}`, () => expect(nearest(line([1, 2, 4], [0, 0, 0]), x)).toBe(place))

test('the y axis shows everything, unless outliers are clipped', () => {
  const ys = Array.from({ length: 100 }, (_, i) => i)
  const wild = line([...ys.keys()], [...ys.slice(1), 1e9])
  const all = { log: false, clip: false, from: -Infinity, to: Infinity }
  expect(yRange([wild], all)).toEqual([1, 1e9])
  const clipped = yRange([wild], { ...all, clip: true })
  expect(clipped?.[1]).toBeLessThan(200)
  expect(outside([wild], clipped ?? [0, 0])).toBe(1)
  expect(yRange([line([...ys.keys()], ys)], { ...all, clip: true })).toEqual([0, 99])
  expect(yRange([wild], { ...all, from: 10, to: 20 })).toEqual([11, 21])
  expect(yRange([line([0], [NaN])], all)).toBeUndefined()
  expect(yRange([line([0, 1], [-1, 2])], { ...all, log: true })).toEqual([2, 2])
})
