import type { ReactNode } from 'react'
import { previewPurge, purgeTrash } from '../../api/calls.ts'
import { useConfirm } from '../../controls/confirm.tsx'
import { bytes, count, plural } from '../../format.ts'
import { toast, toastError } from '../../frame/toast.tsx'
import { experimentsChanged } from '../experiments/experiment-actions.ts'

/** Runs or experiments of one purge: the files of each are looked for, so that a thousand would take long. */
const CHUNK = 100

type Kind = 'run' | 'experiment'

const selection = (kind: Kind, ids: readonly string[]) => ({
  run_ids: kind === 'run' ? [...ids] : [],
  experiment_ids: kind === 'experiment' ? [...ids] : [],
  logged_model_ids: [],
})

/** Asks, with the number of things and the bytes of their files, and deletes for good: render `dialog`, call `purge`. */
export function usePurge(kind: Kind, done: () => void): { purge: (ids: readonly string[]) => Promise<void>; dialog: ReactNode } {
  const { ask, dialog } = useConfirm()
  const run = async (ids: readonly string[], keep_artifacts: boolean): Promise<void> => {
    let gone = 0
    try {
      for (let at = 0; at < ids.length; at += CHUNK) {
        const some = ids.slice(at, at + CHUNK)
        await purgeTrash({ ...selection(kind, some), keep_artifacts })
        gone += some.length
      }
    } catch (error) {
      toastError(error)
    }
    await experimentsChanged()
    done()
    if (gone > 0) toast(`Deleted ${plural(gone, kind)} for good`)
  }
  const purge = async (ids: readonly string[]): Promise<void> => {
    try {
      const preview = await previewPurge(selection(kind, ids))
      const what = plural(ids.length, kind)
      const inside =
        kind === 'experiment' ? ` with ${plural(preview.runs, 'run')} and ${plural(preview.logged_models, 'logged model')}` : ''
      const body = (
        <>
          {what}
          {inside} and {preview.files === 0 ? 'no files' : `${plural(preview.files, 'file')} (${bytes(preview.bytes)})`} will be gone. This
          cannot be undone.
          {preview.unreachable.length > 0 &&
            ` The files of ${count(preview.unreachable.length)} cannot be reached from this server and will be left.`}
        </>
      )
      ask({ title: `Delete ${what} for good?`, body, yes: `Delete ${what} for good`, run: () => run(ids, preview.unreachable.length > 0) })
    } catch (error) {
      toastError(error)
    }
  }
  return { purge, dialog }
}
