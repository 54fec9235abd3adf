import type { Experiment, QueriedRun, RegisteredModel } from '@tailrace/contract'
import { type UseQueryResult, keepPreviousData, useQuery } from '@tanstack/react-query'
import { getExperiment, queryRuns, searchExperiments, searchRegisteredModels } from '../../api/calls.ts'
import { ApiError } from '../../api/http.ts'

const DAY = 86_400_000
const RECENT = 20
const FAILED = 8
const MODELS = 6
/** ms between questions while there is no run at all: the first one should appear at once. */
const EAGER = 2_000

/** What one row of a list of runs needs, and no more. */
const slim = { params: [], metrics: [], tags: [], inputs: false }

interface Runs {
  runs: QueriedRun[]
  total?: number
}

/** The runs that started last, in all experiments, and how many there are. */
export const useRecentRuns = (): UseQueryResult<Runs> =>
  useQuery({
    queryKey: ['runs', 'recent'],
    queryFn: ({ signal }): Promise<Runs> =>
      queryRuns({ ...slim, order_by: ['attributes.start_time DESC'], max_results: RECENT, total: true }, signal) as Promise<Runs>,
    refetchInterval: ({ state }) => (state.data?.total === 0 ? EAGER : false),
    placeholderData: keepPreviousData,
    meta: { metrics: [] },
  })

/** Runs that failed in the last 24 hours, the newest first. */
export const useFailures = (): UseQueryResult<Runs> =>
  useQuery({
    queryKey: ['runs', 'failures'],
    queryFn: ({ signal }): Promise<Runs> =>
      queryRuns(
        {
          ...slim,
          filter: `attributes.status = 'FAILED' AND attributes.end_time > ${Date.now() - DAY}`,
          order_by: ['attributes.end_time DESC'],
          max_results: FAILED,
          total: true,
        },
        signal,
      ) as Promise<Runs>,
    placeholderData: keepPreviousData,
    meta: { metrics: [] },
  })

/** Models that changed last: a version, an alias, a stage. */
export const useChangedModels = (): UseQueryResult<RegisteredModel[]> =>
  useQuery({
    queryKey: ['models', 'changed'],
    queryFn: async ({ signal }) =>
      (await searchRegisteredModels({ max_results: MODELS, order_by: ['last_updated_timestamp DESC'] }, signal)).registered_models ?? [],
    placeholderData: keepPreviousData,
  })

/** Names of experiments by identifier, of the thousand that changed last. */
export function useExperimentNames(): ReadonlyMap<string, string> {
  const { data } = useQuery({
    queryKey: ['experiments', 'names', 'active'],
    queryFn: async ({ signal }) =>
      (await searchExperiments({ max_results: 1_000, order_by: ['last_update_time DESC'] }, signal)).experiments ?? [],
    placeholderData: keepPreviousData,
  })
  return new Map(data?.map(({ experiment_id, name }) => [experiment_id, name]))
}

/** Pinned experiments that are still there and not in the trash, in the order of their pinning. */
export const usePinned = (pins: readonly string[]): UseQueryResult<Experiment[]> =>
  useQuery({
    queryKey: ['experiments', 'pinned', pins],
    queryFn: async ({ signal }) => {
      const found = await Promise.all(
        pins.map((experiment_id) =>
          getExperiment({ experiment_id }, signal).then(
            ({ experiment }) => [experiment],
            (error: unknown) => {
              if (error instanceof ApiError && error.isGone) return []
              throw error
            },
          ),
        ),
      )
      return found.flat().filter(({ lifecycle_stage }) => lifecycle_stage === 'active')
    },
    enabled: pins.length > 0,
    placeholderData: keepPreviousData,
  })
