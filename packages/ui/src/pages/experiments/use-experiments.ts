import type { Experiment, ExperimentSummary } from '@tailrace/contract'
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery, useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useKept } from '../../controls/use-kept.ts'
import { queries } from '../../api/queries.ts'
import { askExperiments, askSummary, summaryChunks } from '../../api/questions.ts'

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
})

/** Fetches the experiments that meet a filter, and what is told of each. */
export async function prepareExperiments(filter: string | undefined): Promise<void> {
  const { pages } = await queries.fetchInfiniteQuery(experimentsQuery(filter, 'ACTIVE_ONLY'))
  const experiments = pages.flatMap((page) => page.experiments ?? [])
  await Promise.all(summaryChunks(experiments).map((ids) => queries.prefetchQuery(summaryQuery(ids))))
}

/** Experiments that meet a filter, the ones changed last first, a thousand at a time. */
export function useExperiments(filter: string | undefined, view_type: ViewType = 'ACTIVE_ONLY') {
  const query = useInfiniteQuery({ ...experimentsQuery(filter, view_type), placeholderData: keepPreviousData })
  const data = useKept(query.data)
  const experiments = useMemo<Experiment[]>(() => data?.pages.flatMap((page) => page.experiments ?? []) ?? [], [data])
  return { query, experiments }
}

/** Counts, activity and best value of experiments, by identifier; those that have not been fetched yet are absent. */
export function useSummaries(experiments: readonly Experiment[]): ReadonlyMap<string, ExperimentSummary> {
  return useQueries({
    queries: summaryChunks(experiments).map((ids) => ({ ...summaryQuery(ids), placeholderData: keepPreviousData })),
    combine: bySummary,
  })
}

const bySummary = (
  results: readonly { data?: { experiments: ExperimentSummary[] } | undefined }[],
): ReadonlyMap<string, ExperimentSummary> =>
  new Map(results.flatMap(({ data }) => data?.experiments ?? []).map((summary) => [summary.experiment_id, summary]))
