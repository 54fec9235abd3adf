import { runColumns } from '../../api/calls.ts'
import { askAhead } from '../../api/http.ts'
import type { Search } from '../../location.ts'
import { automaticColumns, type Statistics } from '../../table/columns.ts'
import { askChosen, askRows, type ListRequest, type Projection, requestOf, withExtremes } from './fetch-rows.ts'
import { columnsOf, isAutomatic, isNested, orderOf, type RunsState, type Scope, scopeOf, stateOf } from './runs-state.ts'

/** Runs that are looked at for the first choice of columns. */
export const FIRST_SIGHT = 100

export const askFirstSight = (scope: Scope, signal?: AbortSignal) => runColumns({ ...scope, sample: FIRST_SIGHT }, signal)

const requestIn = (state: RunsState, scope: Scope): ListRequest => requestOf(scope, orderOf(state)[0] ?? '', isNested(state))

/** Asks for the same statistics and for the first rows at once, there where the statistics choose all of the columns. */
export const askFirstTable = (state: RunsState, scope: Scope, signal?: AbortSignal) =>
  askChosen(requestIn(state, scope), FIRST_SIGHT, state.view, signal)

/** What the rows of a table are asked with, before anybody has changed anything; undefined for groups and "diff only", which ask in other ways. */
export async function firstRows(
  state: RunsState,
  scope: Scope,
  statistics: Pick<Statistics, 'chosen'> | Promise<Pick<Statistics, 'chosen'>>,
): Promise<{ request: ListRequest; projection: Projection } | undefined> {
  if (state.group.length > 0 || state.diff) return undefined
  const ids = state.cols ?? automaticColumns(await statistics, scope.experiment_ids.length !== 1)
  const projection = withExtremes(columnsOf([...new Set([...state.pinned, ...ids])]), state.shown)
  return { request: requestIn(state, scope), projection }
}

/** Asks ahead for what the table of runs shows first: statistics for the choice of columns, and the rows with those columns. */
export async function askRunsAhead(experimentIds: readonly string[], query: Search): Promise<void> {
  const state = stateOf(query)
  const scope = scopeOf(state, experimentIds, Date.now())
  if (isAutomatic(state)) return void askAhead(() => askFirstTable(state, scope))
  const asked = askAhead(() => askFirstSight(scope), true)
  const first = await firstRows(state, scope, asked)
  if (first) void askAhead(() => askRows(first.request, first.projection, state.view))
}
