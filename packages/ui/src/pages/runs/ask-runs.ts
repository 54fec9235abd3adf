import { runColumns } from '../../api/calls.ts'
import { prefetch } from '../../api/http.ts'
import type { Search } from '../../location.ts'
import { automaticColumns } from '../../table/columns.ts'
import { askChosen, askRows, type ListRequest, type Projection, requestOf, withExtremes } from './fetch-rows.ts'
import { neededColumns, withNeeded } from './needed-columns.ts'
import { dependsOnKeys, isNested, type NestedKeys } from './nesting.ts'
import { columnsOf, isAutomatic, orderOf, type RunsState, type Scope, scopeOf, stateOf } from './runs-state.ts'

/** Runs that are looked at for the first choice of columns. */
export const FIRST_SIGHT = 100

export const fetchColumnStatistics = (scope: Scope, signal?: AbortSignal) => runColumns({ ...scope, sample: FIRST_SIGHT }, signal)

/** The runs that a state asks for, given what is known of the keys of nested runs. */
export const requestIn = (state: RunsState, scope: Scope, known?: NestedKeys): ListRequest =>
  requestOf(scope, orderOf(state)[0] ?? '', isNested(state, state.q, known))

/** Asks for the same statistics and for the first rows at once, there where the statistics choose all of the columns. */
export const askFirstTable = (state: RunsState, scope: Scope, signal?: AbortSignal) =>
  askChosen(requestIn(state, scope), FIRST_SIGHT, columnsOf(neededColumns(state)), state.view, signal)

/** What the rows of a table are asked with, before anybody has changed anything; undefined for groups and "diff only", which ask in other ways. */
export async function firstRows(
  state: RunsState,
  scope: Scope,
  statistics: NestedKeys | Promise<NestedKeys>,
): Promise<{ request: ListRequest; projection: Projection } | undefined> {
  if (state.group.length > 0 || state.diff) return undefined
  const known = state.cols === undefined || dependsOnKeys(state, state.q) ? await statistics : undefined
  const ids = state.cols ?? (known ? automaticColumns(known, scope.experiment_ids.length !== 1) : [])
  const projection = withExtremes(columnsOf([...new Set([...state.pinned, ...withNeeded(state, ids)])]), state.shown)
  return { request: requestIn(state, scope, known), projection }
}

/** Asks ahead for what the table of runs shows first: statistics for the choice of columns, and the rows with those columns. */
export async function askRunsAhead(experimentIds: readonly string[], query: Search): Promise<void> {
  const state = stateOf(query)
  const scope = scopeOf(state, experimentIds, Date.now())
  if (isAutomatic(state)) return void prefetch(() => askFirstTable(state, scope))
  const asked = prefetch(() => fetchColumnStatistics(scope), true)
  const first = await firstRows(state, scope, asked)
  if (first) void prefetch(() => askRows(first.request, first.projection, state.view))
}
