import { closeSync, mkdirSync, openSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { MlflowError } from '@tailrace/contract'
import { parseStoreUri } from '../store-uri.ts'

/** Code of SQLite: somebody else holds the lock. */
const BUSY = 5

/** Name of the file beside a database that its server holds locked. */
const lockPath = (path: string): string => `${path}-server`

/**
 * Reserves a database for one server of this machine, and makes the folder of a SQLite file where it is missing. The lock is one of the
 * operating system on a file beside the database, so it ends with the process, however that ends, and is in nobody else's way: commands,
 * backups and MLflow's own processes do not look at it. PostgreSQL may have several servers. Answers the function that gives it up.
 * @throws MlflowError RESOURCE_CONFLICT: another server has it; BAD_REQUEST: folder or lock file cannot be made
 */
export function reserveDatabase(uri: string): () => void {
  const target = parseStoreUri(uri)
  if (target.dialect !== 'sqlite') return () => {}
  const path = realPath(target.path)
  let lock: DatabaseSync | undefined
  try {
    makePrivate(lockPath(path))
    lock = new DatabaseSync(lockPath(path), { timeout: 0 })
    // Nothing is ever written to it, so it needs no journal beside it.
    lock.exec('pragma journal_mode = off; begin exclusive')
    const held = lock
    return () => held.close()
  } catch (error) {
    lock?.close()
    const { errcode, message } = error as { errcode?: number; message: string }
    if (errcode !== undefined && (errcode & 0xff) === BUSY) {
      throw new MlflowError(
        'RESOURCE_CONFLICT',
        `Another Tailrace server uses the database file ${target.path}. Stop it first, or serve one PostgreSQL database with both.`,
      )
    }
    throw new MlflowError(
      'BAD_REQUEST',
      `The lock file ${lockPath(target.path)} cannot be used: ${message}. Its folder must be writable by this user.`,
    )
  }
}

/** Makes the file where it is missing: whoever may read it could lock it. It stays, so that nobody locks one that is just being deleted. */
function makePrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error
  }
}

/** Where links lead, so that a database has one lock whatever it is called. Makes the folder. */
function realPath(path: string): string {
  const full = resolve(path)
  try {
    return realpathSync(full)
  } catch {
    // The file is not there yet.
  }
  const folder = dirname(full)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return join(realpathSync(folder), basename(full))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MlflowError('BAD_REQUEST', `The folder ${folder} of the database file cannot be made: ${reason}.`)
  }
}
