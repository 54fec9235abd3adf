import { describe, expect, test } from 'vitest'
import { checkEntityKey, codePoints, cutText, invalidValue, normalizePath, pathNameProblem } from './names.ts'

describe('a path is collapsed as POSIX does', () => {
  for (const [path, normal] of [
    ['', '.'],
    ['.', '.'],
    ['./', '.'],
    ['a', 'a'],
    ['a/', 'a'],
    ['a//b', 'a/b'],
    ['a/./b', 'a/b'],
    ['a/../b', 'b'],
    ['a/..', '.'],
    ['..', '..'],
    ['../..', '../..'],
    ['a/../../b', '../b'],
    ['/', '/'],
    ['/..', '/'],
    ['/../a', '/a'],
    ['//', '//'],
    ['//a', '//a'],
    ['///a', '/a'],
    ['//../a', '//a'],
    ['...', '...'],
    ['a b/ c', 'a b/ c'],
  ] as const) {
    test(`${JSON.stringify(path)} is ${normal}`, () => expect(normalizePath(path)).toBe(normal))
  }
  test('what is normal stays', () => {
    for (const path of ['a', 'a/b', '..', '../a', '/', '/a', '//a', '.'])
      expect(normalizePath(normalizePath(path))).toBe(normalizePath(path))
  })
})

describe('a key of a metric, param or tag', () => {
  for (const key of [
    'a',
    'A.b-c_d',
    'a/b',
    'a:b',
    'a b',
    ' a',
    'ключ',
    '指标',
    'é',
    'ñ/x',
    '²',
    '0',
    'a...',
    'a..b',
    '_',
    '-',
    ':',
    '1.',
  ]) {
    test(`${JSON.stringify(key)} is fine`, () => expect(() => checkEntityKey(key, 'key')).not.toThrow())
  }
  const rule = 'Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).'
  for (const [key, shown] of [
    ['a$b', '"a$b"'],
    ['a\tb', '"a\\tb"'],
    ['a\\b', '"a\\\\b"'],
    ['a\nb', '"a\\nb"'],
    ['a\0', '"a\\u0000"'],
    ['a@', '"a@"'],
    ['🧪', '"\\ud83e\\uddea"'],
    ['a\u00a0b', '"a\\u00a0b"'],
    ["it's", `"it's"`],
    ['a"b', '"a\\"b"'],
    ['a\u2028b', '"a\\u2028b"'],
  ] as const) {
    test(`${JSON.stringify(key)} holds another character`, () => {
      expect(() => checkEntityKey(key, 'tags[0].key')).toThrow(`Invalid value ${shown} for parameter 'tags[0].key' supplied: ${rule}`)
    })
  }
  for (const [key, normal] of [
    ['.', '.'],
    ['..', '..'],
    ['../a', '../a'],
    ['..a', '..a'],
    ['...', '...'],
    ['/a', '/a'],
    ['/', '/'],
    ['a/', 'a'],
    ['a//b', 'a/b'],
    ['./a', 'a'],
    ['a/../b', 'b'],
    ['', '.'],
  ] as const) {
    test(`${JSON.stringify(key)} reads as another path`, () => {
      expect(pathNameProblem(key)).toBe(
        `Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${normal}'`,
      )
      expect(() => checkEntityKey(key, 'key')).toThrow(`would resolve to '${normal}'`)
    })
  }
  test('a name with a single quote is shown in double ones', () => {
    expect(pathNameProblem("it's/")).toMatch(/would resolve to "it's"$/)
  })
})

describe('lengths count code points', () => {
  for (const [text, length] of [
    ['', 0],
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 2],
    ['🧪', 1],
    ['🧪a🧪', 3],
    ['👩‍🔬', 3],
    ['\ud83e', 1],
    ['\udd9a\ud83e', 2],
    ['\ud83e\ud83e\uddea', 2],
  ] as const) {
    test(JSON.stringify(text), () => {
      expect(codePoints(text)).toBe(length)
      expect(codePoints(text)).toBe([...text].length)
    })
  }
  for (const [text, length, cut] of [
    ['abc', 3, 'abc'],
    ['abc', 2, 'ab'],
    ['abc', 0, ''],
    ['🧪🧪', 1, '🧪'],
    ['a🧪b', 2, 'a🧪'],
    ['', 5, ''],
    ['\ud83ea', 1, '\ud83e'],
  ] as const) {
    test(`${JSON.stringify(text)} cut at ${length}`, () => expect(cutText(text, length)).toBe(cut))
  }
})

for (const [value, shown] of [
  ['é', '"\\u00e9"'],
  [5, '5'],
  [null, 'null'],
  [[1, 'a'], '[1,"a"]'],
  [{ b: 1, a: [] }, '{"a":[],"b":1}'],
  [2n ** 63n, '9223372036854775808'],
] as const) {
  test(`a refusal shows ${shown}`, () => {
    const error = invalidValue(value, 'p', 'why')
    expect([error.code, error.status, error.message]).toEqual([
      'INVALID_PARAMETER_VALUE',
      400,
      `Invalid value ${shown} for parameter 'p' supplied: why`,
    ])
  })
}
