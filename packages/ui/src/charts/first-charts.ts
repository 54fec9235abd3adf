import type { Columns } from '../api/columns-query.ts'
import type { Search } from '../location.ts'
import { bucketsFor } from './buckets.ts'
import { type Layout, nameOf, present, withAutomatic } from './layout.ts'
import { isWanted, type Only, visible } from './shown-sections.ts'

/** Charts that a window shows without scrolling. */
const IN_SIGHT = 8
/** Least width of a card, px (charts.module.css); where several stand beside each other none is half as wide again. */
const CARD = 270
/** Least width of a window in which that holds, px. */
const WIDE = 1100
/** What of the address changes which lines are asked for. */
const CHANGES = ['x', 'zoom', 'charts', 'full']

/** Buckets of the charts in a section of several. */
export const CARD_BUCKETS = bucketsFor(CARD)

/**
 * The metrics of each line chart that the page of a run shows first, over steps and in `CARD_BUCKETS` buckets. None where the width of the charts, and so
 * the number of buckets, is not known beforehand.
 */
export function firstCharts(columns: Pick<Columns, 'metrics' | 'images'>, stored: Layout, only: Only, query: Search): string[][] {
  if (innerWidth < WIDE || CHANGES.some((name) => query[name] !== undefined)) return []
  const metrics = columns.metrics.filter((key) => isWanted(key, only))
  const layout = withAutomatic(stored, { ...columns, varying: [], telling: [], several: false })
  const sections = visible(present(layout, metrics), undefined, only)
  const panels = sections.flatMap(({ panels: inside, collapsed }) => (collapsed ? [] : inside))
  if (panels.length < 2) return []
  return panels.slice(0, IN_SIGHT).flatMap(({ kind, axes, expression, x }) => {
    return kind === 'line' && expression === undefined && x === undefined ? [axes.map(nameOf)] : []
  })
}
