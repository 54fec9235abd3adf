import type { Experiment, ExperimentSummary } from '@tailrace/contract'
import { keepPreviousData, useInfiniteQuery, useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useKept } from '../../controls/use-kept.ts'
import { askExperiments, askSummary, summaryChunks } from '../../api/questions.ts'

/** Experiments that meet a filter, the ones changed last first, a thousand at a time. */
export function useExperiments(filter: string | undefined, view_type: 'ACTIVE_ONLY' | 'DELETED_ONLY' = 'ACTIVE_ONLY') {
  const query = useInfiniteQuery({
    queryKey: ['experiments', 'list', view_type, filter ?? ''],
    queryFn: ({ pageParam, signal }) => askExperiments(filter, view_type, pageParam, signal),
    initialPageParam: '',
    getNextPageParam: ({ next_page_token }) => next_page_token || undefined,
    placeholderData: keepPreviousData,
  })
  const data = useKept(query.data)
  const experiments = useMemo<Experiment[]>(() => data?.pages.flatMap((page) => page.experiments ?? []) ?? [], [data])
  return { query, experiments }
}

/** Counts, activity and best value of experiments, by identifier; those that have not been fetched yet are absent. */
export function useSummaries(experiments: readonly Experiment[]): ReadonlyMap<string, ExperimentSummary> {
  return useQueries({
    queries: summaryChunks(experiments).map((experiment_ids) => ({
      queryKey: ['experiments', 'summary', experiment_ids],
      queryFn: ({ signal }: { signal: AbortSignal }) => askSummary(experiment_ids, signal),
      placeholderData: keepPreviousData,
    })),
    combine: bySummary,
  })
}

const bySummary = (
  results: readonly { data?: { experiments: ExperimentSummary[] } | undefined }[],
): ReadonlyMap<string, ExperimentSummary> =>
  new Map(results.flatMap(({ data }) => data?.experiments ?? []).map((summary) => [summary.experiment_id, summary]))
