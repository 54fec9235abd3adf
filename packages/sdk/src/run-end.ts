import type { RunInfo } from '@tailrace/contract'
import type { OnTheWire } from './client.ts'
import { envFlag, host } from './runtime.ts'

/**
 * Prints where a run and its experiment can be seen, in the words of MLflow's Python client, so that scripts that look for them find them.
 * Nothing in browsers, and nothing when MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT is set.
 */
export function announceRun(trackingUri: string, { run_id, run_name, experiment_id }: OnTheWire<RunInfo>): void {
  if (!host() || experiment_id === '' || envFlag('MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT')) return
  const experiment = `${trackingUri}/#/experiments/${experiment_id}`
  console.log(`🏃 View run ${run_name || run_id} at: ${experiment}/runs/${run_id}`)
  console.log(`🧪 View experiment at: ${experiment}`)
}

/**
 * What to say of values that were not sent when a run ended.
 * @param run its id or name
 * @param journal path of its journal; absent when there is none
 */
export function leftText(left: number, run: string | undefined, journal: string | undefined): string {
  const values = left === 1 ? '1 value' : `${left} values`
  const what = `${values} of ${run === undefined ? 'a run' : `run ${run}`} could not be sent`
  if (journal === undefined) return `${what} and will be lost when this process ends.`
  const folder = journal.slice(0, journal.lastIndexOf('/'))
  return `${what}. They are kept in ${folder}: run \`tailrace sync\` when the server is back.`
}
