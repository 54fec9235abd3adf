import { invalid } from '@tailrace/contract'
import type { Db, SqlValue } from './database.ts'
import { type Fragment, all, joined, raw, sql } from './sql.ts'

/** One value that rows are ordered by. It is never null. */
export interface SortKey {
  readonly value: Fragment
  readonly descending: boolean
  /** The index that gives this order has nulls first under `desc`; nothing else, since there are none. */
  readonly nullsFirst?: true
  /** Set on a key that only says whether this value is missing. The next key is the value. */
  readonly missingOf?: Fragment
}

/** Keys of a value that may be null: missing ones last, whichever way the others go. */
export const missingLast = (value: Fragment, descending: boolean): SortKey[] => [
  { value: sql`(${value} is null)`, descending: false, missingOf: value },
  { value, descending },
]

/** `order by` of some keys. The words about nulls only matter to PostgreSQL, whose index has them. */
export const orderBy = (keys: readonly SortKey[]): Fragment =>
  joined(
    keys.map(({ value, descending, nullsFirst }) => {
      if (!descending) return value
      return nullsFirst ? sql`${value} desc` : sql`${value} desc nulls last`
    }),
    ', ',
  )

/** The keys as columns `k0`, `k1`, ... to make a page token of. */
export const keyColumns = (keys: readonly SortKey[]): Fragment =>
  joined(
    keys.map(({ value }, index) => sql`${value} as ${raw(`k${index}`)}`),
    ', ',
  )

/** The condition of the rows that come after a row with these values. */
export function afterCondition(keys: readonly SortKey[], values: readonly SqlValue[]): Fragment {
  const [key, ...others] = keys
  const [value = null, ...otherValues] = values
  if (!key) return raw('false')
  // A null stands behind its own "is missing" key: all rows with that one are equal here.
  if (value === null) return afterCondition(others, otherValues)
  const beyond = raw(key.descending ? '<' : '>')
  if (others.length === 0) return sql`${key.value} ${beyond} ${value}`
  // The first part is implied by the second; it lets an index start at the place.
  const from = raw(key.descending ? '<=' : '>=')
  return sql`${key.value} ${from} ${value} and (${key.value} ${beyond} ${value} or (${afterCondition(others, otherValues)}))`
}

/** Checks that the values of a token fit the keys. @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkPosition(keys: readonly SortKey[], values: readonly unknown[]): SqlValue[] {
  const scalar = (value: unknown): value is SqlValue => value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value)
  if (values.length !== keys.length || !values.every(scalar)) throw invalid('Invalid page token: it was made for another order.')
  return values as SqlValue[]
}

/** A query whose rows are read in pages: `select columns from tables where conditions`. */
export interface PagedQuery {
  readonly columns: Fragment
  readonly tables: Fragment
  readonly conditions: readonly Fragment[]
}

/**
 * Reads rows in the order of keys, after a position that `checkPosition` passed (none: from the start); the columns of `keyColumns` come behind the columns of
 * the query. Where the first key says whether a value is missing, the rows with a value are read first and then those without: so an index on
 * the value gives the order.
 */
export async function rowsInOrder(
  db: Db,
  { columns, tables, conditions }: PagedQuery,
  keys: readonly SortKey[],
  position: readonly SqlValue[],
  limit: number,
): Promise<SqlValue[][]> {
  const read = (
    extra: readonly Fragment[],
    sorted: readonly SortKey[],
    after: readonly SqlValue[],
    most: number,
  ): Promise<SqlValue[][]> => {
    const place = after.length > 0 ? [afterCondition(sorted, after)] : []
    const where = all([...conditions, ...extra, ...place])
    const query = sql`select ${columns}, ${keyColumns(keys)} from ${tables} where ${where} order by ${orderBy(sorted)} limit ${most}`
    return db.arrays<SqlValue[]>(query.text, query.params)
  }
  const value = keys[0]?.missingOf
  if (!value) return read([], keys, position, limit)
  const isPastValues = Boolean(position[0])
  const rows = isPastValues ? [] : await read([sql`${value} is not null`], keys.slice(1), position.slice(1), limit)
  // A negative limit is none on SQLite.
  if (limit >= 0 && rows.length >= limit) return rows
  const without = await read(
    [sql`${value} is null`],
    keys.slice(2),
    isPastValues ? position.slice(2) : [],
    limit < 0 ? limit : limit - rows.length,
  )
  return [...rows, ...without]
}
