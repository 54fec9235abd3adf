import { queryRuns } from '../../api/calls.ts'
import type { LiveScope } from '../../api/live-scope.ts'
import { type Column, projectionOf } from '../../table/columns.ts'
import { type Shown, wantedOf } from '../../table/shown-value.ts'
import { type RunRow, rowOf } from './run-row.ts'
import type { Scope, ViewMode } from './runs-state.ts'

/** Which runs, in which order. */
export interface ListRequest extends Scope {
  order_by?: string[]
  roots_only?: boolean
  parent_run_id?: string
  child_metrics?: boolean
}

/** The keys of each run that are wanted, and the extremes of metrics. */
export type Projection = ReturnType<typeof projectionOf> & { extremes?: ReturnType<typeof wantedOf>[] }

/** What is asked for the runs of a scope in an order, `nested`: those at the top. */
export const requestOf = (scope: Scope, order: string, nested: boolean): ListRequest => ({
  ...scope,
  order_by: [order],
  ...(nested && { roots_only: true, child_metrics: true }),
})

/** What a list of runs shows: its experiments and the metrics of its columns; any metric where one decides which runs are listed, or in which order. */
export function liveScopeOf(
  { experiment_ids, filter, order_by = [] }: Omit<ListRequest, 'run_view_type'>,
  metrics?: readonly string[],
): LiveScope {
  const isByMetric = /metrics?\b/.test([filter, ...order_by].join(' '))
  return {
    ...(experiment_ids.length > 0 && { experiments: experiment_ids }),
    ...(metrics && !isByMetric && { metrics }),
  }
}

export function withExtremes(columns: readonly Column[], shown: ReadonlyMap<string, Shown>): Projection {
  const extremes = columns.flatMap(({ id }) => {
    const what = shown.get(id)
    return what ? [wantedOf(id, what)] : []
  })
  return { ...projectionOf(columns), ...(extremes.length > 0 && { extremes }) }
}

/** The rows that were fetched so far, and where the next ones begin. */
export interface LoadedRows {
  rows: readonly RunRow[]
  next: string | undefined
  /** Runs of all pages. */
  total: number | undefined
}

/** Cells that a page should hold at most: with many keys pages are shorter. */
const CELLS = 10_000

/** Runs of the shortest page. */
export const SHORT_PAGE = 100

/** Runs that are fetched at first: more than a window shows. Charts draw as many as a page has. */
export const firstRowsOf = (projection: Projection, view: ViewMode): number => (view === 'table' ? SHORT_PAGE : pageSize(projection))

/** Runs of a page for so many keys. Extremes are looked for in all points of a run, so that their pages are the shortest. */
export function pageSize({ metrics, params, tags, extremes }: Projection): number {
  const keys = metrics.length + params.length + tags.length
  return extremes ? SHORT_PAGE : Math.max(SHORT_PAGE, Math.min(500, Math.floor(CELLS / Math.max(1, keys))))
}

/** Asks for so many runs at most: the first ones and how many there are in all, or those that a token names. */
const askPage = (
  request: ListRequest & Partial<Projection> & { automatic?: { sample: number } },
  wanted: number,
  signal?: AbortSignal,
  token?: string,
) =>
  queryRuns(
    { ...request, ordinals: true, max_results: Math.min(1000, Math.max(1, wanted)), ...(token ? { page_token: token } : { total: true }) },
    signal,
  )

/** Asks for what `fetchRows` asks first. */
export const askRows = (request: ListRequest, projection: Projection, view: ViewMode) =>
  askPage({ ...request, ...projection }, firstRowsOf(projection, view))

/**
 * Asks for the same with the columns that matter most in so many runs, which the server chooses, and for the statistics behind its choice.
 * `needed`: columns that are shown in any case.
 */
export function askChosen(request: ListRequest, sample: number, needed: readonly Column[], view: ViewMode, signal?: AbortSignal) {
  // So few keys that a page is as long as with none.
  const projection = projectionOf(needed)
  return askPage({ ...request, ...projection, automatic: { sample } }, firstRowsOf(projection, view), signal)
}

/** The rows of a first page. */
export const rowsOf = ({ runs, next_page_token, total }: Awaited<ReturnType<typeof askChosen>>): LoadedRows => ({
  rows: runs.map((run) => rowOf(run)),
  next: next_page_token || undefined,
  total,
})

/** Fetches rows from the start until so many are there. */
export async function fetchRows(
  request: ListRequest & Partial<Projection>,
  wanted: number,
  before: ReadonlyMap<string, RunRow>,
  signal?: AbortSignal,
  from?: string,
): Promise<LoadedRows> {
  const rows: RunRow[] = []
  let next = from
  let total: number | undefined
  do {
    const reply = await askPage(request, wanted - rows.length, signal, next)
    for (const run of reply.runs) rows.push(rowOf(run, before.get(run.info.run_id)))
    total ??= reply.total
    next = reply.next_page_token || undefined
  } while (next !== undefined && rows.length < wanted)
  return { rows, next, total }
}
