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
const CHANGES = ['x', 'zoom', 'smooth', 'charts', 'full']

/** Buckets of the charts in a section of several. */
export const CARD_BUCKETS = bucketsFor(CARD)

/** Asks for the lines of a run's first charts before it is known which those are: the metrics that matter most. */
export const firstHistory = (run_id: string) => ({ run_ids: [run_id], first_metrics: IN_SIGHT, x: 'step' as const, buckets: CARD_BUCKETS })

/** Metrics that `firstHistory` gives of those that a run has, in the order in which they matter. */
export const firstMetrics = (metrics: readonly string[]): ReadonlySet<string> =>
  new Set(metrics.filter((key) => isWanted(key, 'model')).slice(0, IN_SIGHT))

/** Whether the width of the first charts, and so the number of their buckets, is known before they are there. */
export const isWidthKnown = (query: Search): boolean => innerWidth >= WIDE && CHANGES.every((name) => query[name] === undefined)

/**
 * The metrics of each line chart that the page of a run shows first, over steps and in `CARD_BUCKETS` buckets (a chart that is alone is wider: for it those
 * are a first sight). None where their width is not known beforehand.
 */
export function firstCharts(columns: Pick<Columns, 'metrics'>, stored: Layout, only: Only, query: Search): string[][] {
  if (!isWidthKnown(query)) return []
  const metrics = columns.metrics.filter((key) => isWanted(key, only))
  const layout = withAutomatic(stored, { ...columns, varying: [], telling: [], several: false })
  const sections = visible(present(layout, metrics), undefined, only)
  const panels = sections.flatMap(({ panels: inside, collapsed }) => (collapsed ? [] : inside))
  return panels.slice(0, IN_SIGHT).flatMap(({ kind, axes, expression, x }) => {
    return kind === 'line' && expression === undefined && x === undefined ? [axes.map(nameOf)] : []
  })
}
