import { queryRuns } from './api/calls.ts'

/** A run's place: enough to go there. */
export interface ListedRun {
  run_id: string
  experiment_id: string
}

const KEY = 'tailrace.run-list'
/** More are not kept: the tab's storage is small. */
const MOST = 5_000

/** Keeps, for this tab, the list that runs are opened from, so that `[` and `]` step through it. */
export function rememberRunList(runs: readonly ListedRun[]): void {
  const rows = runs.slice(0, MOST).map(({ run_id, experiment_id }) => [run_id, experiment_id])
  try {
    sessionStorage.setItem(KEY, JSON.stringify(rows))
  } catch {
    // A full or forbidden storage only takes the steps away.
  }
}

function remembered(): ListedRun[] {
  try {
    const rows = JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as [string, string][]
    return rows.map(([run_id, experiment_id]) => ({ run_id, experiment_id }))
  } catch {
    return []
  }
}

/**
 * The runs before and after one in the list that one came from; without such a list in the newest 1,000 of its experiment.
 * `place` counts from 1 and is 0 when the run is in neither.
 */
export async function neighbours(
  run: ListedRun,
  signal?: AbortSignal,
): Promise<{ before?: ListedRun; after?: ListedRun; place: number; of: number }> {
  const list = remembered()
  const known = list.some(({ run_id }) => run_id === run.run_id) ? list : await newest(run.experiment_id, signal)
  const index = known.findIndex(({ run_id }) => run_id === run.run_id)
  if (index < 0) return { place: 0, of: known.length }
  const before = known[index - 1]
  const after = known[index + 1]
  return { place: index + 1, of: known.length, ...(before && { before }), ...(after && { after }) }
}

async function newest(experimentId: string, signal?: AbortSignal): Promise<ListedRun[]> {
  const { runs } = await queryRuns(
    { experiment_ids: [experimentId], params: [], metrics: [], tags: [], inputs: false, max_results: 1_000 },
    signal,
  )
  return runs.map(({ info }) => ({ run_id: info.run_id, experiment_id: info.experiment_id }))
}
