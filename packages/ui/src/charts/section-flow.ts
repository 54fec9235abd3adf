import type { Kind, LayoutSection, Panel } from './layout.ts'

/** Kinds of charts that take a whole row. */
const WIDE: readonly Kind[] = ['parallel', 'image', 'difference']
export const isWide = ({ kind }: Panel): boolean => WIDE.includes(kind)

/** Least width of a card that is not sized by the reader, px, and the gap between cards: as in charts.module.css. */
const CARD = 270
export const GAP = { x: 20, y: 16 } as const
/** Height of the head of a section with its margins, and of what stands around the plot of a card, px. */
const HEAD = 56
const FRAME = 32
/** Columns that the reader can choose. */
export const MOST_COLUMNS = 6

/** Cards, and sections, that are rendered together: a multiple of most numbers of columns. */
export const CARDS_AT_ONCE = 60
export const SECTIONS_AT_ONCE = 24

/** How many cards stand beside each other in so many px, when the reader has not chosen. */
export const columnsIn = (width: number): number => Math.max(1, Math.floor((width + GAP.x) / (CARD + GAP.x)))

/** Columns that a section takes beside others: as many as it has cards; one when it is folded. */
export function spanOf({ collapsed, panels }: LayoutSection, columns: number): number {
  if (collapsed) return 1
  return panels.some(isWide) ? columns : Math.max(1, Math.min(panels.length, columns))
}

/** Height of so many cards in so many columns, px. */
export const cardsHeight = (cards: number, columns: number, plot: number): number => Math.ceil(cards / columns) * (plot + FRAME + GAP.y)

/** Height of sections that flow beside each other, px: an estimate until they are drawn. */
export function sectionsHeight(sections: readonly LayoutSection[], columns: number, plot: number): number {
  let [sum, row, used] = [0, 0, columns]
  for (const section of sections) {
    const span = spanOf(section, columns)
    if (used + span > columns) [sum, row, used] = [sum + row, 0, 0]
    used += span
    row = Math.max(row, section.collapsed ? HEAD : HEAD + cardsHeight(section.panels.length, span, plot))
  }
  return sum + row
}

/** A list in pieces of a length. */
export const piecesOf = <Item>(items: readonly Item[], length: number): (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / length) }, (_, at) => items.slice(at * length, (at + 1) * length))
