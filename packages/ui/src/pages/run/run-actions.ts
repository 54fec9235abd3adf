import type { Run } from '@tailrace/contract'
import { deleteRun, deleteTag, restoreRun, setTag, updateRun } from '../../api/calls.ts'
import { queries } from '../../api/queries.ts'
import { toast, toastError } from '../../frame/toast.tsx'
import { tagOf } from './use-run.ts'

/** Everything that tells of a run is asked for again. */
async function refresh(runId: string): Promise<void> {
  await Promise.all([queries.invalidateQueries({ queryKey: ['run', runId] }), queries.invalidateQueries({ queryKey: ['runs'] })])
}

async function done(runId: string, change: () => Promise<unknown>): Promise<boolean> {
  try {
    await change()
    await refresh(runId)
    return true
  } catch (error) {
    toastError(error)
    return false
  }
}

const nameOf = ({ info }: Run): string => info.run_name || info.run_id

/** Renames a run; offers to take it back. Says whether it worked. */
export async function rename(run: Run, name: string): Promise<boolean> {
  const id = run.info.run_id
  const to = (text: string): Promise<boolean> => done(id, () => updateRun({ run_id: id, run_name: text }))
  if (!(await to(name))) return false
  toast(`Renamed to ${name}`, { undo: () => to(nameOf(run)) })
  return true
}

export async function trash(run: Run): Promise<void> {
  const id = run.info.run_id
  if (await done(id, () => deleteRun({ run_id: id }))) toast(`Deleted ${nameOf(run)}`, { undo: () => restore(run) })
}

export async function restore(run: Run): Promise<void> {
  const id = run.info.run_id
  if (await done(id, () => restoreRun({ run_id: id }))) toast(`Restored ${nameOf(run)}`)
}

/** Sets a tag; what stood there before can be brought back. */
export async function putTag(run: Run, key: string, value: string): Promise<void> {
  const id = run.info.run_id
  const before = tagOf(run, key)
  if (!(await done(id, () => setTag({ run_id: id, key, value })))) return
  toast(`Set the tag ${key}`, {
    undo: () => done(id, () => (before === undefined ? deleteTag({ run_id: id, key }) : setTag({ run_id: id, key, value: before }))),
  })
}

export async function dropTag(run: Run, key: string): Promise<void> {
  const id = run.info.run_id
  const before = tagOf(run, key) ?? ''
  if (await done(id, () => deleteTag({ run_id: id, key })))
    toast(`Removed the tag ${key}`, { undo: () => done(id, () => setTag({ run_id: id, key, value: before })) })
}

/** Tag that holds a description in Markdown. */
export const NOTE = 'mlflow.note.content'

/** @throws ApiError, so that the editor keeps what was typed */
export async function saveNote(run: Run, text: string): Promise<void> {
  await setTag({ run_id: run.info.run_id, key: NOTE, value: text })
  await refresh(run.info.run_id)
}
