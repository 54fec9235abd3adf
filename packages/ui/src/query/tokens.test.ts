import { expect, test } from 'vitest'
import { pieces } from './tokens.ts'

const kinds = (text: string): string =>
  pieces(text)
    .filter(({ kind }) => kind !== 'space')
    .map(({ kind }) => kind)
    .join(' ')

for (const [text, expected] of [
  ["metrics.acc >= 0.9 AND params.x = 'a'", 'key operator number keyword key operator string'],
  ["tags.`a b` LIKE '%x%'", 'key keyword string'],
  ["params.x IN ('1', '2')", 'key keyword bracket string bracket string bracket'],
  ['resnet', 'word'],
  ["status = 'FAILED'", 'word operator string'],
  ['metrics.a > -1e-7', 'key operator number'],
  ["name = 'open", 'word operator string'],
  ["params.x = 'it''s'", 'key operator string'],
  ['метрика 模型 🙂', 'word word word'],
] as const)
  test(`pieces of ${text}`, () => expect(kinds(text)).toBe(expected))

test('pieces cover every text', () => {
  for (const text of ['', ' ', "'", '"', '`', 'a.b.c', '((metrics.`x` > 1) OR x', '🙂\n!==']) {
    expect(
      pieces(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text)
  }
})
