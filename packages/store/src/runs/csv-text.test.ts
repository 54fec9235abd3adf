import { expect, test } from 'vitest'
import { csvCell, csvLine } from './csv-text.ts'

for (const [why, value, cell] of [
  ['a word', 'adam', 'adam'],
  ['nothing', '', ''],
  ['a comma', 'a,b', '"a,b"'],
  ['quotation marks', 'say "hi"', '"say ""hi"""'],
  ['lines', 'a\nb\r\nc', '"a\nb\r\nc"'],
  ['a formula', '=1+1', "'=1+1"],
  ['a formula with a comma', '=SUM(A1,A2)', '"\'=SUM(A1,A2)"'],
  ['a plus sign', '+cmd', "'+cmd"],
  ['a minus sign', '-x', "'-x"],
  ['an at sign', '@x', "'@x"],
  ['a tab', '\t=1', "'\t=1"],
  ['a negative number', '-1.5e-3', '-1.5e-3'],
  ['a number with a plus sign', '+.5', '+.5'],
  ['a number and more', '-1+1', "'-1+1"],
  ['a sign inside', 'a=b', 'a=b'],
  ['another script', 'größe 模型', 'größe 模型'],
] as const) {
  test(`a cell with ${why}`, () => expect(csvCell(value)).toBe(cell))
}

test('a line', () => expect(csvLine(['a', '', '1,5'])).toBe('a,,"1,5"\r\n'))
