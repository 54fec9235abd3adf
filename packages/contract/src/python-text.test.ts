import { expect, test } from 'vitest'
import { pythonJson } from './python-text.ts'

test('a value of every kind', () => {
  expect(pythonJson({ a: [1, 2.5, true, null, 'é"', 2n ** 60n, NaN] })).toBe(
    '{"a": [1, 2.5, true, null, "\\u00e9\\"", 1152921504606846976, NaN]}',
  )
})

test('a value nested too deep is refused', () => {
  let value: unknown = 1
  for (let depth = 0; depth < 100_000; depth++) value = [value]
  expect(() => pythonJson(value)).toThrow('The request body is nested too deep.')
})
