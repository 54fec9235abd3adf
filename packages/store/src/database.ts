/** A value as it is bound or read: int64 beyond 2^53 is a bigint; SQLite's booleans are 0 and 1. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array

export type DialectName = 'sqlite' | 'postgres'

/**
 * An open transaction or connection. Every store function takes one first, so that its caller chooses what is atomic.
 * SQL is one text for both databases: `?` marks a parameter. On SQLite the promises are resolved already: the statement ran
 * in this thread.
 */
export interface Db {
  readonly dialect: DialectName
  /** Rows as objects, in the order of the query. */
  all<Row extends object>(sql: string, params?: readonly SqlValue[]): Promise<Row[]>
  /** Rows as arrays, for the reads where an object a row costs too much. */
  arrays<Row extends readonly unknown[]>(sql: string, params?: readonly SqlValue[]): Promise<Row[]>
  /** The first row, if any. */
  get<Row extends object>(sql: string, params?: readonly SqlValue[]): Promise<Row | undefined>
  /** Runs a statement that returns nothing; answers the number of rows changed. */
  run(sql: string, params?: readonly SqlValue[]): Promise<number>
  /**
   * Writes many rows with one statement text, in the order given: `columns` as `name type` (types only matter to PostgreSQL),
   * `tail` is what follows the values (`ON CONFLICT ...`). Answers the number of rows written.
   */
  insertRows(table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[], tail?: string): Promise<number>
}
