import { expect, test } from 'vitest'
import { aligned, columnDigits, deltaOf, digitsOf, filled, filledNumeral, heatOf, pointOf } from './numbers.ts'

for (const [values, digits] of [
  [[0.9644, 0.88], 4],
  [[1, 2, 3], 0],
  [[1200.5, 3], 1],
  [[0.90001, 0.90002], 6],
  [['NaN', 'Infinity'], 0],
  [[0.5, Number.MAX_VALUE], 1],
  [[], 0],
  [[1e-7, 2e-7], 8],
  [[0.9644, 0.0512], 4],
  [[0.96443219, 0.05123419], 5],
  [[0.5, 6.309573e-5], 2],
  [[10992.6, 10773], 1],
] as const)
  test(`digits of ${JSON.stringify(values)}`, () => expect(digitsOf(values)).toBe(digits))

for (const [value, digits, text] of [
  [0.5, 4, '0.5000'],
  [6.309573444801929e-5, 4, '6.31e-5'],
  [0.00051234, 4, '0.0005123'],
  [0.0005, 4, '0.0005'],
  [1.23456, 1, '1.235'],
  [10773, 1, '10,773.0'],
  [1234.5, 1, '1,234.5'],
  [1e-9, 4, '1e-9'],
  [0, 4, '0.0000'],
  [1e12, 0, '1e+12'],
  ['NaN', 4, 'NaN'],
  ['-Infinity', 4, '-Infinity'],
  [Number.MAX_VALUE, 4, 'Infinity'],
  [-Number.MAX_VALUE, 0, '-Infinity'],
  [undefined, 4, ''],
] as const)
  test(`${value} with ${digits} digits`, () => expect(aligned(value, digits)).toBe(text))

/** Where the point of a filled text stands or would stand, from its end. */
const place = (text: string): number => text.length - (/^-?[\d,]+/.exec(text)?.[0].length ?? 0)

test('numbers of a column stand below each other by their points, and none loses its size', () => {
  for (const values of [
    [0.08157, 6.309573444801929e-5, 0.5],
    [10992.6, 10773, 1.25],
    [1, 2, 300],
    [1e12, 0.5],
    [-1e-9, 5e-324, 'NaN', 3],
  ]) {
    const { digits, behind } = columnDigits(values)
    const shown = values
      .filter((value) => typeof value === 'number')
      .map((value) => [value, filled(aligned(value, digits), behind)] as const)
    if (behind > 0) expect(new Set(shown.map(([, text]) => place(text))).size, JSON.stringify(shown)).toBe(1)
    for (const [value, text] of shown) {
      const read = Number(text.replaceAll(/[,\s\u2007\u2008]/g, ''))
      expect(Math.abs(read - value), text).toBeLessThanOrEqual(Math.abs(value) * 5.1e-4)
    }
  }
  expect(filled('NaN', 4)).toBe('NaN')
})

test('numerals that are texts stand below each other', () => {
  expect(pointOf(['1', '0.001', '0.05'])).toBe(3)
  expect(pointOf(['1e-3', '0.05'])).toBe(2)
  expect(pointOf(['adam', 'sgd', '1'])).toBeUndefined()
  expect(pointOf([])).toBeUndefined()
  expect(new Set(['1', '0.001', '0.05'].map((text) => place(filledNumeral(text, 3)))).size).toBe(1)
  expect(filledNumeral('adam', 3)).toBe('adam')
})

test('a delta has an arrow and a verdict', () => {
  expect(deltaOf(0.9, 0.8, 'up', 2)).toEqual({ text: '▲ 0.1', verdict: 'better' })
  expect(deltaOf(0.9, 0.8, 'down', 2)).toEqual({ text: '▲ 0.1', verdict: 'worse' })
  expect(deltaOf(0.7, 0.8, 'up', 2)).toEqual({ text: '▼ 0.1', verdict: 'worse' })
  expect(deltaOf(1, 1, 'up', 2)?.verdict).toBe('same')
  expect(deltaOf('NaN', 1, 'up', 2)).toBeUndefined()
  expect(deltaOf(undefined, 1, 'up', 2)).toBeUndefined()
  expect(deltaOf(0.012, 0.01, undefined)).toEqual({ text: '▲ 0.002', verdict: 'unknown' })
})

test('heat is a place from 0 to 1', () => {
  expect([heatOf(5, 0, 10), heatOf(-5, 0, 10), heatOf('NaN', 0, 1), heatOf(1, 1, 1)]).toEqual([0.5, 0, undefined, undefined])
})
