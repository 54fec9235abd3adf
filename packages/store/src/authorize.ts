import type { Endpoint } from '@tailrace/contract'
import type { Caller } from './caller.ts'
import type { Db } from './database.ts'

/** A request that waits for permission. */
export interface Attempt {
  readonly caller: Caller
  readonly endpoint: Endpoint
  /** Parsed; its fields are those that `endpoint.access` names. */
  readonly request: unknown
}

/**
 * Decides whether a caller may do what its request asks for, by the `access` of the endpoint; inside the transaction that will do it.
 * Everything is allowed as long as there are no users and no grants.
 * @throws MlflowError PERMISSION_DENIED
 */
export type Authorize = (db: Db, attempt: Attempt) => Promise<void>

export const allowEverything: Authorize = () => Promise.resolve()
