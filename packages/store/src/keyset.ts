import { invalid } from '@tailrace/contract'
import type { SqlValue } from './database.ts'
import { type Fragment, joined, raw, sql } from './sql.ts'

/** One value that rows are ordered by. It is never null. */
export interface SortKey {
  readonly value: Fragment
  readonly descending: boolean
  /** The index that gives this order has nulls first under `desc`; nothing else, since there are none. */
  readonly nullsFirst?: true
}

/** Keys of a value that may be null: missing ones last, whichever way the others go. */
export const missingLast = (value: Fragment, descending: boolean): SortKey[] => [
  { value: sql`(${value} is null)`, descending: false },
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
