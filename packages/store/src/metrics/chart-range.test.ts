import { expect, test } from 'vitest'
import { bucketGrid } from './chart-range.ts'

const grid = (first: bigint, last: bigint, buckets: number, axis: 'step' | 'timestamp' = 'step') =>
  bucketGrid({ first, last }, { axis, buckets })

test('buckets of few steps, and of times, begin at the first point', () => {
  expect(grid(7n, 606n, 10)).toEqual({ start: 7n, width: 60n, unit: 1n })
  expect(grid(7n, 1_000_006n, 10, 'timestamp')).toEqual({ start: 7n, width: 100_000n, unit: 1n })
})

test('buckets of many steps begin at whole multiples of a power of 2', () => {
  expect(grid(7n, 1_000_006n, 300)).toEqual({ start: 0n, width: 3584n, unit: 256n })
  expect(grid(-1500n, 1499n, 10)).toEqual({ start: -1504n, width: 320n, unit: 32n })
  expect(grid(7n, 906n, 10)).toEqual({ start: 0n, width: 96n, unit: 16n })
  expect(grid(31n, 31n + 2559n, 10)).toEqual({ start: 0n, width: 288n, unit: 32n })
})

test('there are as many as are wanted at most, and they are hardly wider than need be', () => {
  for (let at = 0; at < 2000; at++) {
    const first = BigInt((at * 7919) % 10_007) - 5000n
    const last = first + BigInt(at * at * 31)
    const buckets = 1 + ((at * 13) % 700)
    const { start, width, unit } = grid(first, last, buckets)
    expect((last - start) / width).toBeLessThan(buckets)
    expect(start).toBeLessThanOrEqual(first)
    expect([width % unit, start % unit]).toEqual([0n, 0n])
    const exact = (last - first + BigInt(buckets)) / BigInt(buckets)
    expect(width).toBeLessThanOrEqual(exact + 2n * (unit === 1n ? 0n : unit))
  }
})
