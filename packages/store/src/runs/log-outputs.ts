import { randomUUID } from 'node:crypto'
import { MlflowError, type RequestOf, type logOutputs as LogOutputs } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { requireActiveRun } from './require-run.ts'

/** Columns of a link between a run and what it used or made. */
export const LINK = [
  'input_uuid text',
  'source_type text',
  'source_id text',
  'destination_type text',
  'destination_id text',
  'step bigint',
] as const

export const newId = (): string => randomUUID().replaceAll('-', '')

/**
 * Links models that a run made. MLflow refuses a link that is there already; here it passes with the same step, since clients send
 * a request again when its answer was lost.
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE: the run is deleted; BAD_REQUEST: a model twice, or with another step
 */
export async function logOutputs(db: Db, { run_id, models }: RequestOf<typeof LogOutputs>): Promise<object> {
  await requireActiveRun(db, run_id)
  const steps = new Map(models.map(({ model_id = '', step = 0 }) => [model_id, step]))
  if (steps.size < models.length) throw new MlflowError('BAD_REQUEST', 'A model is given twice.')
  const written = await db.insertRows(
    'inputs',
    LINK,
    [...steps].map(([model, step]) => [newId(), 'RUN_OUTPUT', run_id, 'MODEL_OUTPUT', model, step]),
    // An equal step is written over itself, so that only those that differ are missing in the count.
    `on conflict (source_type, source_id, destination_type, destination_id) do update set step = excluded.step
     where inputs.step = excluded.step`,
  )
  if (written < steps.size) throw new MlflowError('BAD_REQUEST', `A model is an output of run '${run_id}' already, at another step.`)
  return {}
}
