import { expect, test } from 'vitest'
import { ansiSpans } from './ansi.ts'

for (const [why, line, spans] of [
  ['plain text', 'hello', [{ text: 'hello' }]],
  ['nothing', '', [{ text: '' }]],
  ['a color', 'a \x1b[32mINFO\x1b[0m b', [{ text: 'a ' }, { text: 'INFO', color: 2 }, { text: ' b' }]],
  [
    'bright and bold',
    '\x1b[1;91mX\x1b[22mY',
    [
      { text: 'X', bold: true, color: 9 },
      { text: 'Y', color: 9 },
    ],
  ],
  ['the default color', '\x1b[31mX\x1b[39mY', [{ text: 'X', color: 1 }, { text: 'Y' }]],
  ['reset without a number', '\x1b[31mX\x1b[mY', [{ text: 'X', color: 1 }, { text: 'Y' }]],
  [
    '256 colors',
    '\x1b[38;5;1mX\x1b[38;5;200mY',
    [
      { text: 'X', color: 1 },
      { text: 'Y', color: 1 },
    ],
  ],
  ['true color', '\x1b[38;2;1;31;1mX', [{ text: 'X' }]],
  ['cursor moves and titles', '\x1b[2K\x1b[1GX\x1b]0;title\x07Y', [{ text: 'X' }, { text: 'Y' }]],
  ['a progress bar', ' 10%\r 50%\r100%\r', [{ text: '100%' }]],
  ['Windows line ends', 'a\r', [{ text: 'a' }]],
] as const)
  test(why, () => expect(ansiSpans(line)).toEqual(spans))
