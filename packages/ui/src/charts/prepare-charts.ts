import type { Run } from '@tailrace/contract'
import { columnsFrom } from '../api/columns-query.ts'
import { queries } from '../api/queries.ts'
import { queryMetricHistory } from '../api/calls.ts'
import type { Search } from '../location.ts'
import { CARD_BUCKETS, firstCharts, firstHistory, firstMetrics } from './first-charts.ts'
import { type Series, sendHistories } from './history.ts'
import { isArranged } from './layout.ts'
import { readLayout } from './layout-store.ts'
import type { Only } from './shown-sections.ts'
import { historyQuery } from './use-lines.ts'

/** Asks for the lines of the charts that a run's page shows first, while the page is made. Resolves when they are asked for. */
export async function prepareCharts(run: Run, layoutKey: string, only: Only, query: Search): Promise<void> {
  const columns = columnsFrom(run)
  const charts = firstCharts(columns, readLayout(layoutKey), only, query)
  const early = only === 'model' && charts.length > 0 && !isArranged(layoutKey) ? earlyLines(run.info.run_id) : undefined
  const given = firstMetrics(columns.metrics)
  for (const keys of charts) {
    const lines = historyQuery(keys, [run.info.run_id], 'step', CARD_BUCKETS, {})
    const ofEarly = async (): Promise<Series[]> => {
      const found = (await early)?.filter(({ key }) => keys.includes(key)) ?? []
      return found.length > 0 ? found : lines.queryFn()
    }
    void queries.prefetchQuery(early && keys.every((key) => given.has(key)) ? { ...lines, queryFn: ofEarly } : lines)
  }
  // The render that comes now would hold them back. The queries begin in their next turn.
  await Promise.resolve()
  sendHistories()
}

/** The lines that were asked for before it was known which there are; undefined when they did not come. */
async function earlyLines(run_id: string): Promise<readonly Series[] | undefined> {
  try {
    return (await queryMetricHistory(firstHistory(run_id))).series as Series[]
  } catch {
    return undefined
  }
}
