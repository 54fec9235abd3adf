import { columnsQuery } from '../api/columns-query.ts'
import { queries } from '../api/queries.ts'
import type { Search } from '../location.ts'
import { bucketsFor, sendHistories } from './history.ts'
import { nameOf, present, withAutomatic } from './layout.ts'
import { readLayout } from './layout-store.ts'
import { isWanted, type Only, visible } from './shown-sections.ts'
import { historyQuery } from './use-lines.ts'

/** Charts that a window shows without scrolling. */
const IN_SIGHT = 8
/** Least width of a card, px (charts.module.css); where several stand beside each other none is half as wide again. */
const CARD = 270
/** Least width of a window in which that holds, px. */
const WIDE = 1100

/**
 * Asks for the lines of the charts that a run's page shows first, while the page is made. Resolves when it is known which charts there are; the lines come
 * later. Nothing is asked where the width of the charts, and so the number of buckets, is not known beforehand.
 */
export async function prepareCharts(run_id: string, experiment_id: string, layoutKey: string, only: Only, query: Search): Promise<void> {
  const columns = await queries.fetchQuery(columnsQuery([{ run_id, experiment_id }]))
  if (innerWidth < WIDE || ['x', 'zoom', 'charts', 'full'].some((name) => query[name] !== undefined)) return
  const metrics = columns.metrics.filter((key) => isWanted(key, only))
  const layout = withAutomatic(readLayout(layoutKey), { ...columns, several: false })
  const sections = visible(present(layout, metrics), undefined, only)
  const panels = sections.flatMap(({ panels: inside, collapsed }) => (collapsed ? [] : inside))
  if (panels.length < 2) return
  for (const { kind, axes, expression, x } of panels.slice(0, IN_SIGHT)) {
    if (kind !== 'line' || expression !== undefined || x !== undefined) continue
    void queries.prefetchQuery(historyQuery(axes.map(nameOf), [run_id], 'step', bucketsFor(CARD), {}))
  }
  // The render that comes now would hold them back. The queries begin in their next turn.
  await Promise.resolve()
  sendHistories()
}
