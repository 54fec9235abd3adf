import {
  MlflowError,
  type RequestOf,
  type deleteLoggedModelTag as DeleteLoggedModelTag,
  type setLoggedModelTags as SetLoggedModelTags,
} from '@tailrace/contract'
import type { Db } from '../database.ts'
import type { ExperimentNumber } from '../experiment-id.ts'
import { requireModel } from './require-model.ts'

/** A param or tag as it arrives: what is absent is empty. */
export interface NewItem {
  key?: string
  value?: string
}

/** Sets tags; of a key that comes twice the last value counts. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function setLoggedModelTags(db: Db, { model_id, tags = [] }: RequestOf<typeof SetLoggedModelTags>): Promise<object> {
  const { experiment_id } = await requireModel(db, model_id)
  await upsertTags(db, model_id, experiment_id, tags)
  return {}
}

/** Writes tags of a logged model, replacing earlier values of their keys. */
export async function upsertTags(db: Db, modelId: string, experimentId: ExperimentNumber, tags: readonly NewItem[]): Promise<void> {
  const last = new Map(tags.map(({ key = '', value = '' }) => [key, value]))
  // In the order of their keys, so that two calls on one model never wait for each other in a circle.
  const sorted = [...last].toSorted(([a], [b]) => (a < b ? -1 : 1))
  await db.insertRows(
    'logged_model_tags',
    ['model_id text', 'experiment_id integer', 'tag_key text', 'tag_value text'],
    sorted.map(([key, value]) => [modelId, experimentId, key, value]),
    'on conflict (model_id, tag_key) do update set tag_value = excluded.tag_value',
  )
}

/** Deletes one tag. @throws MlflowError RESOURCE_DOES_NOT_EXIST: no such model, no such tag */
export async function deleteLoggedModelTag(db: Db, { model_id, tag_key }: RequestOf<typeof DeleteLoggedModelTag>): Promise<object> {
  await requireModel(db, model_id)
  const changed = await db.run('delete from logged_model_tags where model_id = ? and tag_key = ?', [model_id, tag_key])
  if (changed > 0) return {}
  throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `No tag with key '${tag_key}' found for model with ID '${model_id}'.`)
}

/** Refuses a key that a request gives twice. @throws MlflowError BAD_REQUEST */
export function refuseTwice(what: 'param' | 'tag', items: readonly NewItem[]): void {
  const keys = new Set<string>()
  for (const { key = '' } of items) {
    if (keys.has(key)) throw new MlflowError('BAD_REQUEST', `The ${what} '${key}' is given twice.`)
    keys.add(key)
  }
}
