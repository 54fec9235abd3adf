import { describe, expect, test } from 'vitest'
import { type Table, type TableData, appended, tableOf } from './table.ts'

describe('a table', () => {
  for (const [what, given, table] of [
    [
      'of rows',
      [
        { a: 1, b: 'x' },
        { a: 2, b: 'y' },
      ],
      {
        columns: ['a', 'b'],
        data: [
          [1, 'x'],
          [2, 'y'],
        ],
      },
    ],
    [
      'of rows that lack columns',
      [{ a: 1 }, { b: 2 }],
      {
        columns: ['a', 'b'],
        data: [
          [1, null],
          [null, 2],
        ],
      },
    ],
    [
      'of columns',
      { a: [1, 2], b: ['x', 'y'] },
      {
        columns: ['a', 'b'],
        data: [
          [1, 'x'],
          [2, 'y'],
        ],
      },
    ],
    ['without rows', [], { columns: [], data: [] }],
    ['of empty columns', { a: [], b: [] }, { columns: ['a', 'b'], data: [] }],
    ['with null, false and objects', [{ a: null, b: false, c: { d: 1 } }], { columns: ['a', 'b', 'c'], data: [[null, false, { d: 1 }]] }],
  ] as [string, TableData, Table][]) {
    test(what, () => expect(tableOf(given)).toEqual(table))
  }

  test('of columns of unequal length is refused', () => {
    expect(() => tableOf({ a: [1], b: [1, 2] })).toThrow(expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE' }))
  })
})

describe('below another one', () => {
  const first: Table = { columns: ['a', 'b'], data: [[1, 2]] }
  for (const [why, second, columns, data] of [
    [
      'with the same columns',
      { columns: ['a', 'b'], data: [[3, 4]] },
      ['a', 'b'],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'with the same columns in another order',
      { columns: ['b', 'a'], data: [[4, 3]] },
      ['a', 'b'],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'with a column more',
      { columns: ['c'], data: [[5]] },
      ['a', 'b', 'c'],
      [
        [1, 2, null],
        [null, null, 5],
      ],
    ],
    ['without rows', { columns: [], data: [] }, ['a', 'b'], [[1, 2]]],
  ] as [string, Table, string[], unknown[][]][]) {
    test(why, () => expect(appended(first, second)).toEqual({ columns, data }))
  }
})
