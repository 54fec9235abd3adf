import type { Experiment, ExperimentSummary } from '@tailrace/contract'
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useLastData } from '../../controls/use-last-data.ts'
import { railFrom } from '../../api/experiment-query.ts'
import { queries } from '../../api/queries.ts'
import { askExperiments, askNewestSummary, askSummary, summaryChunks } from '../../api/questions.ts'

type ViewType = 'ACTIVE_ONLY' | 'DELETED_ONLY'

const experimentsQuery = (filter: string | undefined, view_type: ViewType) =>
  infiniteQueryOptions({
    queryKey: ['experiments', 'list', view_type, filter ?? ''],
    queryFn: ({ pageParam, signal }) => askExperiments(filter, view_type, pageParam, signal),
    initialPageParam: '',
    getNextPageParam: ({ next_page_token }) => next_page_token || undefined,
  })

const summaryQuery = (experiment_ids: string[]) => ({
  queryKey: ['experiments', 'summary', experiment_ids],
  queryFn: ({ signal }: { signal: AbortSignal }) => askSummary(experiment_ids, signal),
  meta: { experiments: experiment_ids },
})

const newestQuery = {
  queryKey: ['experiments', 'summary', 'newest'],
  queryFn: ({ signal }: { signal: AbortSignal }) => askNewestSummary(signal),
}

/** Fetches the experiments that meet a filter, and the summary of each. */
export async function prepareExperiments(filter: string | undefined): Promise<void> {
  const list = queries.ensureInfiniteQueryData(experimentsQuery(filter, 'ACTIVE_ONLY'))
  if (filter === undefined) {
    const [{ pages }] = await Promise.all([list, queries.ensureQueryData(newestQuery)])
    if (pages[0]) railFrom(pages[0])
    return
  }
  const experiments = (await list).pages.flatMap((page) => page.experiments ?? [])
  await Promise.all(summaryChunks(experiments).map((ids) => queries.ensureQueryData(summaryQuery(ids))))
}

/** Experiments that meet a filter, the ones changed last first, a thousand at a time. */
export function useExperiments(filter: string | undefined, view_type: ViewType = 'ACTIVE_ONLY') {
  const query = useInfiniteQuery({ ...experimentsQuery(filter, view_type), placeholderData: keepPreviousData })
  const data = useLastData(query.data)
  const experiments = useMemo<Experiment[]>(() => data?.pages.flatMap((page) => page.experiments ?? []) ?? [], [data])
  return { query, experiments }
}

/**
 * Counts, activity and best value of experiments, by identifier; those that have not been fetched yet are absent. `all`: of all active ones, so that those
 * changed last need not be known before one asks.
 */
export function useSummaries(experiments: readonly Experiment[], all = false): ReadonlyMap<string, ExperimentSummary> {
  const { data: newest } = useQuery({ ...newestQuery, enabled: all, placeholderData: keepPreviousData })
  // Also what was known before a filter, until what it finds has been asked for.
  const known = useMemo(() => bySummary([{ data: newest }]), [newest])
  const others = all ? (newest ? experiments.filter(({ experiment_id }) => !known.has(experiment_id)) : []) : experiments
  const rest = useQueries({
    queries: summaryChunks(others).map((ids) => ({ ...summaryQuery(ids), placeholderData: keepPreviousData })),
    combine: bySummary,
  })
  return useMemo(() => (rest.size === 0 ? known : new Map([...known, ...rest])), [known, rest])
}

const bySummary = (
  results: readonly { data?: { experiments: ExperimentSummary[] } | undefined }[],
): ReadonlyMap<string, ExperimentSummary> =>
  new Map(results.flatMap(({ data }) => data?.experiments ?? []).map((summary) => [summary.experiment_id, summary]))
