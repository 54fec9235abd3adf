import { MlflowError, invalid } from '@tailrace/contract'
import type { Db } from '../database.ts'

/** The error of an id that no run has. */
export const noRun = (id: string): MlflowError => new MlflowError('RESOURCE_DOES_NOT_EXIST', `Run with id=${id} not found`)

/** Reads the experiment of a run that may be written to. @throws MlflowError RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE: it is deleted */
export async function requireActiveRun(db: Db, id: string): Promise<{ experiment_id: number }> {
  const row = await db.get<{ experiment_id: number; lifecycle_stage: string }>(
    'select experiment_id, lifecycle_stage from runs where run_uuid = ?',
    [id],
  )
  if (!row) throw noRun(id)
  if (row.lifecycle_stage !== 'active') {
    throw invalid(`The run ${id} must be in the 'active' state. Current state is ${row.lifecycle_stage}.`)
  }
  return { experiment_id: row.experiment_id }
}
