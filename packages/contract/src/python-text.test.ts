import { expect, test } from 'vitest'
import { pythonDumps, pythonFloat, pythonJson, pythonRepr, pythonType } from './python-text.ts'

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
  [1e16, '1e+16'],
  [123456789012345680, '1.2345678901234568e+17'],
  [1e15, '1000000000000000.0'],
  [9007199254740992, '9007199254740992.0'],
  [0, '0.0'],
  [-0, '-0.0'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [-0.000012, '-1.2e-05'],
  [1e-7, '1e-07'],
  [1.5e-10, '1.5e-10'],
  [5e-324, '5e-324'],
  [1.7976931348623157e308, '1.7976931348623157e+308'],
  [Infinity, 'inf'],
  [NaN, 'nan'],
  [-Infinity, '-inf'],
] as const) {
  test(`the double ${text}`, () => expect(pythonFloat(value)).toBe(text))
}

for (const [value, text] of [
  [1e-7, '1e-07'],
  [-0.00001, '-1e-05'],
  [0.1, '0.1'],
  [1, '1'],
  [-0, '0'],
] as const) {
  test(`the number ${text} in JSON`, () => expect(pythonJson(value)).toBe(text))
}

for (const [value, text] of [
  ['plain', "'plain'"],
  ['', "''"],
  ["it's", '"it\'s"'],
  ['"', "'\"'"],
  [`it's "x"`, `'it\\'s "x"'`],
  ['a\\b', "'a\\\\b'"],
  ['a\nb\r\t', "'a\\nb\\r\\t'"],
  ['\0\x1b\x7f', "'\\x00\\x1b\\x7f'"],
  ['a\u00a0b\u00ad', "'a\\xa0b\\xad'"],
  ['ключ 🧪', "'ключ 🧪'"],
] as const) {
  test(`the text ${JSON.stringify(value)} as Python shows it`, () => expect(pythonRepr(value)).toBe(text))
}

for (const [value, type] of [
  [null, 'NoneType'],
  [true, 'bool'],
  [1, 'int'],
  [1n, 'int'],
  [1.5, 'float'],
  ['', 'str'],
  [[], 'list'],
  [{}, 'dict'],
] as const) {
  test(`Python calls ${typeof value === 'bigint' ? '1n' : JSON.stringify(value)} ${type}`, () => expect(pythonType(value)).toBe(type))
}
