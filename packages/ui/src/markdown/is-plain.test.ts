import { expect, test } from 'vitest'
import { isPlain } from './is-plain.ts'

for (const text of [
  '',
  'what this version is',
  'Trained on 2024 data; f1 is 0.93 (better).',
  'One line\nand the next.\n\nA second part.',
  'Größe: 3 m',
  'Is it?\n',
])
  test(`plain: ${JSON.stringify(text)}`, () => expect(isPlain(text)).toBe(true))

for (const text of [
  '# Head',
  '- item',
  '1. item',
  'a *b*',
  'a_b_c',
  '`code`',
  '[a](b)',
  'see https://example.org',
  'www.example.org',
  'a | b',
  '    code',
  'one  \ntwo',
  'Head\n---',
  'Head\n===',
  '> said',
  'a@b.org',
  '&amp;',
  '<b>x</b>',
  'a\n\n\nb',
])
  test(`Markdown: ${JSON.stringify(text)}`, () => expect(isPlain(text)).toBe(false))
