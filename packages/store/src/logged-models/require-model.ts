import { MlflowError } from '@tailrace/contract'
import type { Db } from '../database.ts'
import type { ExperimentNumber } from '../experiment-id.ts'

/** The error of an id that no logged model has. */
export const noModel = (id: string): MlflowError => new MlflowError('RESOURCE_DOES_NOT_EXIST', `Logged model with ID '${id}' not found.`)

/** Reads the experiment of a logged model. A deleted one can be written to, as in MLflow. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function requireModel(db: Db, id: string): Promise<{ experiment_id: ExperimentNumber }> {
  const row = await db.get<{ experiment_id: ExperimentNumber }>('select experiment_id from logged_models where model_id = ?', [id])
  if (!row) throw noModel(id)
  return row
}
