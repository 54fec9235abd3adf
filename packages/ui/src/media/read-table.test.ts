import { expect, test } from 'vitest'
import { readMatrix, readTable, rowsAt } from './read-table.ts'

test('tables as log_table writes them, and as CSV', () => {
  expect(readTable('{"columns": ["q", "a"], "data": [["x", NaN]]}', 'json')).toEqual({ columns: ['q', 'a'], rows: [['x', NaN]] })
  expect(readTable('{"q": 1}', 'json')).toBeUndefined()
  expect(readTable('q,a\n1,"x, y"\n', 'csv')).toEqual({ columns: ['q', 'a'], rows: [['1', 'x, y']] })
})

test.each([
  [
    '[[1, 2], [3, 4]]',
    {
      labels: ['0', '1'],
      counts: [
        [1, 2],
        [3, 4],
      ],
    },
  ],
  [
    '{"labels": ["cat", "dog"], "matrix": [[1, 2], [3, 4]]}',
    {
      labels: ['cat', 'dog'],
      counts: [
        [1, 2],
        [3, 4],
      ],
    },
  ],
  ['{"confusion_matrix": [[5]], "classes": [true], "note": "x"}', { labels: ['true'], counts: [[5]] }],
  ['[[1, 2]]', undefined],
  ['{"a": [["x"]]}', undefined],
  ['3', undefined],
])('the confusion matrix in %s', (text, matrix) => expect(readMatrix(text)).toEqual(matrix))

test('a table that grows with the training shows the rows of the last step before the one that is looked at', () => {
  const table = {
    columns: ['epoch', 'answer'],
    rows: [
      [1, 'a'],
      [1, 'b'],
      [5, 'c'],
    ],
  }
  expect(
    [0, 1, 4, 5, 9].map((step) =>
      rowsAt(table, step)
        .map((row) => row[1])
        .join(''),
    ),
  ).toEqual(['', 'ab', 'ab', 'c', 'c'])
  expect(rowsAt({ columns: ['answer'], rows: [['a']] }, 0)).toEqual([['a']])
})
