import { expect, test } from 'vitest'
import { withinPage } from './within-page.ts'

const levels = (...depths: number[]): string[] => {
  const children = depths.map((depth): { type: string; depth: number; data?: { hName: string } } => ({ type: 'heading', depth }))
  withinPage()({ children })
  return children.map(({ data }) => data?.hName ?? '')
}

for (const [why, given, made] of [
  ['the first level stands below a section', [1, 2, 3, 1], ['h3', 'h4', 'h5', 'h3']],
  ['a text that begins deeper', [2, 3, 2], ['h3', 'h4', 'h4']],
  ['a skipped level', [1, 3, 4], ['h3', 'h4', 'h5']],
  ['nothing is deeper than the sixth', [1, 2, 3, 4, 5, 6], ['h3', 'h4', 'h5', 'h6', 'h6', 'h6']],
] as const) {
  test(`headings of a text: ${why}`, () => expect(levels(...given)).toEqual(made))
}

test('other blocks stay', () => {
  const children = [{ type: 'paragraph' }]
  withinPage()({ children })
  expect(children).toEqual([{ type: 'paragraph' }])
})
