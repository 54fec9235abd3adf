import { existsSync } from 'node:fs'
import { MlflowError } from '@tailrace/contract'
import { SqliteConnection } from '../../sqlite/connection.ts'
import { type UpgradePlan, planUpgrade } from './plan.ts'
import { type Copied, rebuildSchema } from './rebuild.ts'
import { SETTINGS, type Upgraded, inUse } from './upgraded.ts'

/** Code of SQLite: locked by another connection. */
const BUSY = 5
/** ms to wait for others to let go: a server that works on the file holds it for moments, again and again. */
const LOCK_TIMEOUT = 5000

/** planStoreUpgrade on a file. */
export async function planSqlite(path: string): Promise<UpgradePlan | undefined> {
  if (!existsSync(path)) return undefined
  return using(path, 'read', (connection) => planUpgrade(connection))
}

/** upgradeStore on a file. */
export async function upgradeSqlite(path: string, copied?: Copied): Promise<Upgraded | undefined> {
  if (!existsSync(path)) return undefined
  return using(path, 'write', async (connection) => {
    connection.exec(`pragma busy_timeout = ${LOCK_TIMEOUT}`)
    // Both are ignored inside a transaction. Tables are renamed without what refers to them, and dropped while rows refer to them.
    connection.exec('pragma foreign_keys = off; pragma legacy_alter_table = on')
    // The lock: readers may go on until the commit, which is when the copy below is made.
    connection.exec('begin immediate')
    try {
      const plan = await planUpgrade(connection)
      const backup = plan && copyOf(path, plan)
      if (plan) await rebuildSchema(connection, plan.from, copied)
      connection.exec('commit')
      return plan && { plan, ...(backup !== undefined && { backup }) }
    } catch (error) {
      rollback(connection)
      throw error
    }
  })
}

/** Copies the file beside itself, with what its write-ahead log holds; answers the name. */
function copyOf(path: string, { from }: UpgradePlan): string {
  const stamp = new Date().toISOString().replaceAll(/\D/g, '')
  const backup = `${path}.${from}.${stamp}.bak`
  const reader = new SqliteConnection(path, SETTINGS)
  try {
    reader.exec(`vacuum into '${backup.replaceAll("'", "''")}'`)
  } finally {
    reader.close()
  }
  return backup
}

async function using<Result>(
  path: string,
  mode: 'read' | 'write',
  work: (connection: SqliteConnection) => Promise<Result>,
): Promise<Result> {
  let connection: SqliteConnection | undefined
  try {
    connection = new SqliteConnection(path, SETTINGS, mode)
    return await work(connection)
  } catch (error) {
    if (error instanceof MlflowError) throw error
    const { errcode, message } = error as { errcode?: number; message: string }
    if (errcode === undefined) throw error
    if ((errcode & 0xff) === BUSY) throw inUse()
    throw new MlflowError('TEMPORARILY_UNAVAILABLE', `The database file ${path} cannot be upgraded: ${message}. Nothing was changed.`)
  } finally {
    connection?.close()
  }
}

function rollback(connection: SqliteConnection): void {
  try {
    connection.exec('rollback')
  } catch {
    // SQLite has rolled back already: a full disk ends the transaction by itself. The first error says why.
  }
}
