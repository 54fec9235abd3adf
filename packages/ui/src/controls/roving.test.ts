import { expect, test } from 'vitest'
import { nextRow } from './roving.ts'

for (const [why, key, at, count, to] of [
  ['down from none is the first', 'j', -1, 5, 0],
  ['down', 'ArrowDown', 1, 5, 2],
  ['down at the end stays', 'j', 4, 5, 4],
  ['up', 'k', 2, 5, 1],
  ['up from none is the first', 'ArrowUp', -1, 5, 0],
  ['up at the start stays', 'ArrowUp', 0, 5, 0],
  ['a page down', 'PageDown', 3, 50, 13],
  ['a page up stops at the start', 'PageUp', 3, 50, 0],
  ['home', 'Home', 3, 5, 0],
  ['end', 'End', 0, 5, 4],
  ['no rows', 'j', -1, 0, undefined],
  ['a key of no movement', 'a', 0, 5, undefined],
] as const)
  test(`a list: ${why}`, () => expect(nextRow(key, at, count)).toBe(to))
