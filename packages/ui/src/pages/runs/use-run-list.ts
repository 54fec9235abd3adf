import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import {
  firstRowsOf,
  type ListRequest,
  type LoadedRows,
  type Projection,
  fetchRows,
  liveScopeOf,
  pageSize,
  SHORT_PAGE,
} from './fetch-rows.ts'
import { listKey } from './prepare-runs.ts'
import { useHistoryValue, useKeepInHistory } from '../../history-entry.ts'
import type { RunRow } from './run-row.ts'
import type { ViewMode } from './runs-state.ts'

export interface RunList extends Partial<LoadedRows> {
  /** Whether what is shown is of an older question. */
  isStale: boolean
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
export function useRunList(request: ListRequest, projection: Projection | undefined, view: ViewMode, touched: boolean): RunList {
  const client = useQueryClient()
  const key = useMemo(() => listKey(request, projection), [request, projection])
  const size = projection ? pageSize(projection) : SHORT_PAGE
  // Who comes back finds the rows that were there.
  const back = useHistoryValue<number>('rows') ?? 0
  const looking = useRef(back)
  const scope = useRef(request)
  if (scope.current !== request) {
    scope.current = request
    looking.current = 0
  }
  const known = useRef(NONE)
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => {
      const isFirst = client.getQueryData(key) === undefined
      const wanted = Math.max(isFirst && projection ? firstRowsOf(projection, view) : size + looking.current, back)
      return fetchRows({ ...request, ...projection }, wanted, known.current, signal)
    },
    enabled: projection !== undefined,
    placeholderData: keepPreviousData,
    structuralSharing: false,
    meta: liveScopeOf(request, projection?.metrics),
  })
  const { data, isPlaceholderData } = query
  useKeepInHistory('rows', () => data?.rows.length)
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
  // The first rows fill the window; the others of the page come when the reader begins to do something, or wants charts of them.
  const isShort = (touched || view !== 'table') && next !== undefined && (data?.rows.length ?? 0) < size
  useEffect(() => {
    if (isShort) more()
  }, [isShort, more])
  return {
    ...data,
    isStale: isPlaceholderData,
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
