import { MlflowError, invalid, pythonJson } from '@tailrace/contract'
import type { Db } from '../database.ts'
import type { ExperimentNumber } from '../experiment-id.ts'

const RUN_ID = /^[a-zA-Z0-9][\p{L}\p{N}_-]{0,255}$/u

/** Refuses what cannot be the id of a run; other endpoints than log-batch and log-inputs just find none. @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkRunId(id: string): void {
  if (!RUN_ID.test(id)) throw invalid(`Invalid value ${pythonJson(id)} for parameter 'run_id' supplied.`)
}

/** The error of an id that no run has. */
export const runNotFound = (id: string): MlflowError => new MlflowError('RESOURCE_DOES_NOT_EXIST', `Run with id=${id} not found`)

/** Reads the experiment of a run that may be written to. @throws MlflowError RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE: it is deleted */
export async function requireActiveRun(db: Db, id: string): Promise<{ experiment_id: ExperimentNumber }> {
  const row = await db.get<{ experiment_id: ExperimentNumber; lifecycle_stage: string }>(
    'select experiment_id, lifecycle_stage from runs where run_uuid = ?',
    [id],
  )
  if (!row) throw runNotFound(id)
  if (row.lifecycle_stage !== 'active') {
    throw invalid(`The run ${id} must be in the 'active' state. Current state is ${row.lifecycle_stage}.`)
  }
  return { experiment_id: row.experiment_id }
}
