import type { Comparison } from '@tailrace/filter'
import type { Db } from '../database.ts'
import { isOneText } from '../dialect.ts'
import { type Fragment, all, sql } from '../sql.ts'
import { type Scope, memberConditions } from './search-scope.ts'

/** The tag that names the run that a run is nested in. */
const PARENT = 'mlflow.parentRunId'

/** The condition of the runs below a parent, as a clause of a filter. */
export const parentIs = (runId: string): Comparison => ({
  type: 'comparison',
  kind: 'text',
  entity: 'tag',
  key: PARENT,
  comparator: '=',
  value: runId,
  position: { start: 0, end: 0 },
})

/** The run `r` has no parent in the scope's experiments and stages: it would not be seen below one. */
export const isRoot = (db: Db, scope: Scope): Fragment =>
  sql`not exists (select 1 from tags parent_tag cross join runs p where parent_tag.run_uuid = r.run_uuid and parent_tag.key = ${PARENT}
    and p.run_uuid = parent_tag.value and p.run_uuid <> r.run_uuid and ${all(memberConditions(db, scope, 'p'))})`

/** Counts the runs of the scope's experiments and stages below each of some runs; those with none are left out. */
export async function countChildren(db: Db, scope: Scope, ids: readonly string[]): Promise<Map<string, number>> {
  const value = db.dialect === 'sqlite' ? 't.value' : 'substr(t.value, 1, 250)'
  const query = sql`select t.value, count(*) from tags t cross join runs c
    where t.key = ${PARENT} and ${{ text: `${value} ${isOneText(db)}`, params: [JSON.stringify(ids)] }}
    and c.run_uuid = t.run_uuid and c.run_uuid <> t.value and ${all(memberConditions(db, scope, 'c'))} group by t.value`
  return new Map(await db.arrays<[string, number]>(query.text, query.params))
}
