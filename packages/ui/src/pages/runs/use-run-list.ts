import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState } from 'react'
import { queryRuns } from '../../api/calls.ts'
import type { projectionOf } from '../../table/columns.ts'
import type { wantedOf } from '../../table/shown-value.ts'
import { type RunRow, rowOf } from './run-row.ts'
import type { Scope } from './runs-state.ts'

/** Which runs, in which order. */
export interface ListRequest extends Scope {
  order_by?: string[]
  roots_only?: boolean
  parent_run_id?: string
}

/** The keys of each run that are wanted, and the extremes of metrics. */
export type Projection = ReturnType<typeof projectionOf> & { extremes?: ReturnType<typeof wantedOf>[] }

/** The rows that were fetched so far, and where the next ones begin. */
export interface LoadedRows {
  rows: readonly RunRow[]
  next: string | undefined
  /** Runs of all pages. */
  total: number | undefined
}

/** Cells that a page should hold at most: with many keys pages are shorter. */
const CELLS = 10_000

const SHORT_PAGE = 100

/** Runs of a page for so many keys. Extremes are looked for in all points of a run, so that their pages are the shortest. */
function pageSize({ metrics, params, tags, extremes }: Projection): number {
  const keys = metrics.length + params.length + tags.length
  return extremes ? SHORT_PAGE : Math.max(SHORT_PAGE, Math.min(500, Math.floor(CELLS / Math.max(1, keys))))
}

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
    const reply = await queryRuns(
      { ...request, max_results: Math.min(1000, Math.max(1, wanted - rows.length)), ...(next ? { page_token: next } : { total: true }) },
      signal,
    )
    for (const run of reply.runs) rows.push(rowOf(run, before.get(run.info.run_id)))
    total ??= reply.total
    next = reply.next_page_token || undefined
  } while (next !== undefined && rows.length < wanted)
  return { rows, next, total }
}

export interface RunList extends Partial<LoadedRows> {
  /** Whether what is shown is of an older question. */
  isOld: boolean
  isLoading: boolean
  isFetchingMore: boolean
  error: unknown
  /** Fetches the next page, if there is one. */
  more: () => void
  /** Says how far the reader looks, so that a refresh fetches no more than that. */
  look: (lastRow: number) => void
  retry: () => void
}

const NONE: ReadonlyMap<string, RunRow> = new Map()

/** A list of runs that grows as it is read, keeps its rows while it is asked again, and follows the server's events. */
export function useRunList(request: ListRequest, projection: Projection | undefined): RunList {
  const client = useQueryClient()
  const key = useMemo(() => ['runs', 'list', request, projection], [request, projection])
  const size = projection ? pageSize(projection) : SHORT_PAGE
  const looking = useRef(0)
  const scope = useRef(request)
  if (scope.current !== request) {
    scope.current = request
    looking.current = 0
  }
  const known = useRef(NONE)
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => fetchRows({ ...request, ...projection }, Math.max(size, looking.current + size), known.current, signal),
    enabled: projection !== undefined,
    placeholderData: keepPreviousData,
    structuralSharing: false,
  })
  const { data, isPlaceholderData } = query
  known.current = useMemo(() => new Map(data?.rows.map((row) => [row.id, row])), [data])
  const [fetching, setFetching] = useState(false)
  const busy = useRef(false)
  const next = isPlaceholderData ? undefined : data?.next
  const more = useCallback(() => {
    if (busy.current || next === undefined) return
    busy.current = true
    setFetching(true)
    fetchRows({ ...request, ...projection }, size, NONE, undefined, next)
      .then(
        (page) => client.setQueryData<LoadedRows>(key, (before) => (before?.next === next ? append(before, page) : before)),
        // Reading on asks again; the rows that are there stay.
        () => undefined,
      )
      .finally(() => {
        busy.current = false
        setFetching(false)
      })
  }, [client, key, next, projection, request, size])
  return {
    ...data,
    isOld: isPlaceholderData,
    isLoading: data === undefined && query.error === null,
    isFetchingMore: fetching,
    error: query.error,
    more,
    look: useCallback((lastRow) => {
      looking.current = lastRow
    }, []),
    retry: () => void query.refetch(),
  }
}

function append(before: LoadedRows, page: LoadedRows): LoadedRows {
  const there = new Set(before.rows.map(({ id }) => id))
  return { rows: [...before.rows, ...page.rows.filter(({ id }) => !there.has(id))], next: page.next, total: before.total }
}
