import { expect, test } from 'vitest'
import { csvOf, pointsTable, runsTable, summaryTable } from './chart-table.ts'
import type { Line } from './line-series.ts'
import { toPlotRuns } from './plot-runs.ts'

const line: Line = {
  id: 'a',
  name: 'one',
  color: '',
  dash: [],
  xs: [1, 2, 3],
  ys: [5, NaN, 4],
  steps: [1, 2, 3],
  times: [0, 1000, 2000],
  points: 300,
}

test('a line is summed up by its finite values and true number of points', () => {
  expect(summaryTable([line]).rows).toEqual([['one', 4, 4, 5, 3, 300]])
  expect(summaryTable([{ ...line, ys: [], steps: [] }]).rows).toEqual([['one', undefined, undefined, undefined, undefined, 300]])
})

test('points carry step and time, means of groups their interval', () => {
  expect(pointsTable([line], 'step').rows[1]).toEqual(['one', 2, NaN, 2, '1970-01-01T00:00:01.000Z'])
  const band = pointsTable([{ ...line, low: [1, 2, 3], high: [7, 8, 9] }], 'step')
  expect(band).toMatchObject({ columns: ['run', 'step', 'value', 'low', 'high'] })
  expect(band.rows[2]).toEqual(['one', 3, 4, 3, 9])
})

test('runs with their axes', () => {
  const runs = toPlotRuns([{ info: { run_id: 'r' }, data: { params: [{ key: 'lr', value: '0.1' }] } }])
  expect(runsTable(runs, ['params.lr', 'metrics.m'])).toEqual({ columns: ['Run', 'lr', 'm'], rows: [['r', 0.1, undefined]] })
})

for (const [cell, text] of [
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ['=1+1', "'=1+1"],
  ['-3', '-3'],
  ['@x', "'@x"],
  [NaN, 'NaN'],
  [0.1, '0.1'],
  [undefined, ''],
] as const)
  test(`CSV cell ${String(cell)}`, () => expect(csvOf({ columns: ['c'], rows: [[cell]] })).toBe(`c\r\n${text}\r\n`))
