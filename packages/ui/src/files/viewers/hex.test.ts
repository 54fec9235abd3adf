import { expect, test } from 'vitest'
import { hexDump, looksLikeText } from './hex.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

for (const [why, given, is] of [
  ['words', bytes('hello\n'), true],
  ['any script', bytes('日本語 αβγ'), true],
  ['a colored log', bytes('\x1b[31mred\x1b[0m'), true],
  ['nothing', new Uint8Array(), true],
  ['a zero byte', bytes('a\0b'), false],
  ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3, 4, 250, 251, 252]), false],
] as const)
  test(`${why} ${is ? 'is' : 'is no'} text`, () => expect(looksLikeText(given)).toBe(is))

test('a dump', () =>
  expect(hexDump(bytes('0123456789abcdefXY\n'))).toEqual([
    '00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef',
    '00000010  58 59 0a                                          XY.',
  ]))
