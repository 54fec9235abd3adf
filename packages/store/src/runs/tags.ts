import { LIMITS, MlflowError, type RequestOf, type RunTag, type deleteTag as DeleteTag, type setTag as SetTag } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { requireActiveRun } from './require-run.ts'
import { checkRunName, fitValue } from './values.ts'

/** The tag that mirrors a run's name. */
export const RUN_NAME = 'mlflow.runName'

/** Sets one tag; mlflow.runName renames the run as well, unless it is empty. */
export async function setTag(db: Db, { run_id, key, value = '' }: RequestOf<typeof SetTag>): Promise<object> {
  await requireActiveRun(db, run_id)
  await writeTags(db, run_id, [{ key, value: fitValue(db, value, LIMITS.runTagValue) }])
  return {}
}

/** Writes tags of a run and keeps its name in step. An empty mlflow.runName is ignored. */
export async function writeTags(db: Db, runId: string, tags: readonly RunTag[]): Promise<void> {
  const kept = tags.filter(({ key, value }) => key !== RUN_NAME || value !== '')
  const name = kept.findLast(({ key }) => key === RUN_NAME)
  if (name) await db.run('update runs set name = ? where run_uuid = ?', [checkRunName(name.value), runId])
  await upsertTags(db, runId, kept)
}

/** Writes tags; of a key that comes twice the last value counts. Answers what was written. */
export async function upsertTags(db: Db, runId: string, tags: readonly RunTag[]): Promise<RunTag[]> {
  const last = [...new Map(tags.map((tag) => [tag.key, tag])).values()]
  // In the order of their keys, so that two batches on one run never wait for each other in a circle.
  const sorted = last.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  await db.insertRows(
    'tags',
    ['key text', 'value text', 'run_uuid text'],
    sorted.map(({ key, value }) => [key, value, runId]),
    'on conflict (key, run_uuid) do update set value = excluded.value',
  )
  return last
}

/** Deletes one tag. @throws MlflowError RESOURCE_DOES_NOT_EXIST: no such tag */
export async function deleteTag(db: Db, { run_id, key }: RequestOf<typeof DeleteTag>): Promise<object> {
  await requireActiveRun(db, run_id)
  const changed = await db.run('delete from tags where run_uuid = ? and key = ?', [run_id, key])
  if (changed === 0) throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `No tag with name: ${key} in run with id ${run_id}`)
  return {}
}
