import { expect, test } from 'vitest'
import { type Line, lineOf, nearest, smoothed } from './line-series.ts'
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

test('smoothing keeps a constant, does not lean to zero, and steps over what is not finite', () => {
  for (const value of smoothed([5, 5, 5], 0.9)) expect(value).toBeCloseTo(5)
  expect(smoothed([0, NaN, 1], 0.5)[1]).toBeNaN()
  expect(smoothed([0, NaN, 1], 0.5)[2]).toBeCloseTo(2 / 3)
  expect(smoothed([1, 2], 0)).toEqual([1, 2])
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
