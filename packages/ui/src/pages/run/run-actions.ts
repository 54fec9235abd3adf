import type { Run } from '@tailrace/contract'
import { deleteRun, deleteTag, restoreRun, setTag, updateRun } from '../../api/calls.ts'
import { queries } from '../../api/queries.ts'
import { type Mutation, perform } from '../../frame/mutation.ts'
import { tagOf } from './use-run.ts'

/** Everything that tells of a run is asked for again. */
async function refresh(runId: string): Promise<void> {
  await Promise.all([queries.invalidateQueries({ queryKey: ['run', runId] }), queries.invalidateQueries({ queryKey: ['runs'] })])
}

const change = ({ info: { run_id } }: Run, mutation: Omit<Mutation, 'after'>): Promise<boolean> =>
  perform({ ...mutation, after: () => refresh(run_id) })

const nameOf = ({ info }: Run): string => info.run_name || info.run_id

/** Renames a run; offers to take it back. Says whether it worked. */
export async function rename(run: Run, name: string): Promise<boolean> {
  const to = (run_name: string) => () => updateRun({ run_id: run.info.run_id, run_name })
  return change(run, { run: to(name), said: `Renamed to ${name}`, undo: to(nameOf(run)) })
}

/** Moves a run into the trash; it can be undone. */
export async function trash(run: Run): Promise<void> {
  const { run_id } = run.info
  await change(run, { run: () => deleteRun({ run_id }), said: `Deleted ${nameOf(run)}`, undo: () => restoreRun({ run_id }) })
}

/** Takes a run out of the trash; it can be undone. */
export async function restore(run: Run): Promise<void> {
  const { run_id } = run.info
  await change(run, { run: () => restoreRun({ run_id }), said: `Restored ${nameOf(run)}`, undo: () => deleteRun({ run_id }) })
}

/** Sets a tag; what stood there before can be brought back. */
export async function putTag(run: Run, key: string, value: string): Promise<void> {
  const { run_id } = run.info
  const before = tagOf(run, key)
  await change(run, {
    run: () => setTag({ run_id, key, value }),
    said: `Set the tag ${key}`,
    undo: () => (before === undefined ? deleteTag({ run_id, key }) : setTag({ run_id, key, value: before })),
  })
}

/** Takes a tag off; it can be brought back. */
export async function dropTag(run: Run, key: string): Promise<void> {
  const { run_id } = run.info
  const value = tagOf(run, key) ?? ''
  await change(run, { run: () => deleteTag({ run_id, key }), said: `Removed the tag ${key}`, undo: () => setTag({ run_id, key, value }) })
}

/** Tag that holds a description in Markdown. */
export const NOTE = 'mlflow.note.content'

/** @throws ApiError, so that the editor keeps what was typed */
export async function saveNote(run: Run, text: string): Promise<void> {
  await setTag({ run_id: run.info.run_id, key: NOTE, value: text })
  await refresh(run.info.run_id)
}
