import type { Comparison } from '@tailrace/filter'
import type { Db } from '../database.ts'
import { isOneText, withoutIndex } from '../dialect.ts'
import { type Fragment, all, raw, sql } from '../sql.ts'
import { type Scope, memberConditions } from './search-scope.ts'

/** The tag that names the run that a run is nested in. */
export const PARENT_TAG = 'mlflow.parentRunId'

/** The condition of the runs below a parent, as a clause of a filter. */
export const parentIs = (runId: string): Comparison => ({
  type: 'comparison',
  kind: 'text',
  entity: 'tag',
  key: PARENT_TAG,
  comparator: '=',
  value: runId,
  position: { start: 0, end: 0 },
})

/** The run `r` has no parent in the scope's experiments and stages: it would not be seen below one. */
export const isRoot = (db: Db, scope: Scope): Fragment =>
  sql`not exists (select 1 from tags parent_tag cross join runs p where parent_tag.run_uuid = r.run_uuid and parent_tag.key = ${PARENT_TAG}
    and p.run_uuid = parent_tag.value and p.run_uuid <> r.run_uuid and ${all(memberConditions(db, scope, 'p'))})`

/** Counts the runs of the scope's experiments and stages below each of some runs; those with none are left out. */
export async function countChildren(db: Db, scope: Scope, ids: readonly string[]): Promise<Map<string, number>> {
  const value = db.dialect === 'sqlite' ? 't.value' : 'substr(t.value, 1, 250)'
  const query = sql`select t.value, count(*) from tags t cross join runs c
    where t.key = ${PARENT_TAG} and ${{ text: `${value} ${isOneText(db)}`, params: [JSON.stringify(ids)] }}
    and c.run_uuid = t.run_uuid and c.run_uuid <> t.value and ${all(memberConditions(db, scope, 'c'))} group by t.value`
  return new Map(await db.arrays<[string, number]>(query.text, query.params))
}

/** The runs among some that are nested in others of the scope's experiments and stages, and those others. */
export async function readFamily(db: Db, scope: Scope, ids: readonly string[]): Promise<{ nested: string[]; parents: string[] }> {
  const query = sql`select t.run_uuid, p.run_uuid from tags t cross join runs p
    where ${raw(withoutIndex(db, 't.key'))} = ${PARENT_TAG} and t.run_uuid ${{ text: isOneText(db), params: [JSON.stringify(ids)] }}
    and p.run_uuid = t.value and p.run_uuid <> t.run_uuid and ${all(memberConditions(db, scope, 'p'))}`
  const rows = await db.arrays<[string, string]>(query.text, query.params)
  return { nested: [...new Set(rows.map(([id]) => id))], parents: [...new Set(rows.map(([, parent]) => parent))] }
}
