import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { runColumns } from '../../api/calls.ts'
import { automaticColumns } from '../../table/columns.ts'
import type { Vocabulary } from '../../query/completion.ts'
import { FIRST_SIGHT } from './ask-runs.ts'
import { liveScopeOf } from './fetch-rows.ts'
import { firstSightQuery } from './prepare-runs.ts'
import type { RunsState, Scope } from './runs-state.ts'

export type ColumnStatistics = Awaited<ReturnType<typeof runColumns>>

/** ms for which the statistics over many runs are fresh enough. */
const FRESH_MS = 15_000
/** What a reader does before menus, proposals and histograms are wanted. */
const INTERACTION_EVENTS = ['pointermove', 'pointerdown', 'keydown'] as const

const NO_WORDS: Vocabulary = { params: [], metrics: [], tags: [], statuses: [], users: [], datasets: [] }

/**
 * Statistics of the columns at first sight: those of a hundred runs, so that the first rows need not wait; `total` is that of all. `state` is
 * that of a table that has no columns yet.
 */
export const useFirstSight = (scope: Scope, state: RunsState | undefined): UseQueryResult<ColumnStatistics> =>
  useQuery({
    ...firstSightQuery(scope, state),
    placeholderData: keepPreviousData,
  })

/** Whether the reader has done anything yet. */
export function useHasInteracted(): boolean {
  const [touched, setTouched] = useState(false)
  useEffect(() => {
    const note = (): void => setTouched(true)
    for (const name of INTERACTION_EVENTS) addEventListener(name, note, { once: true, passive: true })
    return () => INTERACTION_EVENTS.forEach((name) => removeEventListener(name, note))
  }, [])
  return touched
}

/** Statistics of the columns: when `ready`, once the reader goes to do something with them, those of the two thousand newest runs. `follow` asks for newer ones, at most every 15 s. */
export function useStatistics(
  scope: Scope,
  { data: first, isPlaceholderData }: UseQueryResult<ColumnStatistics>,
  ready: boolean,
): { statistics: ColumnStatistics | undefined; follow: () => void } {
  const total = first?.total
  const isWanted = ready && (total ?? 0) > FIRST_SIGHT
  const { data, refetch, dataUpdatedAt } = useQuery({
    queryKey: ['run-columns', scope],
    queryFn: ({ signal }) => runColumns({ ...scope }, signal),
    enabled: isWanted,
    staleTime: FRESH_MS,
  })
  const at = useRef(0)
  useEffect(() => {
    at.current = dataUpdatedAt
  }, [dataUpdatedAt])
  const follow = useCallback(() => {
    if (at.current > 0 && Date.now() - at.current > FRESH_MS) void refetch()
  }, [refetch])
  const statistics = useMemo(
    () =>
      isWanted && data && total !== undefined && !isPlaceholderData
        ? { ...data, total, ...(first?.primary && { primary: first.primary }) }
        : first,
    [data, first, isPlaceholderData, isWanted, total],
  )
  return { statistics, follow }
}

/** The columns chosen without being asked; they stay once there are metrics among them, whatever is filtered afterwards. */
export function useAutomaticColumns(
  experimentIds: readonly string[],
  statistics: ColumnStatistics | undefined,
): readonly string[] | undefined {
  const kept = useRef<{ of: string; ids: readonly string[]; primary: ColumnStatistics['primary'] } | undefined>(undefined)
  const of = JSON.stringify([experimentIds, statistics ? statistics.primary : kept.current?.primary])
  if (kept.current?.of !== of) kept.current = undefined
  if (statistics && !kept.current?.ids.some((id) => id.startsWith('metrics.'))) {
    const ids = automaticColumns(statistics, experimentIds.length !== 1)
    if (kept.current?.ids.join() !== ids.join()) kept.current = { of, ids, primary: statistics.primary }
  }
  return kept.current?.ids
}

/** Keys and values for the filter: of all runs, whatever is filtered now, once the reader goes to do something or nothing was found. */
export function useVocabulary(
  { experiment_ids, run_view_type }: Scope,
  isFiltered: boolean,
  statistics: ColumnStatistics | undefined,
): Vocabulary {
  const touched = useHasInteracted()
  const scope = useMemo(() => ({ experiment_ids, run_view_type }), [experiment_ids, run_view_type])
  const { data } = useQuery({
    queryKey: ['run-columns', scope],
    queryFn: ({ signal }) => runColumns({ ...scope }, signal),
    enabled: isFiltered && (touched || statistics?.total === 0),
    staleTime: FRESH_MS,
    meta: liveScopeOf(scope),
  })
  return (isFiltered ? data : undefined) ?? statistics ?? NO_WORDS
}
