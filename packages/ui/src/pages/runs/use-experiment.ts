import type { Experiment } from '@tailrace/contract'
import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { searchExperiments } from '../../api/calls.ts'
import { experimentQuery } from '../../api/experiment-query.ts'
import { ApiError } from '../../api/http.ts'

export interface ExperimentState {
  data: Experiment | undefined
  error: unknown
  isGone: boolean
  retry: () => void
}

/** An experiment; nothing is asked without an id. */
export function useExperiment(id: string | undefined): ExperimentState {
  const { data, error, refetch } = useQuery({
    ...experimentQuery(id ?? ''),
    enabled: id !== undefined,
  })
  const isGone = error instanceof ApiError && (error.isGone || error.code === 'INVALID_PARAMETER_VALUE')
  return { data, error, isGone, retry: () => void refetch() }
}

/** Names of experiments by id, for tables over several; the id itself until they are known. */
export function useExperimentNames(wanted: boolean): (id: string) => string {
  const { data } = useQuery({
    queryKey: ['experiments', 'names'],
    queryFn: async ({ signal }) => {
      const { experiments } = await searchExperiments({ max_results: 1000, view_type: 'ALL' }, signal)
      return new Map(experiments?.map(({ experiment_id, name }) => [experiment_id, name]))
    },
    enabled: wanted,
    staleTime: 60_000,
  })
  return useCallback((id: string) => data?.get(id) ?? id, [data])
}
