import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { createDatabase, POSTGRES_MISSING, startPostgres } from '../packages/testing/src/index.ts'

/** A database that trials run servers on and then look into behind their backs. */
export interface TrialDatabase {
  readonly uri: string
  readonly folder: string
  query(sql: string): Promise<Record<string, unknown>[]>
  /** What the database itself says of its health, once servers that were killed no longer have writes under way; `ok`. */
  check(): Promise<string>
  remove(): Promise<void>
}

const folderFor = (): string => mkdtempSync(join(tmpdir(), 'tailrace-trial-'))

async function sqlite(): Promise<TrialDatabase> {
  const folder = folderFor()
  const path = join(folder, 'mlflow.db')
  const withDatabase = <Result>(work: (database: DatabaseSync) => Result): Result => {
    const database = new DatabaseSync(path, { timeout: 20_000 })
    try {
      return work(database)
    } finally {
      database.close()
    }
  }
  return {
    uri: `sqlite:///${path}`,
    folder,
    query: async (sql) => withDatabase((database) => database.prepare(sql).all()),
    check: async () => withDatabase((database) => String(database.prepare('pragma integrity_check').get()?.['integrity_check'])),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function postgres(): Promise<TrialDatabase> {
  const server = await startPostgres()
  if (!server) throw new Error(POSTGRES_MISSING)
  const folder = folderFor()
  const { url, drop } = await createDatabase(server.url)
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  // A connection that is still closing when its database is dropped is cut, which is no failure.
  pool.on('connect', (client) => client.on('error', () => {}))
  return {
    uri: url,
    folder,
    query: async (sql) => (await pool.query(sql)).rows as Record<string, unknown>[],
    check: async () => {
      // PostgreSQL ends a transaction whose client is gone before it looks for the client.
      const others = "select 1 from pg_stat_activity where datname = current_database() and application_name like 'tailrace%'"
      while ((await pool.query(others)).rows.length > 0) await sleep(50)
      return 'ok'
    },
    remove: async () => {
      await pool.end()
      await drop()
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Both databases by name; PostgreSQL only where it is installed. */
export const DATABASES: readonly (readonly [name: string, open: () => Promise<TrialDatabase>, available: boolean])[] = [
  ['SQLite', sqlite, true],
  ['PostgreSQL', postgres, process.env['TAILRACE_TEST_POSTGRES_URL'] !== undefined],
]
