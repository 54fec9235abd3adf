import { invalid } from '@tailrace/contract'
import type { Db, SqlValue } from '../database.ts'
import { afterCondition, checkPosition, keyColumns, orderBy } from '../keyset.ts'
import { printToken, readToken } from '../page-token.ts'
import { type Fragment, all, sql } from '../sql.ts'
import type { Segment } from './search-order.ts'
import { type Scope, scopeConditions, scopeTables } from './search-scope.ts'

/** Ids of a page, and the token of the next one if there is one. */
export interface PageOfIds {
  ids: string[]
  token?: string
}

/**
 * Finds the ids of a page of runs in an order. It costs the same at any depth.
 * @throws MlflowError INVALID_PARAMETER_VALUE: page token
 */
export async function pageOfIds(
  db: Db,
  scope: Scope,
  segments: readonly Segment[],
  limit: number,
  pageToken: string | undefined,
): Promise<PageOfIds> {
  const [start = 0, ...position] = pageToken ? readToken('runs', pageToken) : []
  if (typeof start !== 'number' || !segments[start]) throw invalid('Invalid page token: it was made for another order.')
  const found: { segment: number; row: readonly SqlValue[] }[] = []
  for (let index = start; index < segments.length && found.length <= limit; index++) {
    const segment = segments[index] as Segment
    const after = index === start && pageToken ? afterCondition(segment.keys, checkPosition(segment.keys, position)) : undefined
    const query = idQuery(db, scope, segment, after, limit + 1 - found.length)
    for (const row of await db.arrays<SqlValue[]>(query.text, query.params)) found.push({ segment: index, row })
  }
  const page = found.slice(0, limit)
  const ids = page.map(({ row }) => String(row[0]))
  const last = page.at(-1)
  return found.length > limit && last ? { ids, token: printToken('runs', [last.segment, ...last.row.slice(1)]) } : { ids }
}

function idQuery(db: Db, scope: Scope, segment: Segment, after: Fragment | undefined, limit: number): Fragment {
  const conditions = [...scopeConditions(db, scope), segment.condition, ...(after ? [after] : [])]
  return sql`select r.run_uuid, ${keyColumns(segment.keys)} from ${scopeTables(db, scope, segment)}
    where ${all(conditions)} order by ${orderBy(segment.keys)} limit ${limit}`
}
