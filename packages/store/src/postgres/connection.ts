import type { CustomTypesConfig, QueryArrayResult, QueryConfig, QueryResult } from 'pg'
import pg from 'pg'
import { ConstraintError, type Db, type SqlValue, type StoreSettings } from '../database.ts'
import { insertText, jsonText, numberParameters } from '../dialect.ts'

const INT8 = 20
const int8 = (text: string): number | bigint => {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}
/** int64 as number where it fits, else bigint; everything else as the driver has it. */
const types: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? int8 : pg.types.getTypeParser(oid, format)) as CustomTypesConfig['getTypeParser'],
}

/** A connection, or what finds one for each statement. */
export interface Queryable {
  query(config: QueryConfig & { rowMode?: 'array' }): Promise<QueryResult | QueryArrayResult>
}

/** A PostgreSQL connection with a transaction, or a pool for reads that need none. */
export class PostgresConnection implements Db {
  readonly dialect = 'postgres'
  readonly settings: StoreSettings
  readonly #client: Queryable

  constructor(client: Queryable, settings: StoreSettings) {
    this.#client = client
    this.settings = settings
  }

  async all<Row extends object>(sql: string, params: readonly SqlValue[] = []): Promise<Row[]> {
    return (await this.#query(sql, params)).rows as Row[]
  }

  async arrays<Row extends readonly unknown[]>(sql: string, params: readonly SqlValue[] = []): Promise<Row[]> {
    const values = params as unknown[]
    const result = await guarded(this.#client.query({ text: numberParameters(sql), values, rowMode: 'array', types }))
    return result.rows as unknown as Row[]
  }

  async get<Row extends object>(sql: string, params: readonly SqlValue[] = []): Promise<Row | undefined> {
    return (await this.#query(sql, params)).rows[0] as Row | undefined
  }

  async run(sql: string, params: readonly SqlValue[] = []): Promise<number> {
    return (await this.#query(sql, params)).rowCount ?? 0
  }

  async insertRows(table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[], tail = ''): Promise<number> {
    if (rows.length === 0) return 0
    const names = columns.map((column) => column.split(' ', 1)[0] ?? column)
    const objects = rows.map((row) => Object.fromEntries(row.map((value, index) => [names[index], value])))
    return this.run(insertText('postgres', table, columns, tail), [jsonText(objects)])
  }

  #query(sql: string, params: readonly SqlValue[]) {
    return guarded(this.#client.query({ text: numberParameters(sql), values: params as unknown[], types }))
  }
}

/** Codes of PostgreSQL that say a rule of the schema does not hold or a value cannot be kept. */
const KINDS = new Map([
  ['23505', 'unique'],
  ['23503', 'foreign-key'],
] as const)

async function guarded<Result>(query: Promise<Result>): Promise<Result> {
  try {
    return await query
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string }
    if (typeof code !== 'string' || !/^2[23]/.test(code)) throw error
    throw new ConstraintError(KINDS.get(code as '23505') ?? 'other', message)
  }
}
