import { expect, test } from 'vitest'
import { outputHeight } from './output-style.ts'

const rows = (count: number): string => `<table>${'<tr><td>1</td></tr>'.repeat(count)}</table>`

test.each([
  ['nothing', '<div></div>', 40],
  ['a word', '<b>x</b>', 40],
  ['a row', rows(1), 61],
  ['six rows', rows(6), 196],
  ['many rows scroll', rows(1000), 420],
  ['a picture', '<svg></svg>', 240],
  ['a long text', `<p>${'word '.repeat(100)}</p>`, 240],
])('%s', (_what, html, height) => expect(outputHeight(html)).toBe(height))
