import type { Db, StoreSettings } from '../database.ts'
import { checkSchema } from './check-schema.ts'
import { checkWorkspaces } from './check-workspaces.ts'
import { createSchema, ensureDefaultExperiment } from './create-schema.ts'
import { migrateTailraceTables } from './tailrace-tables.ts'
import { buildOwnIndexes, ensureOwnIndexes, missingIndexes, type Transaction } from './own-indexes.ts'

/** Advisory lock of whoever makes or changes the schema of a PostgreSQL database. */
export const MIGRATION_LOCK = '7236833184330'

/** What prepareDatabase did and left to do. */
export interface Prepared {
  /** The database was empty and has its schema now. */
  created: boolean
  /** PostgreSQL: indexes that buildOwnIndexes is to make while the server serves; until then searches are slower, not wrong. */
  missing_indexes: string[]
}

/**
 * Makes a database ready to serve: an empty one gets the schema, one of the head revision is taken as it is, any other is refused untouched.
 * Everything happens in one transaction behind a lock, so several processes may start at once on one database. On SQLite missing indexes
 * are made at once (a second for a million params, tags and latest metrics); on PostgreSQL others write meanwhile: see `missing_indexes`.
 * @throws MlflowError as checkSchema and checkWorkspaces
 */
export function prepareDatabase(transaction: Transaction, settings: Pick<StoreSettings, 'artifact_root'>): Promise<Prepared> {
  return transaction(async (db) => {
    if (db.dialect === 'postgres') await db.run(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`)
    const created = (await checkSchema(db)) === 'empty'
    if (created) await createSchema(db, settings)
    else {
      await checkWorkspaces(db)
      await ensureDefaultExperiment(db, settings)
    }
    await migrateTailraceTables(db)
    if (db.dialect === 'postgres') return { created, missing_indexes: await missingIndexes(db) }
    await ensureOwnIndexes(db)
    return { created, missing_indexes: [] }
  })
}

/** prepareDatabase on a SQLite connection of its own; `begin immediate` is the lock. */
export function prepareSqlite(
  connection: Db & { exec(sql: string): void },
  settings: Pick<StoreSettings, 'artifact_root'>,
): Promise<Prepared> {
  return prepareDatabase(async (work) => {
    connection.exec('begin immediate')
    try {
      const result = await work(connection)
      connection.exec('commit')
      return result
    } catch (error) {
      try {
        connection.exec('rollback')
      } catch {
        // SQLite rolled back by itself (disk full): the first error says why.
      }
      throw error
    }
  }, settings)
}

/**
 * prepareDatabase on PostgreSQL, then the missing indexes (see buildOwnIndexes for `connection`); answers when they are there. To serve
 * meanwhile, call the two one after the other.
 */
export async function preparePostgres(
  transaction: Transaction,
  settings: Pick<StoreSettings, 'artifact_root'>,
  connection: Db,
): Promise<Prepared> {
  const { created, missing_indexes } = await prepareDatabase(transaction, settings)
  if (missing_indexes.length > 0) await buildOwnIndexes(transaction, connection)
  return { created, missing_indexes: missing_indexes.length > 0 ? await missingIndexes(connection) : [] }
}
