import { describe, expect, test } from 'vitest'
import { parseRange, RangeNotSatisfiable, resolveRange } from './range.ts'

describe('of five bytes', () => {
  for (const [header, range] of [
    ['bytes=1-2', { start: 1, end: 2 }],
    ['bytes=0-99', { start: 0, end: 4 }],
    ['bytes=4-', { start: 4, end: 4 }],
    ['bytes=-2', { start: 3, end: 4 }],
    ['bytes=-99', { start: 0, end: 4 }],
    ['Bytes= 1 - 2 ', { start: 1, end: 2 }],
    ['bytes=9-', 'unsatisfiable'],
    ['bytes=5-6', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=2-1', 'whole'],
    ['bytes=1-2,4-4', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=a-b', 'whole'],
    ['bytes=--1', 'whole'],
    ['x=1-2', 'whole'],
    [undefined, 'whole'],
  ] as const) {
    test(String(header), () => expect(ofFiveBytes(header)).toEqual(range))
  }
})

test('an empty file has no range', () => {
  expect(() => resolveRange({ start: 0 }, 0)).toThrow('outside the 0 bytes')
})

function ofFiveBytes(header: string | undefined) {
  const wanted = parseRange(header)
  if (!wanted) return 'whole'
  try {
    return resolveRange(wanted, 5)
  } catch (error) {
    return error instanceof RangeNotSatisfiable && error.size === 5 ? 'unsatisfiable' : error
  }
}
