import { runColumns } from '../../api/calls.ts'
import { askAhead } from '../../api/http.ts'
import { automaticColumns } from '../../table/columns.ts'
import { fetchRows, pageSize, requestOf, withExtremes } from './fetch-rows.ts'
import { columnsOf, isNested, orderOf, type Scope, scopeOf, stateOf } from './runs-state.ts'

/** Runs that are looked at for the first choice of columns. */
export const FIRST_SIGHT = 100

export const askFirstSight = (scope: Scope, signal?: AbortSignal) => runColumns({ ...scope, sample: FIRST_SIGHT }, signal)

/** Asks ahead for what the table of runs shows first: statistics for the choice of columns, and then the rows with those columns. */
export async function askRunsAhead(experimentIds: readonly string[], query: string): Promise<void> {
  const state = stateOf(Object.fromEntries(new URLSearchParams(query)))
  const scope = scopeOf(state, experimentIds, Date.now())
  const asked = askAhead(() => askFirstSight(scope))
  // Groups, and columns that differ, are asked for in another way.
  if (state.group.length > 0 || state.diff) return
  const ids = state.cols ?? automaticColumns(await asked, experimentIds.length !== 1)
  const projection = withExtremes(columnsOf([...new Set([...state.pinned, ...ids])]), state.shown)
  const request = requestOf(scope, orderOf(state)[0] ?? '', isNested(state))
  await askAhead(() => fetchRows({ ...request, ...projection }, pageSize(projection), new Map()))
}
