import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { FIRST_ROWS, type ListRequest, type LoadedRows, type Projection, fetchRows, pageSize, SHORT_PAGE } from './fetch-rows.ts'
import { listKey } from './prepare-runs.ts'
import type { RunRow } from './run-row.ts'

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

/** ms after the first rows of a list until the others of its first page are asked for. */
const REST_MS = 200

const NONE: ReadonlyMap<string, RunRow> = new Map()

/** A list of runs that grows as it is read, keeps its rows while it is asked again, and follows the server's events. */
export function useRunList(request: ListRequest, projection: Projection | undefined): RunList {
  const client = useQueryClient()
  const key = useMemo(() => listKey(request, projection), [request, projection])
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
    queryFn: ({ signal }) => {
      const isFirst = client.getQueryData(key) === undefined
      return fetchRows({ ...request, ...projection }, isFirst ? FIRST_ROWS : Math.max(size, looking.current + size), known.current, signal)
    },
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
  const isShort = next !== undefined && (data?.rows.length ?? 0) < size
  useEffect(() => {
    // The first rows are on the screen; the others of the page follow when it has been drawn.
    const timer = isShort ? setTimeout(more, REST_MS) : undefined
    return () => clearTimeout(timer)
  }, [isShort, more])
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
