import { describe, expect, test } from 'vitest'
import { IllFormed, literalForm, readLiteral } from './python-list.ts'
import { pythonFloat, pythonInteger, pythonNumber, pythonRepr } from './python-text.ts'

const NOWHERE = { start: 0, end: 0 }

describe('Python prints', () => {
  for (const [text, form] of [
    ['x', "'x'"],
    ["it's", '"it\'s"'],
    [`it's "x"`, String.raw`'it\'s "x"'`],
    ['a\n\t\r\\', String.raw`'a\n\t\r\\'`],
    ['\0\x7f\x85\xa0', String.raw`'\x00\x7f\x85\xa0'`],
    ['é日\u200b\u2028', String.raw`'é日\u200b\u2028'`],
    ['😀\u{e0001}', String.raw`'😀\U000e0001'`],
  ] as const) {
    test(JSON.stringify(text), () => expect(pythonRepr(text)).toBe(form))
  }
  for (const [number, form] of [
    [1, '1.0'],
    [-0, '-0.0'],
    [1.5, '1.5'],
    [1e15, '1000000000000000.0'],
    [1e16, '1e+16'],
    [1.25e22, '1.25e+22'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1e-300, '1e-300'],
    [Number.POSITIVE_INFINITY, 'inf'],
    [Number.NEGATIVE_INFINITY, '-inf'],
    [Number.NaN, 'nan'],
  ] as const) {
    test(`${number}`, () => expect(pythonFloat(number)).toBe(form))
  }
})

describe('Python reads as a number', () => {
  for (const [text, integer, number] of [
    ['1', 1n, 1],
    [' +1_000\n', 1000n, 1000],
    ['-007', -7n, -7],
    ['\u0663\u0660', 30n, 30],
    ['\u{1d7d8}\u{1d7e3}\u{1d7ff}', 19n, 19], // digits of three of the five styles that follow each other without a gap: 0, 1, 9
    ['1.5', undefined, 1.5],
    ['.5e-1', undefined, 0.05],
    ['1.', undefined, 1],
    ['-Infinity', undefined, -Infinity],
    ['NaN', undefined, Number.NaN],
    ['', undefined, undefined],
    ['1_', undefined, undefined],
    ['1__0', undefined, undefined],
    ['0x10', undefined, undefined],
    ['1e', undefined, undefined],
    ['.', undefined, undefined],
    ['- 1', undefined, undefined],
  ] as const) {
    test(JSON.stringify(text), () => {
      expect(pythonInteger(text)).toBe(integer)
      expect(pythonNumber(text)).toBe(number)
    })
  }
})

describe('Python reads as a list', () => {
  for (const [source, form] of [
    ["('a', 'b')", "('a', 'b')"],
    ["('a')", "'a'"],
    ["('a',)", "('a',)"],
    ['()', '()'],
    [`('a' "b" r'c\\d')`, String.raw`'abc\\d'`],
    [`('''a\r\n'b''', u"c")`, String.raw`("a\n'b", 'c')`],
    [
      String.raw`('\x41\101\u00e9\U0001F600\
\q\8')`,
      String.raw`'AAé😀\\q\\8'`,
    ],
    ['(1, -1, +1, 1.50, 1e3, .5, 0x1F, 1_000, 00)', '(1, -1, 1, 1.5, 1000.0, 0.5, 31, 1000, 0)'],
    ['(True, False, None)', '(True, False, None)'],
    ["(('a', 'b'), (('c')))", "(('a', 'b'), 'c')"],
    ["( # comment\n 'a' , \\\n 'b' )", "('a', 'b')"],
  ] as const) {
    test(JSON.stringify(source), () => expect(literalForm(readLiteral(source, NOWHERE))).toBe(form))
  }
})

describe('Python does not read as a list', () => {
  for (const source of [
    '',
    '(',
    "('a'",
    "('a'))",
    "('a' 1)",
    "(,'a')",
    "('a',,'b')",
    '(a)',
    "('a' + 'b')",
    "(b'a')",
    "(f'a')",
    '(007)',
    '(1__0)',
    '(1j)',
    '(1.2.3)',
    "('a\nb')",
    "('a\0')",
    String.raw`('\x4')`,
    String.raw`('\u12')`,
    String.raw`('\U00110000')`,
    String.raw`('\ud83d\ude00')`,
    String.raw`('\N{BULLET}')`,
    String.raw`('a\')`,
    "(\u00a0'a')",
    `${'('.repeat(100)}'a'${')'.repeat(100)}`,
  ]) {
    test(JSON.stringify(source), () => expect(() => readLiteral(source, NOWHERE)).toThrow(IllFormed))
  }
})
