import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Client } from 'pg'
import type { Db, SqlValue, StoreSettings } from '../database.ts'
import { numberParameters } from '../dialect.ts'
import type { Transaction } from './own-indexes.ts'

/** A connection that runs statements as they come, with no more than the tests of this folder and the recorder need. */
export interface TestConnection extends Db {
  readonly transaction: Transaction
  exec(sql: string): void
  close(): Promise<void>
}

const settings: StoreSettings = { artifact_root: 'mlflow-artifacts:/', location_rules: { base: '/base' }, truncate_long_values: true }

/** @param uri `sqlite:///file`, `sqlite:///:memory:` or `postgresql://...` */
export async function openForTests(uri: string): Promise<TestConnection> {
  const file = /^sqlite:\/\/\/(.*)$/.exec(uri)?.[1]
  return file === undefined ? openPostgres(uri) : openSqlite(file)
}

function openSqlite(file: string): TestConnection {
  const database = new DatabaseSync(file, { timeout: 20_000 })
  const rows = (sql: string, params: readonly SqlValue[], arrays = false): unknown[] => {
    const statement = database.prepare(sql)
    statement.setReturnArrays(arrays)
    return statement.all(...(params as SQLInputValue[]))
  }
  return connection('sqlite', 'begin immediate', {
    rows: async (sql, params, arrays) => rows(sql, params, arrays),
    run: async (sql, params) => Number(database.prepare(sql).run(...(params as SQLInputValue[])).changes),
    exec: (sql) => database.exec(sql),
    close: async () => database.close(),
  })
}

async function openPostgres(url: string): Promise<TestConnection> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  const query = (sql: string, params: readonly SqlValue[]) => client.query(numberParameters(sql), [...params])
  return connection('postgres', 'begin', {
    rows: async (sql, params, arrays) =>
      arrays
        ? (await client.query({ text: numberParameters(sql), values: [...params], rowMode: 'array' })).rows
        : (await query(sql, params)).rows,
    run: async (sql, params) => (await query(sql, params)).rowCount ?? 0,
    exec: () => {
      throw new Error('exec is SQLite only')
    },
    close: () => client.end(),
  })
}

interface Driver {
  rows(sql: string, params: readonly SqlValue[], arrays: boolean): Promise<unknown[]>
  run(sql: string, params: readonly SqlValue[]): Promise<number>
  exec(sql: string): void
  close(): Promise<void>
}

function connection(dialect: Db['dialect'], begin: string, driver: Driver): TestConnection {
  const db: TestConnection = {
    dialect,
    settings,
    all: async <Row extends object>(sql: string, params: readonly SqlValue[] = []) => (await driver.rows(sql, params, false)) as Row[],
    arrays: async <Row extends readonly unknown[]>(sql: string, params: readonly SqlValue[] = []) =>
      (await driver.rows(sql, params, true)) as unknown as Row[],
    get: async <Row extends object>(sql: string, params: readonly SqlValue[] = []) =>
      (await driver.rows(sql, params, false))[0] as Row | undefined,
    run: (sql, params = []) => driver.run(sql, params),
    insertRows: () => Promise.reject(new Error('not needed here')),
    exec: driver.exec,
    close: driver.close,
    transaction: async (work) => {
      await driver.run(begin, [])
      try {
        const result = await work(db)
        await driver.run('commit', [])
        return result
      } catch (error) {
        await driver.run('rollback', [])
        throw error
      }
    },
  }
  return db
}
