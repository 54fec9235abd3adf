import { expect, test } from 'vitest'
import { parseExpression } from './expression.ts'
import { seriesOf } from './expression-series.ts'
import type { Series } from './history.ts'

const series = (key: string, steps: number[], values: Series['values'], more: Partial<Series> = {}): Series => ({
  run_id: 'r',
  key,
  points: steps.length,
  sampled: false,
  steps,
  timestamps: steps.map((step) => step * 1000),
  values,
  ...more,
})
const of = (text: string, ...all: Series[]): Series | undefined =>
  seriesOf(parseExpression(text), text, (name) => all.find(({ key }) => key === name))

test('metrics of the same steps', () => {
  expect(of('${a} * 100 - ${b}', series('a', [0, 1], [1, 2]), series('b', [0, 1], [5, 7]))).toEqual({
    run_id: 'r',
    key: '${a} * 100 - ${b}',
    points: 2,
    sampled: false,
    steps: [0, 1],
    timestamps: [0, 1000],
    values: [95, 193],
  })
})

test('other steps lie on a straight line; outside of a metric there is nothing', () => {
  const found = of('${a} + ${b}', series('a', [0, 2, 4], [0, 20, 40]), series('b', [1, 3, 9], [1, 3, 9]))
  expect(found).toMatchObject({ steps: [1, 2, 3, 4], values: [11, 22, 33, 44], timestamps: [1000, 2000, 3000, 4000], points: 4 })
})

test('what cannot be computed is a value that is no number', () => {
  expect(of('log(${a})', series('a', [0, 1, 2, 3], [1, 0, -1, 'NaN']))?.values).toEqual([0, '-Infinity', 'NaN', 'NaN'])
  expect(of('1 / ${a}', series('a', [0], [0]))?.values).toEqual(['Infinity'])
})

test('a run that lacks a metric, or whose metrics never meet, has no line', () => {
  expect(of('${a} + ${b}', series('a', [0], [1]))).toBeUndefined()
  expect(of('${a} + ${b}', series('a', [0, 1], [1, 1]), series('b', [5], [1]))).toBeUndefined()
  expect(of('${a}', series('a', [], []))).toBeUndefined()
})

test('points in the order of time are put in that of steps', () => {
  expect(of('${a} + 0', series('a', [3, 1, 2], [30, 10, 20]))).toMatchObject({ steps: [1, 2, 3], values: [10, 20, 30] })
})

test('sampled metrics say how many points there are', () => {
  expect(of('${a}', series('a', [0, 9], [1, 2], { points: 5_000, sampled: true }))).toMatchObject({ points: 5_000, sampled: true })
})
