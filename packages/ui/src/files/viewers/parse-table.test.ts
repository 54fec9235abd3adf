import { expect, test } from 'vitest'
import { parseTable } from './parse-table.ts'

for (const [why, text, extension, cut, table] of [
  ['commas and quotes', 'a,b\n1,"x, ""y"""\n', 'csv', false, { columns: ['a', 'b'], rows: [['1', 'x, "y"']], ragged: 0 }],
  [
    'semicolons are found',
    'a;b\n1;2\n3;4\n',
    'csv',
    false,
    {
      columns: ['a', 'b'],
      rows: [
        ['1', '2'],
        ['3', '4'],
      ],
      ragged: 0,
    },
  ],
  ['tabs', 'a\tb\n1\t2,5\n', 'tsv', false, { columns: ['a', 'b'], rows: [['1', '2,5']], ragged: 0 }],
  ['pandas without a name for its index', ',b\n0,2\n', 'csv', false, { columns: ['column 1', 'b'], rows: [['0', '2']], ragged: 0 }],
  ['a byte order mark', '\uFEFFa,b\n1,2\n', 'csv', false, { columns: ['a', 'b'], rows: [['1', '2']], ragged: 0 }],
  ['ragged rows', 'a,b\n1\n1,2,3\n', 'csv', false, { columns: ['a', 'b'], rows: [['1'], ['1', '2', '3']], ragged: 2 }],
  ['a part of a file', 'a,b\n1,2\n3', 'csv', true, { columns: ['a', 'b'], rows: [['1', '2']], ragged: 0 }],
] as const)
  test(why, () => expect(parseTable(text, extension, cut)).toEqual(table))

for (const [why, text] of [
  ['binary', 'a,b\0'],
  ['nothing', '\n\n'],
] as const)
  test(`refuses ${why}`, () => expect(() => parseTable(text, 'csv', false)).toThrow())
