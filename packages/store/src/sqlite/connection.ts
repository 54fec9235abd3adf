import { closeSync, existsSync, openSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { ConstraintError, type Db, type SqlValue, type StoreSettings } from '../database.ts'
import { insertText } from '../dialect.ts'
import { summariesPath } from '../metrics/summaries/file.ts'
import { LOCK_TIMEOUT, monotonicNow } from './lock-deadline.ts'
import { matchesPattern } from '../pattern.ts'

/** Statements kept prepared; the oldest goes first. */
const MAX_STATEMENTS = 500
/** Codes of SQLite that say a constraint is broken. */
const UNIQUE = new Set([2067, 1555])
const FOREIGN_KEY = 787
const CONSTRAINT = 19
const TOO_BIG = 'ERR_OUT_OF_RANGE'
/** Statements that may run a second time. */
const READS = /^\s*(?:select|with|pragma|explain)\b/i

/**
 * One SQLite connection of this thread. Its promises are resolved when they are made, so code that awaits nothing else runs
 * without a turn of the event loop in between.
 */
export class SqliteConnection implements Db {
  readonly dialect = 'sqlite'
  readonly settings: StoreSettings
  /** Set for the read under way. */
  /** Set for the read under way: throws when it is to end. Called before each statement, and by functions within a statement. */
  limit: (() => void) | undefined
  readonly #path: string
  #lockTimeout = LOCK_TIMEOUT
  #summaries: SqliteConnection | undefined
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  readonly #writes = new WeakSet<StatementSync>()

  /** @param path file of the database, or `:memory:` */
  constructor(path: string, settings: StoreSettings, mode: 'read' | 'write' = 'write') {
    this.settings = settings
    this.#path = path
    if (mode === 'write' && path !== ':memory:') makePrivate(path)
    this.#database = new DatabaseSync(path, { timeout: LOCK_TIMEOUT, enableForeignKeyConstraints: true })
    this.#database.exec('pragma synchronous = full; pragma case_sensitive_like = on')
    this.#database.exec(
      'pragma temp_store = memory; pragma cache_size = -8000; pragma wal_autocheckpoint = 4000; pragma journal_size_limit = 67108864',
    )
    if (mode === 'read') this.#database.exec('pragma query_only = on')
    this.#database.function('tailrace_rlike', { deterministic: true }, (text, pattern) => {
      this.limit?.()
      return text === null ? null : Number(matchesPattern(String(text), String(pattern)))
    })
    this.#database.function('tailrace_lower', { deterministic: true }, (text) => {
      this.limit?.()
      return typeof text === 'string' ? text.toLowerCase() : text
    })
    // A statement cannot be stopped from outside: one that may take long calls this for each row.
    this.#database.function('tailrace_goes_on', () => {
      this.limit?.()
      return 1
    })
  }

  get summaries(): SqliteConnection | undefined {
    if (this.#summaries) return this.#summaries
    const path = summariesPath(this.#path)
    if (!existsSync(path)) return undefined
    this.#summaries = new SqliteConnection(path, this.settings, 'read')
    // What is read of it is read once a chart.
    this.#summaries.exec('pragma cache_size = -1000')
    return this.#summaries
  }

  /** Runs SQL without parameters or rows: `begin`, DDL, pragmas. */
  exec(sql: string): void {
    guarded(() => this.#database.exec(sql))
  }

  /** Has statements wait for locks of others until then, by monotonicNow; without a time as long as ever. */
  waitForLocks(deadline?: number): void {
    const left = deadline === undefined ? LOCK_TIMEOUT : Math.max(0, deadline - monotonicNow())
    // Setting it costs something, and few requests have waited before.
    const timeout = left > LOCK_TIMEOUT - 250 ? LOCK_TIMEOUT : left
    if (timeout === this.#lockTimeout) return
    this.#database.exec(`pragma busy_timeout = ${timeout}`)
    this.#lockTimeout = timeout
  }

  close(): void {
    this.#summaries?.close()
    this.#summaries = undefined
    this.#statements.clear()
    this.#database.close()
  }

  async all<Row extends object>(sql: string, params: readonly SqlValue[] = []): Promise<Row[]> {
    return this.#rows(this.#prepare(sql, 'o'), params) as Row[]
  }

  async arrays<Row extends readonly unknown[]>(sql: string, params: readonly SqlValue[] = []): Promise<Row[]> {
    return this.#rows(this.#prepare(sql, 'a'), params) as unknown as Row[]
  }

  async get<Row extends object>(sql: string, params: readonly SqlValue[] = []): Promise<Row | undefined> {
    return this.#rows(this.#prepare(sql, 'o'), params)[0] as Row | undefined
  }

  async run(sql: string, params: readonly SqlValue[] = []): Promise<number> {
    const statement = this.#prepare(sql, 'o')
    return guarded(() => Number(statement.run(...bound(params)).changes))
  }

  async insertRows(table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[], tail = ''): Promise<number> {
    const statement = this.#prepare(insertText('sqlite', table, columns, tail), 'o')
    return guarded(() => {
      let changes = 0
      for (const row of rows) changes += Number(statement.run(...bound(row)).changes)
      return changes
    })
  }

  #rows(statement: StatementSync, params: readonly SqlValue[]): unknown[] {
    this.limit?.()
    return guarded(() => {
      // A write runs once: what it returns is read exactly from the start.
      if (this.#writes.has(statement)) return statement.all(...bound(params)).map(smallNumbers)
      try {
        return statement.all(...bound(params))
      } catch (error) {
        if (codeOf(error) !== TOO_BIG) throw error
        // A whole number beyond 2^53 among the rows: read them once more, those numbers as bigint.
        statement.setReadBigInts(true)
        try {
          return statement.all(...bound(params)).map(smallNumbers)
        } finally {
          statement.setReadBigInts(false)
        }
      }
    })
  }

  #prepare(sql: string, shape: 'a' | 'o'): StatementSync {
    const key = shape + sql
    const known = this.#statements.get(key)
    if (known) return known
    const statement = guarded(() => this.#database.prepare(sql))
    if (shape === 'a') statement.setReturnArrays(true)
    if (!READS.test(sql)) {
      statement.setReadBigInts(true)
      this.#writes.add(statement)
    }
    if (this.#statements.size >= MAX_STATEMENTS) this.#statements.delete(this.#statements.keys().next().value ?? '')
    this.#statements.set(key, statement)
    return statement
  }
}

/** Makes a file that does not exist yet readable by its owner alone; the files that SQLite makes beside it follow it. */
function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch {
    // It is there already, or cannot be made: SQLite says so in its own words.
  }
}

const bound = (params: readonly SqlValue[]): SQLInputValue[] => {
  for (const value of params) if (typeof value === 'boolean') return params.map((item) => (typeof item === 'boolean' ? Number(item) : item))
  return params as SQLInputValue[]
}

/** Turns the bigints of a row back into numbers where they fit. */
function smallNumbers(row: unknown): unknown {
  const small = (value: unknown) => (typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value)
  if (Array.isArray(row)) return row.map(small)
  return Object.fromEntries(Object.entries(row as object).map(([key, value]) => [key, small(value)]))
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code

/** Runs one call of the driver; a broken constraint leaves as ConstraintError. */
function guarded<Result>(call: () => Result): Result {
  try {
    return call()
  } catch (error) {
    const code = (error as { errcode?: number }).errcode
    if (code === undefined || (code & 0xff) !== CONSTRAINT) throw error
    const kind = UNIQUE.has(code) ? 'unique' : code === FOREIGN_KEY ? 'foreign-key' : 'other'
    throw new ConstraintError(kind, (error as Error).message)
  }
}
