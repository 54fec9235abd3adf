import type { Comparison, Expression, ListComparison, NumberComparison, RangeComparison, TextComparison } from '@tailrace/filter'
import type { Db } from './database.ts'
import { textList, withoutIndex } from './dialect.ts'
import { postgresPattern } from './postgres/pattern.ts'
import { type Fragment, joined, raw, sql } from './sql.ts'

type Dialect = Pick<Db, 'dialect'>

/** Turns a filter into a condition; `leaf` says what a single comparison means for the entity that is searched. */
export function filterCondition(expression: Expression, leaf: (comparison: Comparison) => Fragment): Fragment {
  if (expression.type === 'comparison') return leaf(expression)
  // Plain negation: what is unknown (a null column) does not hold, so its negation does.
  if (expression.type === 'not') return sql`not coalesce((${filterCondition(expression.operand, leaf)}), false)`
  const operands = expression.operands.map((operand) => sql`(${filterCondition(operand, leaf)})`)
  return joined(operands, ` ${expression.type} `)
}

/** Comparisons of a filter above which a search may take long. */
const MANY_COMPARISONS = 10

/** Whether a filter has so many comparisons that a search may take long. */
export function hasManyComparisons(filter: Expression | undefined): boolean {
  let count = 0
  if (filter) {
    filterCondition(filter, () => {
      count++
      return raw('true')
    })
  }
  return count > MANY_COMPARISONS
}

/** SQLite: the condition that a search with many comparisons has not come to its end, asked for each row. PostgreSQL has a time limit of its own. */
export const goesOn = (db: Dialect, filter: Expression | undefined): Fragment[] =>
  db.dialect === 'sqlite' && hasManyComparisons(filter) ? [raw('tailrace_goes_on()')] : []

/** A comparison of a column with a text, a number, a list or a range. `IS NULL` asks the column itself. */
export function compareColumn(db: Dialect, column: Fragment, comparison: Comparison): Fragment {
  switch (comparison.kind) {
    case 'text':
      return compareText(db, column, comparison)
    case 'number':
      return compareNumber(db, column, comparison)
    case 'list':
      return compareList(db, column, comparison)
    case 'range':
      return compareRange(db, column, comparison)
    case 'null':
      return sql`${column} ${raw(comparison.comparator.toLowerCase())}`
  }
}

/**
 * LIKE is case-sensitive and ILIKE folds all letters, on both databases (PostgreSQL: those that the database's locale knows). `%` and `_` are
 * wildcards and a backslash is a character, which MLflow has on SQLite; PostgreSQL would take it for an escape. With `escapes` it is
 * one on both; PostgreSQL needs no clause for it.
 */
export function compareText(db: Dialect, column: Fragment, comparison: Pick<TextComparison, 'comparator' | 'value' | 'escapes'>): Fragment {
  const { comparator, value, escapes = false } = comparison
  const escape = raw(escapes && db.dialect === 'sqlite' ? String.raw` escape '\'` : '')
  const [not, operator] = comparator.startsWith('NOT ') ? [raw('not '), comparator.slice(4)] : [raw(''), comparator]
  switch (operator) {
    case '=':
      return sql`${column} = ${value}`
    case '!=':
      return sql`${column} <> ${value}`
    case 'LIKE':
      return sql`${column} ${not}like ${likePattern(db, value, escapes)}${escape}`
    case 'ILIKE':
      if (db.dialect === 'postgres') return sql`${column} ${not}ilike ${likePattern(db, value, escapes)}`
      // The function of ours costs more than SQLite's own, which folds ASCII: letters beyond it meet only themselves in a pattern of ASCII.
      return isAscii(value)
        ? sql`lower(${column}) ${not}like lower(${value})${escape}`
        : sql`tailrace_lower(${column}) ${not}like ${value.toLowerCase()}${escape}`
    default: {
      // Made for SQLite too: what is too large for one database is refused by both.
      const pattern = postgresPattern(value)
      return db.dialect === 'sqlite' ? sql`${not}tailrace_rlike(${column}, ${value})` : sql`${not}(${column} ~ ${pattern})`
    }
  }
}

/** Doubled, a backslash is itself on PostgreSQL; so is any on SQLite, which has no escape unless one is named. */
const likePattern = (db: Dialect, value: string, escapes: boolean): string =>
  db.dialect === 'sqlite' || escapes ? value : value.replaceAll('\\', '\\\\')

const isAscii = (text: string): boolean => !/[^\u0000-\u007f]/.test(text)

/** A number beside a column of whole numbers or doubles. PostgreSQL would read it as the column's type, which may have no such number. */
function numberValue(db: Dialect, value: number): Fragment {
  if (db.dialect === 'sqlite') return sql`${value}`
  // On SQLite NaN is bound as null; PostgreSQL has one, greater than all numbers.
  if (Number.isNaN(value)) return raw('null::double precision')
  return Number.isSafeInteger(value) ? sql`${value}::bigint` : sql`${value}::double precision`
}

const compareNumber = (db: Dialect, column: Fragment, { comparator, value }: Pick<NumberComparison, 'comparator' | 'value'>): Fragment =>
  sql`${column} ${raw(comparator === '!=' ? '<>' : comparator)} ${numberValue(db, value)}`

const compareRange = (
  db: Dialect,
  column: Fragment,
  { comparator, value: [low, high] }: Pick<RangeComparison, 'comparator' | 'value'>,
): Fragment => sql`${column} ${raw(comparator.toLowerCase())} ${numberValue(db, low)} and ${numberValue(db, high)}`

const compareList = (db: Dialect, column: Fragment, { comparator, value }: Pick<ListComparison, 'comparator' | 'value'>): Fragment =>
  sql`${column} ${raw(comparator.toLowerCase())} (${inTexts(db, value)})`

/** The texts of a list as a subquery. */
const inTexts = (db: Dialect, values: readonly string[]): Fragment => ({ text: textList(db), params: [JSON.stringify(values)] })

/** The value of a row `t` that is found by its id: no index on values leads to it, but for a value that is equal. */
export const ownValue = (db: Dialect, { comparator }: Comparison): string => (comparator === '=' ? 't.value' : withoutIndex(db, 't.value'))

/** Code points of a value that the index on params and tags holds on PostgreSQL. */
const INDEXED = 250

/** A comparison of the column `name` of a table of keys and values (params, tags), in the form that our index on (key, value) takes. */
export function compareValue(db: Dialect, name: string, comparison: Comparison): Fragment {
  const value = raw(name)
  const condition = compareColumn(db, value, comparison)
  if (db.dialect === 'sqlite' || comparison.kind !== 'text') return condition
  const indexed = raw(`substr(${name}, 1, ${INDEXED})`)
  if (comparison.comparator === '=') return sql`${indexed} = substr(${comparison.value}, 1, ${INDEXED}) and ${condition}`
  return condition
}
