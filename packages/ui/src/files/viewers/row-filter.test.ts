import { expect, test } from 'vitest'
import { columnSummaries, rowFilter } from './row-filter.ts'

const COLUMNS = ['name', 'Score', 'a b']
const ROWS = [
  ['ada', '0.9', 'x'],
  ['bob', '10', ''],
  ['Ada B', null, 'x = y'],
]
const found = (text: string): unknown[] => {
  const holds = rowFilter(text, COLUMNS)
  return holds ? ROWS.filter(holds).map(([name]) => name) : ['all']
}

test.each([
  ['', ['all']],
  ['  ', ['all']],
  ['ada', ['ada', 'Ada B']],
  ['score > 0.5', ['ada', 'bob']],
  ['score > 9', ['bob']],
  ['Score <= 0.9', ['ada']],
  ['score = 10', ['bob']],
  ['score != 10', ['ada', 'Ada B']],
  ['name = "Ada B"', ['Ada B']],
  ['name ~ B', ['bob', 'Ada B']],
  ['"a b" = x', ['ada']],
  ['score > 0.5 and name ~ bo', ['bob']],
  ['x = y', ['Ada B']],
  ['nothing > 3', []],
])('%j finds %j', (text, names) => expect(found(text)).toEqual(names))

test('columns are summed up', () => {
  const rows = [
    [1, 'a'],
    ['2', 'b'],
    [10, 'a'],
    [NaN, ''],
    [null, 'a'],
  ]
  expect(columnSummaries(['n', 't', 'none'], rows)).toEqual([
    { name: 'n', missing: 2, distinct: 3, min: 1, max: 10, mean: 13 / 3, median: 2 },
    { name: 't', missing: 1, distinct: 2, top: ['a', 3] },
    { name: 'none', missing: 5, distinct: 0 },
  ])
  expect(columnSummaries(['n'], [[1], [2], [3], [4]])[0]?.median).toBe(2.5)
})
