import type { LocationRules } from '@tailrace/contract'

/** A value as it is bound or read: int64 beyond 2^53 is a bigint; SQLite's booleans are 0 and 1. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array

export type DialectName = 'sqlite' | 'postgres'

/** What the server was started with, as far as store functions need it. */
export interface StoreSettings {
  /** Where artifacts of new experiments go, without a trailing slash but for a bare scheme (`mlflow-artifacts:/`). */
  artifact_root: string
  /** What artifact locations experiments may be given. */
  location_rules: LocationRules
  /** Long param and tag values are cut when true, refused when false. */
  truncate_long_values: boolean
  /** Searched in the source of each new model version, when set. */
  source_validation_regex?: string
  /** SQLite: ms that a read may take, 60,000 by default. */
  read_limit?: number
}

/**
 * An open transaction or connection. Every store function takes one first, so that its caller chooses what is atomic.
 * SQL is one text for both databases: `?` marks a parameter. On SQLite the promises are resolved already: the statement ran
 * in this thread.
 */
export interface Db {
  readonly dialect: DialectName
  readonly settings: StoreSettings
  /** SQLite: the database beside it that holds summaries of long metrics, where there is one. */
  readonly summaries?: Db | undefined
  /** Rows as objects, in the order of the query. */
  all<Row extends object>(sql: string, params?: readonly SqlValue[]): Promise<Row[]>
  /** Rows as arrays, for the reads where an object a row costs too much. */
  arrays<Row extends readonly unknown[]>(sql: string, params?: readonly SqlValue[]): Promise<Row[]>
  /** The first row, if any. */
  get<Row extends object>(sql: string, params?: readonly SqlValue[]): Promise<Row | undefined>
  /** Runs a statement that returns nothing; answers the number of rows changed. */
  run(sql: string, params?: readonly SqlValue[]): Promise<number>
  /**
   * Writes many rows with one statement text, in the order given. `columns` are `name type` (types only matter to PostgreSQL),
   * `tail` is what follows the values (`ON CONFLICT ...`). Answers the number of rows written.
   */
  insertRows(table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[], tail?: string): Promise<number>
}

/** Thrown by a connection when a statement breaks a rule of the schema: unique, foreign key, check or length. */
export class ConstraintError extends Error {
  readonly kind: 'unique' | 'foreign-key' | 'other'

  constructor(kind: 'unique' | 'foreign-key' | 'other', message: string) {
    super(message)
    this.name = 'ConstraintError'
    this.kind = kind
  }
}
