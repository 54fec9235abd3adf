import { describe, expect, test } from 'vitest'
import { parseJson } from './body.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('is read', () => {
  for (const [text, value] of [
    ['', {}],
    [' \r\n\t', {}],
    ['{}', {}],
    ['\uFEFF{"a": 1}', { a: 1 }],
    ['null', null],
    ['"text"', 'text'],
    ['{"a": 9007199254740991}', { a: 9007199254740991 }],
    ['{"a": 9007199254740993}', { a: 9007199254740993n }],
    ['{"a": -9223372036854775808}', { a: -9223372036854775808n }],
    ['{"a": [123456789012345678, 1.5, "123456789012345678"]}', { a: [123456789012345678n, 1.5, '123456789012345678'] }],
    ['{"a": 1234567890123456.5}', { a: 1234567890123456.5 }],
    ['{"a": 0.12345678901234567}', { a: Number('0.12345678901234567') }],
    ['{"a": 12345678901234567e3}', { a: 12345678901234567e3 }],
    ['{"a": 10000000000000000}', { a: 10000000000000000n }],
    ['{"a": 1000000000000000}', { a: 1000000000000000 }],
    ['{"a": -0}', { a: -0 }],
    ['{"a": 1e400}', { a: Infinity }],
    ['{"a": 1, "a": 2}', { a: 2 }],
    ['{"a": [NaN, Infinity, -Infinity, 1]}', { a: [NaN, Infinity, -Infinity, 1] }],
    ['{"ключ": "\\ud83e\\uddea"}', { ключ: '🧪' }],
  ] as const) {
    test(JSON.stringify(text), () => expect(parseJson(bytes(text))).toEqual(value))
  }
})

describe('is refused', () => {
  for (const [why, body, message] of [
    ['half an object', bytes('{"a":'), 'The request body is not valid JSON.'],
    ['a word that is none', bytes('{"a": nan}'), 'The request body is not valid JSON.'],
    ['a signed NaN', bytes('{"a": -NaN}'), 'The request body is not valid JSON.'],
    ['two values', bytes('{} {}'), 'The request body is not valid JSON.'],
    ['a large number and a mistake', bytes('{"a": 12345678901234567890, }'), 'The request body is not valid JSON.'],
    ['a byte that starts nothing', Uint8Array.of(0x22, 0xff, 0x22), 'The request body is not valid UTF-8.'],
    ['an overlong slash', Uint8Array.of(0x22, 0xc0, 0xaf, 0x22), 'The request body is not valid UTF-8.'],
    ['a surrogate in UTF-8', Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22), 'The request body is not valid UTF-8.'],
    ['a cut character', Uint8Array.of(0x22, 0xe2, 0x82), 'The request body is not valid UTF-8.'],
  ] as const) {
    test(why, () => expect(() => parseJson(body)).toThrow(message))
  }
})

test('a deep body is read or refused, never a crash', () => {
  const deep = bytes(`${'['.repeat(200_000)}1234567890123456789${']'.repeat(200_000)}`)
  const outcome = (): unknown => {
    try {
      return Array.isArray(parseJson(deep))
    } catch (error) {
      return (error as Error).message
    }
  }
  expect([true, 'The request body is nested too deep.']).toContain(outcome())
})

test('keys called __proto__ and constructor are keys', () => {
  const value = parseJson(bytes('{"__proto__": 1, "constructor": 2}')) as object
  expect(Object.entries(value)).toEqual([
    ['__proto__', 1],
    ['constructor', 2],
  ])
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
})
