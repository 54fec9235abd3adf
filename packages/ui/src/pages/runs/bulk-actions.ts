import { changeRuns, queryRuns } from '../../api/calls.ts'
import { queries } from '../../api/queries.ts'
import { plural } from '../../format.ts'
import { perform } from '../../frame/mutation.ts'
import { idIn } from '../../query/clauses.ts'

/** Runs of one request; the server's limit. */
const CHUNK = 1000

type Change = Omit<Parameters<typeof changeRuns>[0], 'run_ids'>

async function send(run_ids: readonly string[], what: Change): Promise<void> {
  for (let at = 0; at < run_ids.length; at += CHUNK) await changeRuns({ ...what, run_ids: run_ids.slice(at, at + CHUNK) })
}

/** Makes a change; with `undo` it can be taken back. The lists, which may be long, follow. */
const change = (ids: readonly string[], what: Change, said: string, undo: (() => Promise<unknown>) | undefined): Promise<boolean> =>
  perform({ run: () => send(ids, what), said, undo, after: async () => void refresh() })

async function refresh(): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['runs'] }),
    queries.invalidateQueries({ queryKey: ['run'] }),
    queries.invalidateQueries({ queryKey: ['run-columns'] }),
  ])
}

const runs = (ids: readonly string[]): string => plural(ids.length, 'run')

/** Moves runs into the trash; it can be undone. Says whether it worked. */
export async function trashRuns(ids: readonly string[]): Promise<boolean> {
  return change(ids, { action: 'delete' }, `Deleted ${runs(ids)}`, () => send(ids, { action: 'restore' }))
}

/** Takes runs out of the trash; it can be undone. Says whether it worked. */
export async function restoreRuns(ids: readonly string[]): Promise<boolean> {
  return change(ids, { action: 'restore' }, `Restored ${runs(ids)}`, () => send(ids, { action: 'delete' }))
}

/** Gives runs a name; `before` are the names that can be brought back. */
export async function renameRuns(ids: readonly string[], name: string, before: ReadonlyMap<string, string>): Promise<void> {
  await change(ids, { action: 'rename', name }, `Renamed ${runs(ids)} to ${name}`, async () => {
    for (const [old, group] of byValue(ids, before)) if (old !== undefined) await send(group, { action: 'rename', name: old })
  })
}

/** Sets a tag of runs; what stood there before can be brought back. */
export async function tagRuns(ids: readonly string[], key: string, value: string): Promise<void> {
  const before = await tagValues(ids, key).catch(() => undefined)
  const undo = async (): Promise<void> => {
    for (const [old, group] of byValue(ids, before ?? new Map()))
      await send(
        group,
        old === undefined ? { action: 'delete_tags', tag_keys: [key] } : { action: 'set_tags', tags: [{ key, value: old }] },
      )
  }
  await change(ids, { action: 'set_tags', tags: [{ key, value }] }, `Tagged ${runs(ids)}: ${key}`, before && undo)
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
