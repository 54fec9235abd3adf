import { expect, test } from 'vitest'
import { pythonDumps, pythonFloat, pythonJson } from './python-text.ts'

const VALUE = { b: { c: 1 }, a: [1, 2.5, true, null, 'é"', 2n ** 60n, NaN] }

test('a value of every kind, as messages and as tags have it', () => {
  expect(pythonJson(VALUE)).toBe('{"a":[1,2.5,true,null,"\\u00e9\\"",1152921504606846976,NaN],"b":{"c":1}}')
  expect(pythonDumps(VALUE)).toBe('{"b": {"c": 1}, "a": [1, 2.5, true, null, "\\u00e9\\"", 1152921504606846976, NaN]}')
})

test('a value nested too deep is refused', () => {
  let value: unknown = 1
  for (let depth = 0; depth < 100_000; depth++) value = [value]
  expect(() => pythonJson(value)).toThrow('The request body is nested too deep.')
})

for (const [value, text] of [
  [1, '1.0'],
  [-0.5, '-0.5'],
  [1e20, '1e+20'],
  [NaN, 'nan'],
  [-Infinity, '-inf'],
] as const) {
  test(`the double ${text}`, () => expect(pythonFloat(value)).toBe(text))
}
