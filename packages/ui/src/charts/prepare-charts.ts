import { columnsQuery } from '../api/columns-query.ts'
import { queries } from '../api/queries.ts'
import type { Search } from '../location.ts'
import { CARD_BUCKETS, firstCharts } from './first-charts.ts'
import { sendHistories } from './history.ts'
import { readLayout } from './layout-store.ts'
import type { Only } from './shown-sections.ts'
import { historyQuery } from './use-lines.ts'

/** Asks for the lines of the charts that a run's page shows first, while the page is made. Resolves when it is known which charts there are; the lines come later. */
export async function prepareCharts(run_id: string, experiment_id: string, layoutKey: string, only: Only, query: Search): Promise<void> {
  const columns = await queries.fetchQuery(columnsQuery([{ run_id, experiment_id }]))
  for (const keys of firstCharts(columns, readLayout(layoutKey), only, query))
    void queries.prefetchQuery(historyQuery(keys, [run_id], 'step', CARD_BUCKETS, {}))
  // The render that comes now would hold them back. The queries begin in their next turn.
  await Promise.resolve()
  sendHistories()
}
