import { type Endpoint, type ErrorCode, MlflowError, type RequestOf, type ResponseOf } from '@tailrace/contract'
import type { DialectName, StoreSettings } from './database.ts'
import type { Answer, RawRequest } from './operation.ts'
import { openPostgres } from './postgres/store.ts'
import { openSqlite } from './sqlite/store.ts'
import { parseStoreUri } from './store-uri.ts'

/** An error of the database: clients see the code and the message, the log sees the fault. */
export class StoreFault extends MlflowError {
  readonly fault: string

  constructor(code: ErrorCode, message: string, fault: string) {
    super(code, message)
    this.fault = fault
  }
}

/** A database that is open, its schema checked. */
export interface Store {
  readonly dialect: DialectName
  readonly settings: StoreSettings
  /** Answers one HTTP request of an endpoint. @throws MlflowError */
  answer(operation: string, raw: RawRequest): Promise<Answer>
  /** Runs an operation for the server itself. @throws MlflowError */
  call<E extends Endpoint>(endpoint: E, request: RequestOf<E>): Promise<ResponseOf<E>>
  /** Resolves when the database answers. @throws MlflowError TEMPORARILY_UNAVAILABLE */
  ready(): Promise<void>
  /** Finishes what runs, then closes. */
  close(): Promise<void>
}

/** Where a store tells what it cannot throw: a thread that died, a connection that was lost. */
export type FaultLog = (error: Error) => void

/**
 * Opens a database and makes its schema when it is empty.
 * @param uri `sqlite:///file`, `postgresql://...` or `postgresql+psycopg2://...`
 * @throws MlflowError with one line that says what to do: unknown scheme, unreachable, another revision of the schema
 */
export async function openStore(uri: string, settings: StoreSettings, onFault: FaultLog): Promise<Store> {
  const target = parseStoreUri(uri)
  return target.dialect === 'sqlite' ? openSqlite(target.path, settings, onFault) : openPostgres(target.url, settings, onFault)
}
