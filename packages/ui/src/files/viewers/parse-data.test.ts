import { expect, test } from 'vitest'
import { loggedTable, parseData } from './parse-data.ts'

for (const [why, text, extension, value] of [
  ['JSON', '{"a": [1, null]}', 'json', { a: [1, null] }],
  [
    "Python's NaN and infinities",
    '{"a": [NaN, -Infinity, Infinity], "NaN": "NaN, Infinity"}',
    'json',
    { a: [NaN, -Infinity, Infinity], NaN: 'NaN, Infinity' },
  ],
  ['YAML', 'a:\n  - 1\n  - b: true\n', 'yaml', { a: [1, { b: true }] }],
  ['several YAML documents', 'a: 1\n---\nb: 2\n', 'yml', [{ a: 1 }, { b: 2 }]],
] as const)
  test(why, () => expect(parseData(text, extension)).toEqual(value))

for (const [why, text, extension] of [
  ['JSON that ends too soon', '{"a": [1, 2', 'json'],
  ['JSON with NaN that ends too soon', '{"a": [NaN, 2', 'json'],
  ['broken YAML', 'a: [1, 2', 'yaml'],
  [
    'a bomb of aliases',
    `a: &a [x]\n${'bcdefghij'
      .split('')
      .map((key, at) => `${key}: &${key} [${Array(9).fill(`*${'abcdefghi'[at]}`).join(', ')}]`)
      .join('\n')}`,
    'yaml',
  ],
] as const)
  test(`refuses ${why}`, () => expect(() => parseData(text, extension)).toThrow())

test('a logged table', () => {
  expect(loggedTable({ columns: ['a', 1], data: [[1, 'x'], [2]] })).toEqual({ columns: ['a', '1'], rows: [[1, 'x'], [2]] })
  for (const value of [
    null,
    [],
    { columns: [] },
    { columns: ['a'], data: [1] },
    { columns: ['a'], data: [[1, 2]] },
    { columns: [], data: [] },
  ])
    expect(loggedTable(value)).toBeUndefined()
})
