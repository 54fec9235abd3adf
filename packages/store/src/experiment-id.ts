import { MlflowError, invalid } from '@tailrace/contract'
import type { Db } from './database.ts'

/** Largest id that the column of both databases takes. */
const MAX_ID = 2_147_483_647

/** Reads an experiment id. @throws MlflowError INVALID_PARAMETER_VALUE: not a whole number */
export function experimentIdNumber(id: string): number {
  if (!/^\s*[+-]?\d+\s*$/.test(id)) throw invalid(`Invalid experiment ID '${id}'. Experiment ID must be a valid integer.`)
  const number = Number(id)
  return Math.abs(number) > MAX_ID ? -1 : number
}

/** The error of an id that no experiment has. */
export const noExperiment = (id: string): MlflowError => new MlflowError('RESOURCE_DOES_NOT_EXIST', `No Experiment with id=${id} exists`)

/** Reads id, stage and location of an experiment that may be written to. @throws MlflowError RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE */
export async function requireActiveExperiment(db: Db, id: string): Promise<{ experiment_id: number; artifact_location: string }> {
  const row = await db.get<{ experiment_id: number; artifact_location: string | null; lifecycle_stage: string }>(
    'select experiment_id, artifact_location, lifecycle_stage from experiments where experiment_id = ?',
    [experimentIdNumber(id)],
  )
  if (!row) throw noExperiment(id)
  if (row.lifecycle_stage !== 'active') {
    throw invalid(`The experiment ${id} must be in the 'active' state. Current state is ${row.lifecycle_stage}.`)
  }
  return { experiment_id: row.experiment_id, artifact_location: row.artifact_location ?? '' }
}
