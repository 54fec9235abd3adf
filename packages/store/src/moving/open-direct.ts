import { MlflowError } from '@tailrace/contract'
import type { Db, StoreSettings } from '../database.ts'
import type { Transaction } from '../migrations/own-indexes.ts'
import { prepareDatabase, prepareSqlite } from '../migrations/prepare.ts'
import { type PostgresTarget, describeTarget } from '../postgres/target.ts'
import { parseStoreUri } from '../store-uri.ts'

/** A database for one program that moves data: no threads, no pool, transactions as large as the caller makes them. */
export interface DirectStore {
  readonly settings: StoreSettings
  readonly dialect: Db['dialect']
  /** Runs work in one write transaction and commits it, or rolls back and throws. */
  readonly transaction: Transaction
  /** Runs reads that all see the database as it is now, whatever others write meanwhile. */
  readonly snapshot: Transaction
  close(): Promise<void>
}

/**
 * Opens a database directly and makes its schema when it is empty.
 * @throws MlflowError with one line that says what to do: unknown scheme, unreachable, another revision of the schema
 */
export async function openDirect(uri: string, settings: StoreSettings): Promise<DirectStore> {
  const target = parseStoreUri(uri)
  return target.dialect === 'sqlite' ? openSqlite(target.path, settings) : openPostgres(target.postgres, settings)
}

async function openSqlite(path: string, settings: StoreSettings): Promise<DirectStore> {
  const { SqliteConnection } = await import('../sqlite/connection.ts')
  const connection = await opened(
    `The database file ${path}`,
    'Check that its folder exists, and that both may be written to.',
    async () => {
      const made = new SqliteConnection(path, settings)
      try {
        await prepareSqlite(made, settings)
        made.exec('pragma journal_mode = wal')
        return made
      } catch (error) {
        made.close()
        throw error
      }
    },
  )
  const between =
    (begin: string): Transaction =>
    async (work) => {
      connection.exec(begin)
      try {
        const result = await work(connection)
        connection.exec('commit')
        return result
      } catch (error) {
        connection.exec('rollback')
        throw error
      }
    }
  const close = async () => connection.close()
  return { settings, dialect: 'sqlite', transaction: between('begin immediate'), snapshot: between('begin'), close }
}

async function openPostgres(target: PostgresTarget, settings: StoreSettings): Promise<DirectStore> {
  const [{ connectPostgres }, { PostgresConnection }] = await Promise.all([
    import('../postgres/connect.ts'),
    import('../postgres/connection.ts'),
  ])
  const advice = 'Check that the server runs and that the URI names an existing database and a valid user.'
  const what = describeTarget(target)
  const client = await opened(what, advice, () => connectPostgres(target, { application_name: 'tailrace moving', keepAlive: true }))
  const db = new PostgresConnection(client, settings)
  const between =
    (begin: string): Transaction =>
    async (work) => {
      await client.query(begin)
      try {
        const result = await work(db)
        await client.query('commit')
        return result
      } catch (error) {
        await client.query('rollback').catch(() => undefined)
        throw error
      }
    }
  const transaction = between('begin')
  await opened(what, advice, async () => {
    try {
      // Indexes that a database of MLflow lacks are made by the server that serves it, without holding writers up.
      await prepareDatabase(transaction, settings)
    } catch (error) {
      await client.end()
      throw error
    }
  })
  const close = () => client.end()
  return { settings, dialect: 'postgres', transaction, snapshot: between('begin isolation level repeatable read read only'), close }
}

/** Opens, and says in one line why that failed, without the password. */
async function opened<Result>(what: string, advice: string, open: () => Promise<Result>): Promise<Result> {
  try {
    return await open()
  } catch (error) {
    if (error instanceof MlflowError) throw error
    const reason = error instanceof Error ? error.message || error.name : String(error)
    throw new MlflowError('TEMPORARILY_UNAVAILABLE', `${what} cannot be opened: ${reason}. ${advice}`)
  }
}
