import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Db } from '../../database.ts'
import { connectPostgres } from '../../postgres/connect.ts'
import { PostgresConnection } from '../../postgres/connection.ts'
import { SqliteConnection } from '../../sqlite/connection.ts'
import { parseStoreUri } from '../../store-uri.ts'
import { SETTINGS } from './upgraded.ts'

/** Releases whose databases are in `fixtures/old/`, for tests. */
export const OLD_RELEASES = ['2.0.1', '2.9.2', '2.22.5', '3.0.0', '3.4.0', '3.11.1'] as const

/** Loads a dump of `fixtures/old/` into an empty database. */
export async function loadDump(name: string, uri: string): Promise<void> {
  const sql = readFileSync(new URL(`../fixtures/old/${name}`, import.meta.url), 'utf8')
  const target = parseStoreUri(uri)
  if (target.dialect === 'sqlite') {
    const database = new DatabaseSync(target.path, { enableForeignKeyConstraints: false })
    database.exec(sql)
    database.close()
    return
  }
  const client = await connectPostgres(target.postgres, {})
  await client.query(sql)
  await client.end()
}

/** A connection that a test reads and upgrades with. */
export async function openForUpgrade(uri: string): Promise<Db & { exec(sql: string): Promise<void>; close(): Promise<void> }> {
  const target = parseStoreUri(uri)
  if (target.dialect === 'sqlite') {
    const connection = new SqliteConnection(target.path, SETTINGS)
    return Object.assign(wrapped(connection), {
      exec: async (sql: string) => connection.exec(sql),
      close: async () => connection.close(),
    })
  }
  const client = await connectPostgres(target.postgres, {})
  return Object.assign(wrapped(new PostgresConnection(client, SETTINGS)), {
    exec: async (sql: string) => void (await client.query(sql)),
    close: () => client.end(),
  })
}

/** The same connection as a plain object, so that a test may replace what it does. */
const wrapped = (db: Db): Db => ({
  dialect: db.dialect,
  settings: db.settings,
  all: (sql, params) => db.all(sql, params),
  arrays: (sql, params) => db.arrays(sql, params),
  get: (sql, params) => db.get(sql, params),
  run: (sql, params) => db.run(sql, params),
  insertRows: (table, columns, rows, tail) => db.insertRows(table, columns, rows, tail),
})
