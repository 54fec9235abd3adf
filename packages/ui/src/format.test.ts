import { expect, test } from 'vitest'
import { ago, bytes, duration, number, plural } from './format.ts'

for (const [value, text] of [
  [0.96444, '0.96444'],
  [0.1234567, '0.123457'],
  [1.23e-7, '1.23e-7'],
  [12345, '12,345'],
  [-0.5, '-0.5'],
  [0, '0'],
  [1.5e12, '1,500,000,000,000'],
  [1.5e22, '1.5e+22'],
  ['NaN', 'NaN'],
  ['Infinity', '∞'],
  ['-Infinity', '-∞'],
] as const) {
  test(`the number ${value} reads ${text}`, () => expect(number(value)).toBe(text))
}

for (const [ms, text] of [
  [0, '0 ms'],
  [999, '999 ms'],
  [12_400, '12.4 s'],
  [165_000, '2m 45s'],
  [11_040_000, '3h 04m'],
  [190_800_000, '2d 5h'],
  [-1, ''],
] as const) {
  test(`${ms} ms last ${text || 'nothing'}`, () => expect(duration(ms)).toBe(text))
}

for (const [seconds, text] of [
  [3, 'just now'],
  [42, '42 s ago'],
  [180, '3 min ago'],
  [7200, '2 h ago'],
  [432_000, '5 d ago'],
] as const) {
  test(`${seconds} s ago reads ${text}`, () => expect(ago(1e12, 1e12 + seconds * 1000)).toBe(text))
}

test('bytes and counts', () => {
  expect([bytes(12), bytes(3482), bytes(1024 ** 3 * 150), bytes(undefined)]).toEqual(['12 B', '3.4 KiB', '150 GiB', ''])
  expect([plural(1, 'run'), plural(1204, 'run')]).toEqual(['1 run', '1,204 runs'])
})

test('the largest number is what databases make of infinity', () => {
  expect(number(Number.MAX_VALUE)).toBe('∞')
  expect(number(-Number.MAX_VALUE)).toBe('-∞')
})
