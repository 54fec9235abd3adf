import {
  MlflowError,
  type RegisteredModel,
  type RequestOf,
  type renameRegisteredModel as Rename,
  type updateRegisteredModel as Update,
} from '@tailrace/contract'
import type { Db } from '../database.ts'
import { checkKnownName, checkModelName, noRegisteredModel } from './names.ts'
import { getRegisteredModel, requireRegisteredModel } from './read.ts'

/** Sets the description; without one it is cleared. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function updateRegisteredModel(
  db: Db,
  { name, description }: RequestOf<typeof Update>,
): Promise<{ registered_model: RegisteredModel }> {
  await checkKnownName(db, name)
  const changed = await db.run(
    "update registered_models set description = ?, last_updated_time = ? where workspace = 'default' and name = ?",
    [description ?? null, Date.now(), name],
  )
  if (changed === 0) throw noRegisteredModel(name)
  return getRegisteredModel(db, { name })
}

/** Notes that a registered model changed. */
export async function touchRegisteredModel(db: Db, name: string, now: number): Promise<void> {
  await db.run("update registered_models set last_updated_time = ? where workspace = 'default' and name = ?", [now, name])
}

/**
 * Renames a registered model with all that belongs to it; the time of its versions changes too.
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST; RESOURCE_ALREADY_EXISTS: the new name is taken
 */
export async function renameRegisteredModel(
  db: Db,
  { name, new_name }: RequestOf<typeof Rename>,
): Promise<{ registered_model: RegisteredModel }> {
  await checkKnownName(db, name)
  checkModelName(new_name, 'new_name')
  await requireRegisteredModel(db, name, 'remove')
  const now = Date.now()
  if (new_name !== name) await moveModel(db, name, new_name)
  await touchRegisteredModel(db, new_name, now)
  await db.run("update model_versions set last_updated_time = ? where workspace = 'default' and name = ?", [now, new_name])
  return getRegisteredModel(db, { name: new_name })
}

/** A second row under the new name rather than an update of the first: an insert can tell a taken name without failing. */
async function moveModel(db: Db, name: string, newName: string): Promise<void> {
  const row = await db.get(
    `insert into registered_models (workspace, name, creation_time, description)
     select workspace, ?, creation_time, description from registered_models where workspace = 'default' and name = ?
     on conflict do nothing returning name`,
    [newName, name],
  )
  if (!row) throw new MlflowError('RESOURCE_ALREADY_EXISTS', `Registered Model (name=${newName}) already exists. Error: the name is taken.`)
  for (const table of ['model_versions', 'registered_model_tags', 'registered_model_aliases']) {
    await db.run(`update ${table} set name = ? where workspace = 'default' and name = ?`, [newName, name])
  }
  await db.run("delete from registered_models where workspace = 'default' and name = ?", [name])
}

/** Tables that hold something of a registered model, those that refer to another one first. */
const MODEL_TABLES = ['model_version_tags', 'model_versions', 'registered_model_aliases', 'registered_model_tags', 'registered_models']

/** Deletes a registered model with all that belongs to it. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function deleteRegisteredModel(db: Db, { name }: { name: string }): Promise<object> {
  await requireRegisteredModel(db, name, 'remove')
  for (const table of MODEL_TABLES) {
    await db.run(`delete from ${table} where workspace = 'default' and name = ?`, [name])
  }
  return {}
}
