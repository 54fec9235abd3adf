import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { groupRuns } from '../../api/calls.ts'
import { liveScopeOf } from './fetch-rows.ts'
import { type Scope, groupKeyOf } from './runs-state.ts'

type Groups = Awaited<ReturnType<typeof groupRuns>>

/** Groups fetched at once: the server's limit. More are counted, not shown. */
const MOST_GROUPS = 1000
const MOST_KEYS = 50
const RUN_IDS = 100

/** Groups of runs with statistics of the metrics and the common values of the params that are shown. */
export const useGroups = (
  scope: Scope,
  by: readonly string[],
  shown: { metrics: readonly string[]; params: readonly string[] } | undefined,
): UseQueryResult<Groups> =>
  useQuery({
    queryKey: ['runs', 'groups', scope, by, shown?.metrics, shown?.params],
    queryFn: ({ signal }) =>
      groupRuns(
        {
          ...scope,
          group_by: by.flatMap((id) => groupKeyOf(id) ?? []),
          metrics: (shown?.metrics ?? []).slice(0, MOST_KEYS),
          params: (shown?.params ?? []).slice(0, MOST_KEYS),
          max_results: MOST_GROUPS,
          run_ids_limit: RUN_IDS,
        },
        signal,
      ),
    enabled: by.length > 0 && shown !== undefined,
    placeholderData: keepPreviousData,
    meta: liveScopeOf(scope, shown?.metrics),
  })
