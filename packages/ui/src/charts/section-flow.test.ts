import { expect, test } from 'vitest'
import type { LayoutSection, Panel } from './layout.ts'
import { cardsHeight, columnsIn, piecesOf, sectionsHeight, spanOf } from './section-flow.ts'

const section = (cards: number, more: Partial<LayoutSection> = {}): LayoutSection => ({
  id: 's',
  name: 's',
  collapsed: false,
  panels: Array.from({ length: cards }, (_, at): Panel => ({ id: `${at}`, kind: 'line', axes: [] })),
  ...more,
})

for (const [width, columns] of [
  [100, 1],
  [388, 1],
  [560, 2],
  [1200, 4],
] as const)
  test(`${columns} cards stand beside each other in ${width} px`, () => expect(columnsIn(width)).toBe(columns))

for (const [what, given, span] of [
  ['one card takes one column', section(1), 1],
  ['many take all', section(9), 4],
  ['a folded one takes one', section(9, { collapsed: true }), 1],
  ['an empty one takes one', section(0), 1],
  ['a wide chart takes all', section(1, { panels: [{ id: 'p', kind: 'parallel', axes: [] }] }), 4],
] as const)
  test(`a section of ${what}`, () => expect(spanOf(given, 4)).toBe(span))

test('sections beside each other are as high as the highest of their row', () => {
  const one = sectionsHeight([section(1)], 4, 200)
  expect(sectionsHeight([section(1), section(3)], 4, 200)).toBe(one)
  expect(sectionsHeight([section(2), section(3)], 4, 200)).toBe(2 * one)
  expect(cardsHeight(9, 4, 200)).toBe(3 * cardsHeight(1, 4, 200))
})

test('pieces hold everything once, in order', () => {
  expect(piecesOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
  expect(piecesOf([], 2)).toEqual([])
})
