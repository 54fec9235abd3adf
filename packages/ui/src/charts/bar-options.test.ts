import { expect, test } from 'vitest'
import { barOption } from './bar-options.ts'
import type { Ink } from './line-plot.ts'
import { middle } from './axis-text.ts'
import { isLog } from './plot-look.ts'
import { type Axis, toPlotRuns } from './plot-runs.ts'

const ink: Ink = { dark: false, text: '#000000', grid: '#cccccc', background: '#ffffff' }

interface Bar {
  value: number | null
  label?: { formatter: string }
}

/** Names of runs from the top, with the value of each bar and the words beside it, and where the axis begins. */
function barsOf(metric: string, values: readonly (number | string)[]): { rows: string[]; min: number | undefined } {
  const runs = toPlotRuns(
    values.map((value, at) => ({ info: { run_id: `${at}`, run_name: `run ${at}` }, data: { metrics: [{ key: metric, value }] } })),
  )
  const option = barOption(runs, [`metrics.${metric}`], ink)
  const [series] = option['series'] as { data: Bar[] }[]
  const names = (option['yAxis'] as { data: string[] }).data
  const rows = names.map((name, at) => `${name}: ${series?.data[at]?.value} ${series?.data[at]?.label?.formatter}`)
  return { rows: rows.toReversed(), min: (option['xAxis'] as { min?: number }).min }
}

for (const [what, metric, values, rows] of [
  ['the highest accuracy stands first', 'accuracy', [0.2, 0.9], ['run 1: 0.9 0.9', 'run 0: 0.2 0.2']],
  ['the lowest loss stands first', 'val/loss', [0.2, 0.9], ['run 0: 0.2 0.2', 'run 1: 0.9 0.9']],
  [
    'NaN and infinities are words at the start of the axis, last',
    'f1',
    ['NaN', 0.5, 'Infinity', '-Infinity'],
    ['run 1: 0.5 0.5', 'run 0: 0 NaN', 'run 2: 0 infinity', 'run 3: 0 -infinity'],
  ],
  [
    'infinities as databases keep them are no bars to 1.8e308',
    'f1',
    [Number.MAX_VALUE, 3, -Number.MAX_VALUE],
    ['run 1: 3 3', 'run 0: 0 infinity', 'run 2: 0 -infinity'],
  ],
] as const)
  test(`bars: ${what}`, () => expect(barsOf(metric, values).rows).toEqual(rows))

for (const [values, min] of [
  [[0.97, 0.98, 1], 0.95],
  [[0.2, 0.9], undefined],
  [[-3, -2.9], undefined],
  [[0.5, 0.5], undefined],
  [[1000, 1010], 990],
] as const)
  test(`bars of ${values.join(', ')} begin at ${min ?? 0}`, () => expect(barsOf('acc', values).min).toBe(min))

test('bars of groups begin where their intervals have room, their values above the intervals', () => {
  const group = (name: string, value: number, low: number) => ({
    run_id: name,
    name,
    color: '#4570da',
    params: new Map(),
    metrics: new Map([['acc', value]]),
    spread: new Map([['acc', [low, 2 * value - low] as const]]),
  })
  const option = barOption([group('a', 0.98, 0.5), group('b', 0.97, 0.9)], ['metrics.acc'], ink)
  expect(option['xAxis']).not.toHaveProperty('min')
  const [series] = option['series'] as { data: { label: object }[] }[]
  expect(series?.data[0]?.label).toMatchObject({ formatter: '0.97', offset: [0, -9] })
})

const axis = (values: Axis['values'], isNumber = true): Axis => ({ axis: 'params.x', key: 'x', name: 'x', values, isNumber })
for (const [values, scale, log] of [
  [[0.1, 0.01, 0.001], 'auto', true],
  [[0.1, 0.01, 0.001], 'linear', false],
  [[1, 2, 3], 'auto', false],
  [[1, 2, 3], 'log', true],
  [[0, 1, 1000], 'log', false],
  [[-1, 1, 1000], 'auto', false],
  [[1, 1000, 1], 'auto', false],
] as const)
  test(`an axis of ${values.join(', ')} is ${log ? '' : 'not '}logarithmic with ${scale}`, () =>
    expect(isLog(axis(values), scale)).toBe(log))

test('names are cut in the middle', () => {
  expect(middle('short', 10)).toBe('short')
  expect(middle('layers.12.attention.weight', 12)).toBe('layers…eight')
})
