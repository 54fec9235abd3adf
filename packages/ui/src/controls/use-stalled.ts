import type { StalledRun } from '@tailrace/contract'
import { useQuery } from '@tanstack/react-query'
import { listStalledRuns, updateRun } from '../api/calls.ts'
import { queries } from '../api/queries.ts'
import { perform } from '../frame/mutation.ts'
import { duration } from '../format.ts'

/** ms between two questions: a run stalls over minutes. */
const PACE = 60_000
/** Not below `runs`: each change of a run would ask anew. */
const KEY = ['stalled-runs']

/** The runs that log nothing any more though they are RUNNING; undefined until they are known. */
export const useStalledRuns = (): readonly StalledRun[] | undefined =>
  useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await listStalledRuns({}, signal)).runs as StalledRun[],
    refetchInterval: PACE,
    staleTime: PACE / 2,
    retry: false,
  }).data

/** `nothing for 3h 04m, usually a point every 12.0 s` */
export const stalledText = ({ last_point, usual_interval }: StalledRun, now = Date.now()): string =>
  `nothing logged for ${duration(now - Number(last_point))}, usually a point every ${duration(Number(usual_interval))}`

/** Ends a stalled run as FAILED at its last point; it can be undone. */
export async function markAsFailed({ run_id, run_name, last_point }: StalledRun): Promise<void> {
  await perform({
    run: () => updateRun({ run_id, status: 'FAILED', end_time: Number(last_point) }),
    said: `Marked ${run_name || run_id} as failed`,
    undo: () => updateRun({ run_id, status: 'RUNNING' }),
    after: () => Promise.all([KEY, ['run', run_id], ['runs'], ['experiments']].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  })
}
