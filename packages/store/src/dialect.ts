import type { Db, DialectName } from './database.ts'

/**
 * SQL for "one of these texts": the parameter that follows is the list as JSON text, so that the statement is the same for
 * every length. `in (${list(db)})`.
 */
export const textList = (db: Pick<Db, 'dialect'>): string =>
  db.dialect === 'sqlite' ? 'select value from json_each(?)' : 'select json_array_elements_text(?::json)'

/** The same for whole numbers. */
export const integerList = (db: Pick<Db, 'dialect'>): string =>
  db.dialect === 'sqlite' ? 'select value from json_each(?)' : 'select json_array_elements_text(?::json)::bigint as value'

/** The same for pairs of texts: `(a, b) in (${pairList(db)})`. */
export const pairList = (db: Pick<Db, 'dialect'>): string =>
  db.dialect === 'sqlite'
    ? 'select value ->> 0, value ->> 1 from json_each(?)'
    : 'select pair ->> 0, pair ->> 1 from json_array_elements(?::json) as pair'

/** A JSON list of triples of whole numbers as rows with columns a, b, c. */
export const integerTriples = (db: Pick<Db, 'dialect'>): string =>
  db.dialect === 'sqlite'
    ? 'select value ->> 0 as a, value ->> 1 as b, value ->> 2 as c from json_each(?)'
    : 'select (triple ->> 0)::bigint as a, (triple ->> 1)::bigint as b, (triple ->> 2)::bigint as c from json_array_elements(?::json) as triple'

/** "Is one of these whole numbers", as PostgreSQL's planner takes it to an index: a list of unknown length would make it scan. */
export const isOneOf = (db: Pick<Db, 'dialect'>): string =>
  db.dialect === 'sqlite' ? 'in (select value from json_each(?))' : '= any(array(select json_array_elements_text(?::json)::bigint))'

/** The same for texts. */
export const isOneText = (db: Pick<Db, 'dialect'>): string =>
  db.dialect === 'sqlite' ? 'in (select value from json_each(?))' : '= any(array(select json_array_elements_text(?::json)))'

/** Position of a row in such a list, to give rows in the order of the list: columns `value` and `position`. */
export const orderedTextList = (db: Pick<Db, 'dialect'>): string =>
  db.dialect === 'sqlite'
    ? 'select value, key as position from json_each(?)'
    : 'select value, position from json_array_elements_text(?::json) with ordinality as list(value, position)'

/** Rows of a table that is only added to, in the order in which they were written: `order by ${asWritten(db)}`. */
export const asWritten = (db: Pick<Db, 'dialect'>): string => (db.dialect === 'sqlite' ? 'rowid' : 'ctid')

/** Order of a text by its bytes, whatever the collation of the database. */
export const byBytes = (db: Pick<Db, 'dialect'>, column: string): string => (db.dialect === 'sqlite' ? column : `${column} collate "C"`)

/**
 * Locks the rows of a select until the transaction ends, put behind it. `keep`: they may not be deleted or renamed; `write`: nobody else
 * writes them either; `remove`: nobody holds them in any of these ways. SQLite needs none of it: its writer is alone.
 */
export function lockRows(db: Pick<Db, 'dialect'>, how: 'keep' | 'write' | 'remove'): string {
  if (db.dialect === 'sqlite') return ''
  return { keep: 'for key share', write: 'for no key update', remove: 'for update' }[how]
}

/** Pairs of a text and a whole number, from the parameter that follows, a JSON list: rows (name, number, position). */
export const namedNumbers = (db: Pick<Db, 'dialect'>): string =>
  db.dialect === 'sqlite'
    ? 'select value ->> 0 as name, value ->> 1 as number, key as position from json_each(?)'
    : `select pair.value ->> 0 as name, (pair.value ->> 1)::integer as number, pair.position
       from json_array_elements(?::json) with ordinality as pair(value, position)`

const rewritten = new Map<string, string>()

/** Marks parameters as PostgreSQL does: `?` to `$1`, `$2` ... Texts are few, so each is rewritten once. */
export function numberParameters(sql: string): string {
  let text = rewritten.get(sql)
  if (text === undefined) {
    let count = 0
    text = sql.replace(/\?/g, () => `$${++count}`)
    if (rewritten.size >= 5000) rewritten.clear()
    rewritten.set(sql, text)
  }
  return text
}

/** Text of an insert of one row (SQLite, run once a row) or of a JSON list of rows (PostgreSQL, run once). */
export function insertText(dialect: DialectName, table: string, columns: readonly string[], tail: string): string {
  const names = columns.map((column) => column.split(' ', 1)[0]).join(', ')
  const source =
    dialect === 'sqlite'
      ? `values (${columns.map(() => '?').join(', ')})`
      : `select ${names} from json_to_recordset(?::json) as rows_in(${columns.join(', ')})`
  return `insert into ${table} (${names}) ${source} ${tail}`.trimEnd()
}

/** A JSON text that keeps bigints exact. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? JSON.rawJSON(item.toString()) : item))

/**
 * The table of points for a read of one key of some runs. SQLite would take the primary key, which starts with the key and so grows
 * with all runs; it is given the index that starts with the run.
 */
export const metricsOfRun = (db: Pick<Db, 'dialect'>): string =>
  db.dialect === 'sqlite' ? 'metrics indexed by index_metrics_run_uuid_key_step' : 'metrics'

/**
 * For `from`: the rows of a table that meet a condition on a row of a list, which stands there as `wanted`. The list leads: each of its rows looks up its own by an
 * index. A plain join leaves both planners free to read the table first and the list again for each row of it.
 */
export const rowsOfList = (db: Pick<Db, 'dialect'>, list: string, table: string, alias: string, condition: string): string =>
  `(${list}) as wanted ${lookup(db, table, alias, condition)}`

/** For `from`, behind other tables: the rows of one more table that meet a condition on a row of those before it, which are read first. */
export const lookup = (db: Pick<Db, 'dialect'>, table: string, alias: string, condition: string): string =>
  db.dialect === 'sqlite'
    ? `cross join ${table} ${alias} on ${condition}`
    : `cross join lateral (select * from ${table} ${alias} where ${condition} offset 0) as ${alias}`

/**
 * A column whose values many rows share, in a condition that another one should lead. Without statistics SQLite believes that few rows share a value: the plus
 * sign keeps it from an index that starts with this column. PostgreSQL knows how many share it.
 */
export const withoutIndex = (db: Pick<Db, 'dialect'>, column: string): string => (db.dialect === 'sqlite' ? `+${column}` : column)

/** The condition of rows of the one workspace there is, for reads that another condition or the order leads. */
export const isInWorkspace = (db: Pick<Db, 'dialect'>, alias: string): string => `${withoutIndex(db, `${alias}.workspace`)} = 'default'`
