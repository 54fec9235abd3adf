import { describe, expect, test } from 'vitest'
import { type SortValue, parseSort, printSort, sorted } from './sorting.ts'

describe('orders of lists', () => {
  for (const [why, values, descending, order] of [
    ['numbers by size', [10, 9, -1], false, [-1, 9, 10]],
    ['numbers, largest first', [9, 10], true, [10, 9]],
    ['texts by the numbers in them', ['run10', 'run2'], false, ['run2', 'run10']],
    ['what is absent comes last', [undefined, 1, 2], false, [1, 2, undefined]],
    ['what is absent comes last, largest first too', [undefined, 1, 2], true, [2, 1, undefined]],
    ['NaN is absent', [NaN, 1], true, [1, NaN]],
    ['infinities at the ends', [Infinity, 0, -Infinity], false, [-Infinity, 0, Infinity]],
  ] as [string, SortValue[], boolean, SortValue[]][])
    test(why, () => expect(sorted(values, (value) => value, descending)).toEqual(order))

  test('stand in the address as one word', () => {
    expect(parseSort('-last')).toEqual({ column: 'last', descending: true })
    expect(printSort(parseSort('name'))).toBe('name')
  })
})
