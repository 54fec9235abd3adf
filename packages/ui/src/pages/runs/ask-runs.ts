import { runColumns } from '../../api/calls.ts'
import { askAhead } from '../../api/http.ts'
import type { Search } from '../../location.ts'
import { automaticColumns } from '../../table/columns.ts'
import { askRows, type ListRequest, type Projection, requestOf, withExtremes } from './fetch-rows.ts'
import { columnsOf, isNested, orderOf, type RunsState, type Scope, scopeOf, stateOf } from './runs-state.ts'

/** Runs that are looked at for the first choice of columns. */
export const FIRST_SIGHT = 100

export const askFirstSight = (scope: Scope, signal?: AbortSignal) => runColumns({ ...scope, sample: FIRST_SIGHT }, signal)

/** What the rows of a table are asked with, before anybody has changed anything; undefined for groups and "diff only", which ask in other ways. */
export async function firstRows(
  state: RunsState,
  scope: Scope,
  isOne: boolean,
  statistics: Promise<Parameters<typeof automaticColumns>[0]>,
): Promise<{ request: ListRequest; projection: Projection } | undefined> {
  if (state.group.length > 0 || state.diff) return undefined
  const ids = state.cols ?? automaticColumns(await statistics, !isOne)
  const projection = withExtremes(columnsOf([...new Set([...state.pinned, ...ids])]), state.shown)
  return { request: requestOf(scope, orderOf(state)[0] ?? '', isNested(state)), projection }
}

/** Asks ahead for what the table of runs shows first: statistics for the choice of columns, and then the rows with those columns. */
export async function askRunsAhead(experimentIds: readonly string[], query: Search): Promise<void> {
  const state = stateOf(query)
  const scope = scopeOf(state, experimentIds, Date.now())
  const asked = askAhead(() => askFirstSight(scope), true)
  const first = await firstRows(state, scope, experimentIds.length === 1, asked)
  if (first) void askAhead(() => askRows(first.request, first.projection, state.view))
}
