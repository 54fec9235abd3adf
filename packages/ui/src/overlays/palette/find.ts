import type { QueriedRun } from '@tailrace/contract'
import { getRun, queryRuns, searchExperiments, searchRegisteredModels } from '../../api/calls.ts'
import { holdsText } from '../../query/text-literal.ts'
import { type Entry, experiment, model, run } from './entries.ts'
import { runFilters } from './match.ts'

/** Entries of each kind that are shown. */
const MOST = 6
const RUN_ID = /^[0-9a-f]{32}$/

/** Finds runs, experiments and models. What one kind of search refuses is left out: the others still help. */
export async function findEntries(text: string, signal: AbortSignal): Promise<Entry[]> {
  const nameFilter = holdsText('name', text)
  const none = (): undefined => undefined
  const [byId, runs, experiments, models] = await Promise.all([
    RUN_ID.test(text) ? getRun({ run_id: text }, signal).catch(none) : undefined,
    RUN_ID.test(text) ? [] : Promise.all(runFilters(text).map((filter) => findRuns(filter, signal).catch(() => []))),
    searchExperiments({ max_results: MOST, filter: nameFilter }, signal).catch(none),
    searchRegisteredModels({ max_results: MOST, filter: nameFilter }, signal).catch(none),
  ])
  const found = new Map(runs.flat().map((each) => [each.info.run_id, each]))
  return [
    ...(byId ? [run(byId.run)] : []),
    ...[...found.values()].slice(0, MOST).map(run),
    ...(experiments?.experiments ?? []).map(experiment),
    ...(models?.registered_models ?? []).map(model),
  ]
}

async function findRuns(filter: string, signal: AbortSignal): Promise<Pick<QueriedRun, 'info'>[]> {
  const request = { filter, order_by: ['attributes.start_time DESC'], max_results: MOST, params: [], metrics: [], tags: [], inputs: false }
  return ((await queryRuns(request, signal)).runs ?? []) as Pick<QueriedRun, 'info'>[]
}
