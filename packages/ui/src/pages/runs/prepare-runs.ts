import { queries } from '../../api/queries.ts'
import type { Search } from '../../location.ts'
import { fetchColumnStatistics, askFirstTable, firstRows, requestIn } from './ask-runs.ts'
import { fetchRows, firstRowsOf, liveScopeOf, type ListRequest, type Projection, rowsOf } from './fetch-rows.ts'
import { isAutomatic, type RunsState, type Scope, scopeOf, stateOf } from './runs-state.ts'

/** Where the rows of a list are kept. */
export const listKey = (request: ListRequest, projection: Projection | undefined) => ['runs', 'list', request, projection]

/**
 * Statistics at first sight. With the state of a table that shows what they choose, its rows come in the same answer and go to where the table
 * looks for them; not when the statistics are renewed, since the columns stay then.
 */
export const firstSightQuery = (scope: Scope, state?: RunsState) => ({
  queryKey: ['runs', 'columns', scope],
  queryFn: async ({ signal, queryKey }: { signal: AbortSignal; queryKey: readonly unknown[] }) => {
    if (!state || !isAutomatic(state) || queries.getQueryData(queryKey) !== undefined) return fetchColumnStatistics(scope, signal)
    const { columns, ...page } = await askFirstTable(state, scope, signal)
    if (!columns) return fetchColumnStatistics(scope, signal)
    const first = await firstRows(state, scope, columns)
    // The statistics may tell that other runs are shown: those at any depth.
    const isSame = first !== undefined && first.request.roots_only === requestIn(state, scope).roots_only
    if (isSame) queries.setQueryData(listKey(first.request, first.projection), rowsOf(page))
    return columns
  },
  meta: liveScopeOf(scope),
})

/** Fetches what the table shows first into the cache. */
export async function prepareRuns(experimentIds: readonly string[], query: Search): Promise<void> {
  const state = stateOf(query)
  const scope = scopeOf(state, experimentIds, Date.now())
  const statistics = queries.ensureQueryData(firstSightQuery(scope, state))
  const first = await firstRows(state, scope, statistics)
  await statistics
  if (!first) return
  const { request, projection } = first
  await queries.ensureQueryData({
    queryKey: listKey(request, projection),
    queryFn: ({ signal }) => fetchRows({ ...request, ...projection }, firstRowsOf(projection, state.view), new Map(), signal),
  })
}
