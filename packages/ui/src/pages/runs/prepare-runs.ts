import { queries } from '../../api/queries.ts'
import type { Search } from '../../location.ts'
import { askFirstSight, firstRows } from './ask-runs.ts'
import { fetchRows, firstRowsOf, type ListRequest, type Projection } from './fetch-rows.ts'
import { type Scope, scopeOf, stateOf } from './runs-state.ts'

/** Where the rows of a list are kept. */
export const listKey = (request: ListRequest, projection: Projection | undefined) => ['runs', 'list', request, projection]

export const firstSightQuery = (scope: Scope) => ({
  queryKey: ['runs', 'columns', scope],
  queryFn: ({ signal }: { signal: AbortSignal }) => askFirstSight(scope, signal),
})

/** Fetches what the table shows first into the cache. */
export async function prepareRuns(experimentIds: readonly string[], query: Search): Promise<void> {
  const state = stateOf(query)
  const scope = scopeOf(state, experimentIds, Date.now())
  const statistics = queries.fetchQuery(firstSightQuery(scope))
  const first = await firstRows(state, scope, experimentIds.length === 1, statistics)
  await statistics
  if (!first) return
  const { request, projection } = first
  await queries.prefetchQuery({
    queryKey: listKey(request, projection),
    queryFn: ({ signal }) => fetchRows({ ...request, ...projection }, firstRowsOf(projection, state.view), new Map(), signal),
  })
}
