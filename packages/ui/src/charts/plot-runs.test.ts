import { expect, test } from 'vitest'
import { regionsOf } from './contour-grid.ts'
import { runsTable } from './chart-table.ts'
import { barOption } from './bar-options.ts'
import { differences } from './plot-options.ts'
import { axesIn, axisOf, boxOf, firstAxes, paretoFront, toPlotGroups, toPlotRuns, varyingAxes } from './plot-runs.ts'

const runs = toPlotRuns([
  {
    info: { run_id: 'a', run_name: 'one' },
    data: {
      params: [
        { key: 'lr', value: '0.1' },
        { key: 'opt', value: 'adam' },
      ],
      metrics: [{ key: 'loss', value: 2 }],
    },
  },
  {
    info: { run_id: 'b' },
    data: {
      params: [
        { key: 'lr', value: '1e-2' },
        { key: 'opt', value: '3' },
      ],
      metrics: [{ key: 'loss', value: 'NaN' }],
    },
  },
  { info: { run_id: 'c', run_name: 'three' }, data: { params: [{ key: 'opt', value: 'adam' }], metrics: [{ key: 'loss', value: 3 }] } },
])

test('params are numbers when all of them are', () => {
  expect(axisOf(runs, 'params.lr')).toMatchObject({ isNumber: true, values: [0.1, 0.01, undefined] })
  expect(axisOf(runs, 'params.opt')).toMatchObject({ isNumber: false, values: ['adam', '3', 'adam'] })
  expect(axisOf(runs, 'metrics.loss').values).toEqual([2, NaN, 3])
  expect(axisOf(runs, 'metrics.none').values).toEqual([undefined, undefined, undefined])
})

test('axes are listed, those that vary by themselves', () => {
  expect(axesIn(runs)).toEqual(['params.lr', 'params.opt', 'metrics.loss'])
  expect(varyingAxes(runs.slice(0, 1))).toEqual(axesIn(runs))
  expect(varyingAxes([runs[0], runs[2]].flatMap((run) => run ?? []))).toEqual(['params.lr', 'metrics.loss'])
})

test('a run without a name is called by its id', () => expect(runs[1]?.name).toBe('b'))

for (const [what, less, front] of [
  ['both less', [true, true], [2, 0, 1]],
  ['both more', [false, false], [3]],
  ['x less, y more', [true, false], [2]],
] as const)
  test(`the Pareto front with ${what}`, () =>
    expect(
      paretoFront(
        [
          [2, 2],
          [3, 1],
          [1, 3],
          [3, 3],
          [NaN, 0],
          ['x', 0],
          [undefined, 1],
        ],
        less,
      ),
    ).toEqual(front))

test('a box has quartiles, whiskers and outliers', () => {
  expect(boxOf([1, 2, 3, 4, 5, 100, NaN])).toEqual({ five: [1, 2.25, 3.5, 4.75, 5], outliers: [100] })
  expect(boxOf([7])).toEqual({ five: [7, 7, 7, 7, 7], outliers: [] })
})

test('regions rise towards the highest point and stay inside', () => {
  const regions = regionsOf([
    [0, 0, 0],
    [10, 0, 1],
    [0, 10, 1],
    [5, 0, 1],
    [0, 5, 1],
    [10, 10, 8],
  ])
  expect(regions).toHaveLength(8)
  const top = regions.at(-1)?.polygons.flat(2) ?? []
  expect(top.length).toBeGreaterThan(0)
  for (const [x, y] of top) {
    expect(x).toBeGreaterThan(5)
    expect(y).toBeGreaterThan(5)
    expect(Math.max(x, y)).toBeLessThanOrEqual(10)
  }
})

const onLine = (height: (at: number) => number, x: (at: number) => number) =>
  Array.from({ length: 8 }, (_, at) => [x(at), at, height(at)] as const)
for (const [why, points] of [
  [
    'five points, between which a surface would be made up',
    [
      [0, 0, 0],
      [1, 0, 1],
      [0, 1, 1],
      [1, 1, 3],
      [0.5, 0.5, 2],
    ],
  ],
  [
    'one line',
    onLine(
      (at) => at,
      () => 0,
    ),
  ],
  [
    'one height',
    onLine(
      () => 1,
      (at) => at % 3,
    ),
  ],
] as const)
  test(`${why} have no regions`, () => expect(regionsOf(points)).toEqual([]))

test('a param and a metric of one name are distinguished', () => {
  const both = [
    {
      run_id: 'r',
      name: 'r',
      color: '',
      params: new Map([
        ['lr', '0.1'],
        ['depth', '3'],
      ]),
      metrics: new Map([['lr', 0.05]]),
    },
  ]
  expect(
    ['params.lr', 'metrics.lr', 'params.depth'].map((axis) => axisOf(both, axis)).map(({ key, name, values }) => [key, name, values[0]]),
  ).toEqual([
    ['lr', 'lr (param)', 0.1],
    ['lr', 'lr (metric)', 0.05],
    ['depth', 'depth', 3],
  ])
})

test('differences are from the baseline, in percent of it; NaN is left out', () => {
  expect(differences(runs, ['metrics.loss'], 'a').map(({ run, delta, percent }) => [run.name, delta, percent])).toEqual([['three', 1, 50]])
  expect(differences(runs, ['metrics.loss'], 'b')).toEqual([])
})

for (const [kind, axes] of [
  ['parallel', ['params.lr', 'params.opt', 'metrics.loss']],
  ['box', ['params.lr', 'metrics.loss']],
  ['scatter', ['params.lr', 'metrics.loss']],
  ['contour', ['params.lr', 'metrics.loss']],
] as const)
  test(`a ${kind} plot begins with ${axes.join(' and ')}`, () => expect(firstAxes(runs, kind)).toEqual(axes))

test('groups are their means, with whiskers where there is an interval and one metric', () => {
  const line = { name: 'x', color: '#123456', dash: [], xs: [0], steps: [], times: [], points: 1 }
  const groups = toPlotGroups([
    { ...line, id: 'depth = 5\nauc', ys: [0.8], low: [0.7], high: [0.9] },
    { ...line, id: 'depth = 5\nloss', ys: [2], low: [1], high: [3] },
    { ...line, id: 'depth = 3\nauc', ys: [0.6], low: [NaN], high: [NaN] },
  ])
  expect(groups.map(({ name, metrics }) => [name, Object.fromEntries(metrics)])).toEqual([
    ['depth = 5', { auc: 0.8, loss: 2 }],
    ['depth = 3', { auc: 0.6 }],
  ])
  expect(runsTable(groups, ['metrics.auc'])).toEqual({
    columns: ['Group', 'auc', 'auc low', 'auc high'],
    rows: [
      ['depth = 5', 0.8, 0.7, 0.9],
      ['depth = 3', 0.6, NaN, NaN],
    ],
  })
  const ink = { dark: false, text: '', grid: '', background: '' } as Parameters<typeof barOption>[2]
  const series = (axes: string[]) =>
    (barOption(groups, axes, ink)['series'] as { type: string; data: unknown }[]).map(({ type, data }) => [type, data])
  expect(series(['metrics.auc'])).toMatchObject([
    ['bar', [{ value: 0.6 }, { value: 0.8 }]],
    ['custom', [[0.7, 0.9, 1]]],
  ])
  expect(series(['metrics.auc', 'metrics.loss']).map(([type]) => type)).toEqual(['bar', 'bar'])
})
