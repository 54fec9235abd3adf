import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { fetchRows, liveScopeOf, type ListRequest } from './fetch-rows.ts'
import { PARENT_TAG, withNested } from './in-charts.ts'
import type { RunRow } from './run-row.ts'
import type { ViewMode } from './runs-state.ts'

/** Runs that charts are given. */
export const MOST_CHART_ROWS = 1000
const NOTHING = { params: [], metrics: [], tags: [PARENT_TAG, 'mlflow.runColor'], inputs: false }

/** The runs that charts draw: the rows of the table, each followed by the runs nested in it that the table does not show. */
export function useChartRows(
  rows: ReadonlyMap<string, RunRow>,
  { roots_only, experiment_ids, run_view_type, filter, order_by }: ListRequest,
  view: ViewMode,
): ReadonlyMap<string, RunRow> {
  const request: ListRequest = { experiment_ids, run_view_type, ...(filter && { filter }), ...(order_by && { order_by }) }
  const hasChildren = useMemo(() => rows.values().some(({ children }) => children > 0), [rows])
  const { data } = useQuery({
    queryKey: ['runs', 'of charts', request],
    queryFn: ({ signal }) => fetchRows({ ...request, ...NOTHING }, MOST_CHART_ROWS, new Map(), signal),
    enabled: roots_only === true && view !== 'table' && hasChildren,
    placeholderData: keepPreviousData,
    structuralSharing: false,
    meta: liveScopeOf(request, []),
  })
  const wanted = roots_only === true && view !== 'table' && hasChildren ? data?.rows : undefined
  return useMemo(() => (wanted ? withNested(rows, wanted) : rows), [rows, wanted])
}
