import { MlflowError, invalid } from '@tailrace/contract'
import type { Db } from './database.ts'

/** An experiment id as the database has it: counted from 1, or 18 random digits on SQLite, where experiments came from a file store. */
export type ExperimentNumber = number | bigint

/** Largest id that the column takes. */
const MAX_ID = { sqlite: 9_223_372_036_854_775_807n, postgres: 2_147_483_647n } as const

/**
 * Reads an experiment id; one that the column cannot hold is -1, which no experiment has.
 * @throws MlflowError INVALID_PARAMETER_VALUE: not a whole number
 */
export function experimentIdNumber({ dialect }: Pick<Db, 'dialect'>, id: string): ExperimentNumber {
  if (!/^\s*[+-]?\d+\s*$/.test(id)) throw invalid(`Invalid experiment ID '${id}'. Experiment ID must be a valid integer.`)
  const number = Number(id)
  if (Math.abs(number) <= MAX_ID.postgres) return number
  const exact = BigInt(id.trim().replace(/^\+/, ''))
  if (exact < 0n || exact > MAX_ID[dialect]) return -1
  return Number.isSafeInteger(number) ? number : exact
}

/** The error of an id that no experiment has. */
export const noExperiment = (id: string): MlflowError => new MlflowError('RESOURCE_DOES_NOT_EXIST', `No Experiment with id=${id} exists`)

/** Reads id, stage and location of an experiment that may be written to. @throws MlflowError RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE */
export async function requireActiveExperiment(db: Db, id: string): Promise<{ experiment_id: ExperimentNumber; artifact_location: string }> {
  const row = await db.get<{ experiment_id: ExperimentNumber; artifact_location: string | null; lifecycle_stage: string }>(
    'select experiment_id, artifact_location, lifecycle_stage from experiments where experiment_id = ?',
    [experimentIdNumber(db, id)],
  )
  if (!row) throw noExperiment(id)
  if (row.lifecycle_stage !== 'active') {
    throw invalid(`The experiment ${id} must be in the 'active' state. Current state is ${row.lifecycle_stage}.`)
  }
  return { experiment_id: row.experiment_id, artifact_location: row.artifact_location ?? '' }
}
