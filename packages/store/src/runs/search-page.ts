import { invalid } from '@tailrace/contract'
import type { Db, SqlValue } from '../database.ts'
import { afterCondition, checkPosition, keyColumns, orderBy } from '../keyset.ts'
import { printToken, readToken } from '../page-token.ts'
import { type Fragment, all, raw, sql } from '../sql.ts'
import { runLeaves } from './search-filter.ts'
import type { Segment } from './search-order.ts'
import { type Scope, filterConditions, memberOfScope, scopeConditions, scopeTables } from './search-scope.ts'

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
    for (const row of await idRows(db, scope, segment, after, limit + 1 - found.length)) found.push({ segment: index, row })
  }
  const page = found.slice(0, limit)
  const ids = page.map(({ row }) => String(row[0]))
  const last = page.at(-1)
  return found.length > limit && last ? { ids, token: printToken('runs', [last.segment, ...last.row.slice(1)]) } : { ids }
}

/** Runs in order that are asked one by one whether they meet the filter, before all that meet it are read. */
const WALK = 1000

async function idRows(db: Db, scope: Scope, segment: Segment, after: Fragment | undefined, limit: number): Promise<SqlValue[][]> {
  const read = ({ text, params }: Fragment): Promise<SqlValue[][]> => db.arrays<SqlValue[]>(text, params)
  const { each, members, isMany } = runLeaves(db, scope.filter)
  const place = [segment.condition, ...(after ? [after] : [])]
  const order = orderBy(segment.keys)
  const select = sql`select r.run_uuid, ${keyColumns(segment.keys)} from ${scopeTables(db, scope, segment)}`
  if (!members || isMany || scope.drivenBy !== undefined)
    return read(sql`${select} where ${all([...scopeConditions(db, scope), ...place])} order by ${order} limit ${limit}`)
  // Most pages are full after a short walk. Where matches are far away, each run on the way would be looked up in the table of the filter.
  const walked = sql`select r.*, ${keyColumns(segment.keys)} from ${scopeTables(db, scope, segment)}
    where ${all([...memberOfScope(db, scope), ...place])} order by ${order} limit ${Math.max(WALK, 5 * limit)}`
  const keys = segment.keys.map((key, index) => ({ ...key, value: raw(`r.k${index}`) }))
  const near = await read(sql`select r.run_uuid, ${keyColumns(keys)} from (${walked}) as r
    where ${all(filterConditions(scope, each))} order by ${orderBy(keys)} limit ${limit}`)
  if (near.length >= limit) return near
  const conditions = [...memberOfScope(db, scope), ...place, ...filterConditions(scope, members)]
  return read(sql`${select} where ${all(conditions)} order by ${order} limit ${limit}`)
}
