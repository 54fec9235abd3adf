import { expect, test } from 'vitest'
import { cellText, isNumeric, sortedIndexes } from './sort-rows.ts'

const sorted = (values: readonly unknown[], up = true): unknown[] =>
  sortedIndexes(values.length, (row) => values[row], up).map((row) => values[row])

for (const [why, values, up, down] of [
  ['numbers as text', ['10', '9', '-1.5', '1e3'], ['-1.5', '9', '10', '1e3'], ['1e3', '10', '9', '-1.5']],
  ['texts in natural order', ['b10', 'b9', 'a'], ['a', 'b9', 'b10'], ['b10', 'b9', 'a']],
  ['what is missing last, both ways', [null, 2, NaN, '', 1], [1, 2, null, NaN, ''], [2, 1, null, NaN, '']],
  ['big integers and truths', [3n, true, 2], [true, 2, 3n], [3n, 2, true]],
] as const)
  test(why, () => {
    expect(sorted(values)).toEqual(up)
    expect(sorted(values, false)).toEqual(down)
  })

test('equal values keep their order', () => expect(sortedIndexes(4, (row) => row % 2, true)).toEqual([0, 2, 1, 3]))

for (const [value, text] of [
  [null, ''],
  [new Date(0), '1970-01-01 00:00:00'],
  [new Date(NaN), 'invalid date'],
  [12n, '12'],
  [[1, 2n], '[1,"2"]'],
  [new Uint8Array(3), '3 bytes'],
] as const)
  test(`a cell of ${String(value)}`, () => expect(cellText(value)).toBe(text))

test('numbers', () => {
  for (const text of ['1', '-1.5', '.5', '1e-3', ' 7 ']) expect(isNumeric(text)).toBe(true)
  for (const text of ['', 'a', '1a', '0x1', '1,2', '-']) expect(isNumeric(text)).toBe(false)
})
