import { describe, expect, test } from 'vitest'
import { Float, pythonIndented } from './json.ts'
import { bytesText, durationText, progressLine } from './progress.ts'
import { fitting, stockTable, terminalTable } from './table.ts'
import { cut, harmless, pad, widthOf } from './text.ts'

describe('the stock table', () => {
  test('is as wide as its cells, and two wider than its heads', () => {
    expect(stockTable(['Experiment Id', 'Name'], [['0', 'Default']])).toBe(
      'Experiment Id    Name   \n---------------  -------\n0                Default',
    )
    expect(stockTable(['Name', 'ID'], [['first', 'x'.repeat(5)]])).toBe('Name    ID   \n------  -----\nfirst   xxxxx')
  })
  test('without rows is an empty line', () => expect(stockTable(['Name'], [])).toBe('\n'))
})

describe('a table on a terminal', () => {
  const columns = [{ head: 'name' }, { head: 'value', align: 'right' }, { head: 'note', least: 4 }] as const
  test('aligns its cells', () => {
    expect(
      terminalTable(
        columns,
        [
          ['a', '1.5', 'x'],
          ['long name', '10', '日本'],
        ],
        80,
      ),
    ).toEqual(['name       value  note', 'a            1.5  x', 'long name     10  日本'])
  })
  test('takes place from the widest column', () => {
    expect(terminalTable(columns, [['a', '1', 'a note that is long']], 22)).toEqual(['name  value  note', 'a         1  a note t…'])
  })
  test('keeps the narrowest widths when nothing fits', () => {
    expect(terminalTable(columns, [['abcdefghijk', '1', 'a note']], 5)).toEqual(['name      value  note', 'abcdefg…      1  a n…'])
  })
  test('keeps numbers whole, and says how many columns have place', () => {
    const rows = [['a', '12345678901', 'a note that is long']]
    expect(terminalTable(columns, rows, 30)[1]).toBe('a     12345678901  a note tha…')
    expect([80, 23, 22, 17, 16, 4, 3].map((width) => fitting(columns, rows, width))).toEqual([3, 3, 2, 2, 1, 1, 0])
  })
  test('does not let a cell color the terminal or break a line', () => {
    expect(terminalTable([{ head: 'x' }], [['a\u001b[31mb\nc']], 80)[1]).toBe('a\ufffd[31mb c')
  })
})

describe('text', () => {
  for (const [text, width] of [
    ['abc', 3],
    ['', 0],
    ['日本', 4],
    ['e\u0301', 1],
    ['🚀', 2],
    ['é', 1],
  ] as const) {
    test(`the width of ${JSON.stringify(text)}`, () => expect(widthOf(text)).toBe(width))
  }
  for (const [text, width, expected] of [
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 4, 'abc…'],
    ['日本語', 4, '日…'],
  ] as const) {
    test(`${text} cut to ${width}`, () => expect(cut(text, width)).toBe(expected))
  }
  test('is filled at either side', () => expect([pad('日', 4), pad('1', 3, 'right')]).toEqual(['日  ', '  1']))
  test('in one line', () => expect(harmless('a\tb\r\n\u0007\u009b')).toBe('a b  \ufffd\ufffd'))
})

describe('JSON as Python prints it', () => {
  for (const [why, value, text] of [
    ['floats', [new Float(1), new Float(1e-7), new Float(1e16), new Float(0.5)], '[\n  1.0,\n  1e-07,\n  1e+16,\n  0.5\n]'],
    ['what JSON has no word for', [new Float(NaN), new Float(Infinity), new Float(-Infinity)], '[\n  NaN,\n  Infinity,\n  -Infinity\n]'],
    ['nothing', { a: undefined, b: null, c: {}, d: [] }, '{\n  "a": null,\n  "b": null,\n  "c": {},\n  "d": []\n}'],
    ['other alphabets', { 'ä"': '🚀' }, '{\n  "\\u00e4\\"": "\\ud83d\\ude80"\n}'],
    ['levels', { a: { b: [1] } }, '{\n  "a": {\n    "b": [\n      1\n    ]\n  }\n}'],
  ] as const) {
    test(why, () => expect(pythonIndented(value, 2)).toBe(text))
  }
})

describe('progress', () => {
  for (const [bytes, text] of [
    [0, '0 B'],
    [999, '999 B'],
    [1500, '1.5 kB'],
    [999_600, '1.0 MB'],
    [123_456_789, '123 MB'],
    [5e12, '5.0 TB'],
  ] as const) {
    test(`${bytes} bytes`, () => expect(bytesText(bytes)).toBe(text))
  }
  for (const [ms, text] of [
    [-5, '0 ms'],
    [850, '850 ms'],
    [59_000, '59 s'],
    [185_000, '3 min 5 s'],
    [3_600_000, '1 h'],
    [7_440_000, '2 h 4 min'],
    [90_000_000, '1 d 1 h'],
  ] as const) {
    test(`${ms} ms`, () => expect(durationText(ms)).toBe(text))
  }
  for (const [why, amount, total, unit, line] of [
    [
      'half of the bytes',
      500_000,
      1_000_000,
      'bytes',
      `up  ${'█'.repeat(12)}${'░'.repeat(12)}  50 %  500 kB of 1.0 MB  250 kB/s  2 s left`,
    ],
    ['an unknown total', 7, undefined, 'runs', 'up  7 runs  3.5 runs/s'],
    ['nothing yet', 0, 4, 'runs', `up  ${'░'.repeat(24)}   0 %  0 of 4 runs  0 runs/s`],
  ] as const) {
    test(why, () => expect(progressLine('up', unit, amount, total, 2000)).toBe(line))
  }
  test('less than a hundredth', () => expect(progressLine('up', 'rows', 1, 1_000_000, 2000)).toMatch(/0\.5 rows\/s$/))
  test('a guessed total', () => expect(progressLine('up', 'runs', 1, 3, 2000, true)).toContain('1 of about 3 runs  0.5 runs/s  4 s left'))
})
