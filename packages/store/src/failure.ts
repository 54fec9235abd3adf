import { MlflowError } from '@tailrace/contract'
import { ConstraintError } from './database.ts'
import type { Failure } from './sqlite/messages.ts'
import { StoreFault } from './store-fault.ts'

/** Codes of SQLite: database or disk full, input/output error, read-only, locked. */
const SQLITE_PASSING = new Map([
  [5, 'The database is locked by another process. Try again.'],
  [6, 'The database is locked by another process. Try again.'],
  [8, 'The database is read-only.'],
  [10, 'The database could not be read or written.'],
  [13, 'The disk that holds the database is full.'],
  [14, 'The database could not be opened.'],
])

/** Classes and codes of PostgreSQL and the socket that pass when the database is back. */
const POSTGRES_PASSING =
  /^(08|53|57P|25006|25P0[34]|40001|40P01|55P03|57014)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|EAI_AGAIN)$/

/** What the driver says, without a code, of a connection that did not come about or broke off. */
const DRIVER_PASSING = /^(timeout (exceeded|expired)|Connection terminated|Client has encountered a connection error)/

/** What PostgreSQL says of a text that is too long, and of one with a NUL. */
const TOO_LONG = /value too long for type character varying\((\d+)\)/
const NUL = /invalid byte sequence for encoding "UTF8": 0x00|\\u0000 cannot be converted/

function refusalOf(text: string): string {
  const length = TOO_LONG.exec(text)?.[1]
  if (length) return `A value is longer than the ${length} characters that its column takes.`
  if (NUL.test(text)) return 'A text holds a NUL character, which PostgreSQL does not take.'
  return 'The database refused the value: a rule of its schema does not hold.'
}

/** Turns whatever a store function threw into what may travel, and the text that may only be logged. */
export function failureOf(error: unknown): Failure {
  if (error instanceof MlflowError) return { code: error.code, message: error.message }
  if (error instanceof ConstraintError) {
    return { code: 'BAD_REQUEST', message: refusalOf(error.message), fault: error.message }
  }
  const fault = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const { errcode, code } = error as { errcode?: number; code?: unknown }
  const passing = errcode === undefined ? undefined : SQLITE_PASSING.get(errcode & 0xff)
  if (passing !== undefined) return { code: 'TEMPORARILY_UNAVAILABLE', message: passing, fault }
  if (typeof code === 'string' ? POSTGRES_PASSING.test(code) : error instanceof Error && DRIVER_PASSING.test(error.message)) {
    return { code: 'TEMPORARILY_UNAVAILABLE', message: messageOf(code), fault }
  }
  return { code: 'INTERNAL_ERROR', message: 'An internal error occurred.', fault }
}

/** By code of PostgreSQL; whatever else passes is a database that cannot be reached. */
function messageOf(code: unknown): string {
  if (code === '57014') return 'The database canceled the statement: it took too long, or somebody canceled it. Try again.'
  if (code === '55P03' || code === '40001' || code === '40P01') return 'Other requests held what this one needs for too long. Try again.'
  return 'The database cannot be reached at the moment. Try again.'
}

/** The error that a failure from another thread, or of a database, is thrown as. */
export const errorOf = ({ code, message, fault }: Failure): MlflowError =>
  fault === undefined ? new MlflowError(code, message) : new StoreFault(code, message, fault)
