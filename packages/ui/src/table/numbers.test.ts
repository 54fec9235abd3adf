import { expect, test } from 'vitest'
import { aligned, deltaOf, digitsOf, heatOf, padding, pointOf } from './numbers.ts'

for (const [values, digits] of [
  [[0.9644, 0.88], 4],
  [[1, 2, 3], 0],
  [[1200.5, 3], 1],
  [[0.90001, 0.90002], 6],
  [['NaN', 'Infinity'], 0],
  [[0.5, Number.MAX_VALUE], 4],
  [[], 0],
  [[1e-7, 2e-7], 8],
] as const)
  test(`digits of ${JSON.stringify(values)}`, () => expect(digitsOf(values)).toBe(digits))

for (const [value, digits, text] of [
  [0.5, 4, '0.5000'],
  [1234.5, 1, '1,234.5'],
  [1e-9, 4, '1e-9'],
  [0, 4, '0.0000'],
  [1e12, 0, '1e+12'],
  ['NaN', 4, 'NaN'],
  ['-Infinity', 4, '-∞'],
  [Number.MAX_VALUE, 4, '∞'],
  [-Number.MAX_VALUE, 0, '-∞'],
  [undefined, 4, ''],
] as const)
  test(`${value} with ${digits} digits`, () => expect(aligned(value, digits)).toBe(text))

test('numerals that are texts stand below each other', () => {
  expect(pointOf(['1', '0.001', '0.05'])).toBe(3)
  expect(pointOf(['adam', 'sgd', '1'])).toBeUndefined()
  expect(pointOf([])).toBeUndefined()
  const shown = ['1', '0.001', '0.05'].map((text) => text + padding(text, 3))
  expect(new Set(shown.map((text) => text.length - text.search(/[.\u2008]/))).size).toBe(1)
  expect(padding('adam', 3)).toBe('')
})

test('a delta has a sign, an arrow and a verdict', () => {
  expect(deltaOf(0.9, 0.8, 2, 'up')).toEqual({ text: '▲ +0.10', verdict: 'better' })
  expect(deltaOf(0.9, 0.8, 2, 'down')).toEqual({ text: '▲ +0.10', verdict: 'worse' })
  expect(deltaOf(0.7, 0.8, 2, 'up')).toEqual({ text: '▼ −0.10', verdict: 'worse' })
  expect(deltaOf(1, 1, 2, 'up')?.verdict).toBe('same')
  expect(deltaOf('NaN', 1, 2, 'up')).toBeUndefined()
  expect(deltaOf(undefined, 1, 2, 'up')).toBeUndefined()
})

test('heat is a place from 0 to 1', () => {
  expect([heatOf(5, 0, 10), heatOf(-5, 0, 10), heatOf('NaN', 0, 1), heatOf(1, 1, 1)]).toEqual([0.5, 0, undefined, undefined])
})
