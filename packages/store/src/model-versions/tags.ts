import type { RequestOf, deleteModelVersionTag as DeleteTag, setModelVersionTag as SetTag } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { type VersionKey, requireVersion, versionKey } from './read.ts'

/** Sets one tag. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function setModelVersionTag(db: Db, request: RequestOf<typeof SetTag>): Promise<object> {
  const key = await versionKey(db, request)
  await requireVersion(db, key, 'keep')
  await writeTags(db, key, new Map([[request.key, request.value ?? '']]))
  return {}
}

/** Writes tags of a version, replacing earlier values of their keys. */
export async function writeTags(db: Db, [name, version]: VersionKey, tags: ReadonlyMap<string, string>): Promise<void> {
  await db.insertRows(
    'model_version_tags',
    ['workspace text', 'name text', 'version integer', 'key text', 'value text'],
    [...tags].map(([key, value]) => ['default', name, version, key, value]),
    'on conflict (workspace, key, name, version) do update set value = excluded.value',
  )
}

/** Deletes one tag; a missing one is no error. @throws MlflowError RESOURCE_DOES_NOT_EXIST: no such version */
export async function deleteModelVersionTag(db: Db, request: RequestOf<typeof DeleteTag>): Promise<object> {
  const key = await versionKey(db, request)
  await requireVersion(db, key, 'keep')
  await db.run("delete from model_version_tags where workspace = 'default' and key = ? and name = ? and version = ?", [request.key, ...key])
  return {}
}
