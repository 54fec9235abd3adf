import { LIMITS, MlflowError, type RequestOf, type changeRuns as ChangeRuns, invalid, missing } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { isOneText, withoutIndex } from '../dialect.ts'
import { runNotFound } from './require-run.ts'
import { RUN_NAME } from './tags.ts'
import { fitValue } from './values.ts'

type Request = RequestOf<typeof ChangeRuns>
type Tag = readonly [key: string, value: string]

/**
 * Deletes, restores, tags or renames runs, all or none. Tags that a run lacks are no error to delete; deleted and restored runs may be so
 * already.
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST: one of the runs; INVALID_PARAMETER_VALUE: no runs, or a deleted one is to be tagged or renamed
 */
export async function changeRuns(db: Db, request: Request): Promise<{ changed: number }> {
  // In the order of their ids, so that two of these never wait for each other in a circle.
  const ids = [...new Set(request.run_ids)].toSorted()
  if (ids.length === 0) throw missing('run_ids')
  const change = readChange(db, request)
  const stages = await readStages(db, ids)
  for (const id of request.run_ids) {
    const stage = stages.get(id)
    if (stage === undefined) throw runNotFound(id)
    if (stage !== 'active' && change.needsActive) {
      throw invalid(`The run ${id} must be in the 'active' state. Current state is ${stage}.`)
    }
  }
  return { changed: await change.apply(ids) }
}

interface Change {
  needsActive: boolean
  apply(ids: readonly string[]): Promise<number>
}

/** What is to be done, checked before a run is looked at. */
function readChange(db: Db, request: Request): Change {
  switch (request.action) {
    case 'delete':
      return { needsActive: false, apply: (ids) => moveTo(db, ids, 'deleted', Date.now()) }
    case 'restore':
      return { needsActive: false, apply: (ids) => moveTo(db, ids, 'active', null) }
    case 'rename': {
      const name = request.name
      if (!name) throw missing('name')
      return { needsActive: true, apply: (ids) => setTags(db, ids, [[RUN_NAME, fitValue(db, name, LIMITS.runTagValue)]]) }
    }
    case 'set_tags': {
      const tags = (request.tags ?? []).map(({ key, value = '' }): Tag => [key, fitValue(db, value, LIMITS.runTagValue)])
      if (tags.length === 0) throw missing('tags')
      return { needsActive: true, apply: (ids) => setTags(db, ids, tags) }
    }
    case 'delete_tags': {
      const keys = request.tag_keys ?? []
      if (keys.length === 0) throw missing('tag_keys')
      return { needsActive: true, apply: (ids) => deleteTags(db, ids, keys) }
    }
    default:
      throw new MlflowError('INVALID_PARAMETER_VALUE', `Invalid value '${String(request.action)}' for parameter 'action' supplied.`)
  }
}

async function readStages(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const lock = db.dialect === 'sqlite' ? '' : 'order by run_uuid for no key update'
  const rows = await db.arrays<[string, string]>(`select run_uuid, lifecycle_stage from runs where run_uuid ${isOneText(db)} ${lock}`, [
    JSON.stringify(ids),
  ])
  return new Map(rows)
}

const moveTo = (db: Db, ids: readonly string[], stage: 'active' | 'deleted', time: number | null): Promise<number> =>
  db.run(`update runs set lifecycle_stage = ?, deleted_time = ? where run_uuid ${isOneText(db)} and lifecycle_stage <> ?`, [
    stage,
    time,
    JSON.stringify(ids),
    stage,
  ])

/** The tag mlflow.runName renames as well, unless it is empty: then it is ignored. Of a key that comes twice the last value counts. */
async function setTags(db: Db, ids: readonly string[], tags: readonly Tag[]): Promise<number> {
  const kept = new Map(tags.filter(([key, value]) => key !== RUN_NAME || value !== ''))
  const name = kept.get(RUN_NAME)
  if (name !== undefined) await db.run(`update runs set name = ? where run_uuid ${isOneText(db)}`, [name, JSON.stringify(ids)])
  const sorted = [...kept].toSorted(([one], [other]) => (one < other ? -1 : 1))
  await db.insertRows(
    'tags',
    ['key text', 'value text', 'run_uuid text'],
    ids.flatMap((id) => sorted.map(([key, value]) => [key, value, id])),
    'on conflict (key, run_uuid) do update set value = excluded.value',
  )
  return ids.length
}

async function deleteTags(db: Db, ids: readonly string[], keys: readonly string[]): Promise<number> {
  const params = [JSON.stringify(ids), JSON.stringify(keys)]
  const rows = `run_uuid ${isOneText(db)} and ${withoutIndex(db, 'key')} ${isOneText(db)}`
  const tagged = await db.get<{ n: number }>(`select count(distinct run_uuid) as n from tags where ${rows}`, params)
  await db.run(`delete from tags where ${rows}`, params)
  return tagged?.n ?? 0
}
