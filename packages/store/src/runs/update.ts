import { type RequestOf, type RunInfo, type updateRun as UpdateRun } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { readRunInfo } from './read.ts'
import { runNotFound, requireActiveRun } from './require-run.ts'
import { RUN_NAME, writeTags } from './tags.ts'

/** Changes the fields that are given; an empty name is ignored. @throws MlflowError RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE: it is deleted */
export async function updateRun(
  db: Db,
  { run_id, status, end_time, run_name }: RequestOf<typeof UpdateRun>,
): Promise<{ run_info: RunInfo }> {
  await requireActiveRun(db, run_id)
  if (status !== undefined || end_time !== undefined) {
    await db.run('update runs set status = coalesce(?, status), end_time = coalesce(?, end_time) where run_uuid = ?', [
      status ?? null,
      end_time ?? null,
      run_id,
    ])
  }
  if (run_name) await writeTags(db, run_id, [{ key: RUN_NAME, value: run_name }])
  const run_info = await readRunInfo(db, run_id)
  if (!run_info) throw runNotFound(run_id)
  return { run_info }
}

/** Marks a run deleted; again is no error. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function deleteRun(db: Db, { run_id }: { run_id: string }): Promise<object> {
  const changed = await db.run("update runs set lifecycle_stage = 'deleted', deleted_time = ? where run_uuid = ?", [Date.now(), run_id])
  if (changed === 0) throw runNotFound(run_id)
  return {}
}

/** Restores a deleted run; again is no error. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function restoreRun(db: Db, { run_id }: { run_id: string }): Promise<object> {
  const changed = await db.run("update runs set lifecycle_stage = 'active', deleted_time = null where run_uuid = ?", [run_id])
  if (changed === 0) throw runNotFound(run_id)
  return {}
}
