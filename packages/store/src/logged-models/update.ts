import {
  LOGGED_MODEL_STATUS,
  type LoggedModel,
  type RequestOf,
  type deleteLoggedModel as DeleteLoggedModel,
  type finalizeLoggedModel as FinalizeLoggedModel,
} from '@tailrace/contract'
import type { Db } from '../database.ts'
import { readModel } from './read.ts'
import { noModel } from './require-model.ts'

/** Sets the status of a logged model, deleted or not. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function finalizeLoggedModel(
  db: Db,
  { model_id, status }: RequestOf<typeof FinalizeLoggedModel>,
): Promise<{ model: LoggedModel }> {
  const changed = await db.run('update logged_models set status = ?, last_updated_timestamp_ms = ? where model_id = ?', [
    LOGGED_MODEL_STATUS[status],
    Date.now(),
    model_id,
  ])
  if (changed === 0) throw noModel(model_id)
  return { model: await readModel(db, model_id) }
}

/** Marks a logged model deleted; again is no error. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function deleteLoggedModel(db: Db, { model_id }: RequestOf<typeof DeleteLoggedModel>): Promise<object> {
  const changed = await db.run("update logged_models set lifecycle_stage = 'deleted', last_updated_timestamp_ms = ? where model_id = ?", [
    Date.now(),
    model_id,
  ])
  if (changed === 0) throw noModel(model_id)
  return {}
}
