import type { Endpoint, RequestOf, ResponseOf } from '@tailrace/contract'
import type { Db, DialectName, SqlValue, StoreSettings } from '../database.ts'
import { insertText } from '../dialect.ts'
import { OPERATOR } from '../caller.ts'
import { execute } from '../execute.ts'
import { parseRaw } from '../operation.ts'
import { operationOf } from '../operations.ts'

/** A statement as it went to the database. */
export interface Statement {
  readonly sql: string
  readonly params: readonly SqlValue[]
}

/** Keeps every statement that passes to another connection. */
class RecordingDb implements Db {
  readonly dialect: DialectName
  readonly settings: StoreSettings
  readonly statements: Statement[] = []
  readonly #db: Db

  constructor(db: Db) {
    this.#db = db
    this.dialect = db.dialect
    this.settings = db.settings
  }

  all<Row extends object>(sql: string, params: readonly SqlValue[] = []): Promise<Row[]> {
    this.statements.push({ sql, params })
    return this.#db.all<Row>(sql, params)
  }

  arrays<Row extends readonly unknown[]>(sql: string, params: readonly SqlValue[] = []): Promise<Row[]> {
    this.statements.push({ sql, params })
    return this.#db.arrays<Row>(sql, params)
  }

  get<Row extends object>(sql: string, params: readonly SqlValue[] = []): Promise<Row | undefined> {
    this.statements.push({ sql, params })
    return this.#db.get<Row>(sql, params)
  }

  run(sql: string, params: readonly SqlValue[] = []): Promise<number> {
    this.statements.push({ sql, params })
    return this.#db.run(sql, params)
  }

  insertRows(table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[], tail = ''): Promise<number> {
    const sql = insertText(this.dialect, table, columns, tail)
    // As the connections bind them: a row at a time on SQLite, all of them as one JSON text on PostgreSQL.
    if (rows.length > 0) this.statements.push({ sql, params: this.dialect === 'sqlite' ? (rows[0] ?? []) : ['[]'] })
    return this.#db.insertRows(table, columns, rows, tail)
  }
}

/** What an operation answered, and the SQL that it took. */
export interface Recorded<E extends Endpoint> {
  answer: ResponseOf<E>
  statements: readonly Statement[]
}

/** Runs an operation in a transaction of its own, as the server does, and keeps its SQL. */
export async function recordCall<E extends Endpoint>(db: Db, endpoint: E, request: object): Promise<Recorded<E>> {
  const recording = new RecordingDb(db)
  const body = new TextEncoder().encode(JSON.stringify(request))
  const operation = operationOf(endpoint.name)
  await db.run('begin')
  try {
    const parsed = parseRaw({ endpoint: { ...endpoint, method: 'POST' } }, { body }) as RequestOf<E>
    const answer = await execute({ operation, caller: OPERATOR, request: parsed }, recording)
    let text = ''
    if (typeof answer === 'string') text = answer
    else for await (const piece of answer) text += piece
    await db.run('commit')
    return { answer: (endpoint.file ? {} : JSON.parse(text)) as ResponseOf<E>, statements: recording.statements }
  } catch (error) {
    await db.run('rollback')
    throw error
  }
}
