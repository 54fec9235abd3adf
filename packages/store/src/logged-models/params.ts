import { MlflowError, type RequestOf, type logLoggedModelParams as LogLoggedModelParams } from '@tailrace/contract'
import type { Db } from '../database.ts'
import type { ExperimentNumber } from '../experiment-id.ts'
import { requireModel } from './require-model.ts'
import { type NewItem, refuseTwice } from './tags.ts'

/** Writes params of a logged model. @throws MlflowError RESOURCE_DOES_NOT_EXIST; BAD_REQUEST: twice, or it has another value already */
export async function logLoggedModelParams(db: Db, { model_id, params = [] }: RequestOf<typeof LogLoggedModelParams>): Promise<object> {
  const { experiment_id } = await requireModel(db, model_id)
  await insertParams(db, model_id, experiment_id, params)
  return {}
}

/**
 * Inserts params of a logged model. MLflow refuses whatever is there already; here a repeated call with the same values passes,
 * since clients send a request again when its answer was lost.
 */
export async function insertParams(db: Db, modelId: string, experimentId: ExperimentNumber, params: readonly NewItem[]): Promise<void> {
  refuseTwice('param', params)
  const written = await db.insertRows(
    'logged_model_params',
    ['model_id text', 'experiment_id integer', 'param_key text', 'param_value text'],
    params.map(({ key = '', value = '' }) => [modelId, experimentId, key, value]),
    // An equal value is written over itself, so that only those that differ are missing in the count.
    `on conflict (model_id, param_key) do update set param_value = excluded.param_value
     where logged_model_params.param_value = excluded.param_value`,
  )
  if (written === params.length) return
  throw new MlflowError('BAD_REQUEST', `Changing param values is not allowed: the logged model '${modelId}' has another value already.`)
}
