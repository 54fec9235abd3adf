import type { Endpoint, RequestOf, ResponseOf } from '@tailrace/contract'
import type { Caller } from './caller.ts'
import type { DialectName, StoreSettings } from './database.ts'
import type { ChangeListener } from './events/changes.ts'
import type { ResponseBody, RawRequest } from './operation.ts'

/** A database that is open, its schema checked. */
export interface Store {
  readonly dialect: DialectName
  readonly settings: StoreSettings
  /** The operations of the store, each on behalf of a caller: there is no other way to them. */
  as(caller: Caller): CallerStore
  /**
   * Tells a listener what is written from now on, by this process and, on PostgreSQL, by others that run this server; of other writers of
   * a SQLite file only that they wrote. Some writes are reported together, soon after their commits. Resolves once changes are heard, with
   * what ends it.
   */
  listen(listener: ChangeListener): Promise<() => void>
  /** Resolves when the database answers. @throws MlflowError TEMPORARILY_UNAVAILABLE */
  ready(): Promise<void>
  /** Finishes what runs, then closes. */
  close(): Promise<void>
}

/** A store on behalf of one caller. */
export interface CallerStore {
  /** Executes one HTTP request of an endpoint. @throws MlflowError */
  execute(operation: string, raw: RawRequest): Promise<ResponseBody>
  /** Executes a request of the process itself. @throws MlflowError */
  call<E extends Endpoint>(endpoint: E, request: RequestOf<E>): Promise<ResponseOf<E>>
}

/** Where a store tells what it cannot throw: a thread that died, a connection that was lost. */
export type FaultLog = (error: Error) => void
