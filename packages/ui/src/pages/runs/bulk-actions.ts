import { changeRuns, queryRuns } from '../../api/calls.ts'
import { queries } from '../../api/queries.ts'
import { plural } from '../../format.ts'
import { toast, toastError } from '../../frame/toast.tsx'
import { idIn } from '../../query/clauses.ts'

/** Runs of one request; the server's limit. */
const CHUNK = 1000

type Change = Omit<Parameters<typeof changeRuns>[0], 'run_ids'>

async function change(run_ids: readonly string[], what: Change): Promise<boolean> {
  try {
    for (let at = 0; at < run_ids.length; at += CHUNK) await changeRuns({ ...what, run_ids: run_ids.slice(at, at + CHUNK) })
    return true
  } catch (error) {
    toastError(error)
    return false
  } finally {
    // What was done is said at once; the lists follow.
    void refresh()
  }
}

async function refresh(): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['runs'] }),
    queries.invalidateQueries({ queryKey: ['run'] }),
    queries.invalidateQueries({ queryKey: ['run-columns'] }),
  ])
}

const runs = (ids: readonly string[]): string => plural(ids.length, 'run')

/** Moves runs into the trash; it can be undone. */
export async function trashRuns(ids: readonly string[]): Promise<void> {
  if (await change(ids, { action: 'delete' })) toast(`Deleted ${runs(ids)}`, { undo: () => change(ids, { action: 'restore' }) })
}

/** Takes runs out of the trash; it can be undone. */
export async function restoreRuns(ids: readonly string[]): Promise<void> {
  if (await change(ids, { action: 'restore' })) toast(`Restored ${runs(ids)}`, { undo: () => change(ids, { action: 'delete' }) })
}

/** Gives runs a name; `before` are the names that can be brought back. */
export async function renameRuns(ids: readonly string[], name: string, before: ReadonlyMap<string, string>): Promise<void> {
  if (!(await change(ids, { action: 'rename', name }))) return
  toast(`Renamed ${runs(ids)} to ${name}`, {
    undo: async () => {
      for (const [old, group] of byValue(ids, before)) if (old !== undefined) await change(group, { action: 'rename', name: old })
    },
  })
}

/** Sets a tag of runs; what stood there before can be brought back. */
export async function tagRuns(ids: readonly string[], key: string, value: string): Promise<void> {
  const before = await tagValues(ids, key).catch(() => undefined)
  if (!(await change(ids, { action: 'set_tags', tags: [{ key, value }] }))) return
  const undo = async (): Promise<void> => {
    for (const [old, group] of byValue(ids, before ?? new Map()))
      await change(
        group,
        old === undefined ? { action: 'delete_tags', tag_keys: [key] } : { action: 'set_tags', tags: [{ key, value: old }] },
      )
  }
  toast(`Tagged ${runs(ids)}: ${key}`, before && { undo })
}

/** Ids of the runs that have the same old value. */
function byValue(ids: readonly string[], before: ReadonlyMap<string, string>): Map<string | undefined, string[]> {
  return Map.groupBy(ids, (id) => before.get(id))
}

async function tagValues(ids: readonly string[], key: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (let at = 0; at < ids.length; at += CHUNK) {
    const reply = await queryRuns({
      filter: idIn(ids.slice(at, at + CHUNK)),
      run_view_type: 'ALL',
      max_results: CHUNK,
      params: [],
      metrics: [],
      tags: [key],
      inputs: false,
    })
    for (const { info, data } of reply.runs) for (const tag of data.tags ?? []) found.set(info.run_id, tag.value)
  }
  return found
}
