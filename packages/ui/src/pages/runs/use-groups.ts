import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { groupRuns } from '../../api/calls.ts'
import { liveScopeOf } from './fetch-rows.ts'
import { type Scope, groupKeyOf } from './runs-state.ts'

type Groups = Awaited<ReturnType<typeof groupRuns>>

/** Groups fetched at once: the server's limit. More are told of, not shown. */
const MOST_GROUPS = 1000
const MOST_METRICS = 50
const RUN_IDS = 100

/** Groups of runs with statistics of the metrics that are shown. */
export const useGroups = (scope: Scope, by: readonly string[], metrics: readonly string[] | undefined): UseQueryResult<Groups> =>
  useQuery({
    queryKey: ['runs', 'groups', scope, by, metrics],
    queryFn: ({ signal }) =>
      groupRuns(
        {
          ...scope,
          group_by: by.flatMap((id) => groupKeyOf(id) ?? []),
          metrics: (metrics ?? []).slice(0, MOST_METRICS),
          max_results: MOST_GROUPS,
          run_ids_limit: RUN_IDS,
        },
        signal,
      ),
    enabled: by.length > 0 && metrics !== undefined,
    placeholderData: keepPreviousData,
    meta: liveScopeOf(scope, metrics),
  })
