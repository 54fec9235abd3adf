import type { RequestOf, deleteRegisteredModelTag as DeleteTag, setRegisteredModelTag as SetTag } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { requireRegisteredModel } from './read.ts'

/** Sets one tag. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function setRegisteredModelTag(db: Db, { name, key, value = '' }: RequestOf<typeof SetTag>): Promise<object> {
  await requireRegisteredModel(db, name, 'keep')
  await writeTags(db, name, new Map([[key, value]]))
  return {}
}

/** Writes tags of a registered model, replacing earlier values of their keys. */
export async function writeTags(db: Db, name: string, tags: ReadonlyMap<string, string>): Promise<void> {
  await db.insertRows(
    'registered_model_tags',
    ['workspace text', 'name text', 'key text', 'value text'],
    [...tags].map(([key, value]) => ['default', name, key, value]),
    'on conflict (workspace, key, name) do update set value = excluded.value',
  )
}

/** Deletes one tag; a missing one is no error. @throws MlflowError RESOURCE_DOES_NOT_EXIST: no such model */
export async function deleteRegisteredModelTag(db: Db, { name, key }: RequestOf<typeof DeleteTag>): Promise<object> {
  await requireRegisteredModel(db, name, 'keep')
  await db.run("delete from registered_model_tags where workspace = 'default' and key = ? and name = ?", [key, name])
  return {}
}
