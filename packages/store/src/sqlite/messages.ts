import type { ErrorCode } from '@tailrace/contract'
import type { StoreSettings } from '../database.ts'
import type { Changes } from '../events/changes.ts'
import type { CallMessage } from '../execute.ts'
import type { FileIdentity } from './database-file.ts'

/** What a thread is started with. */
export interface ThreadData {
  path: string
  mode: 'read' | 'write'
  settings: StoreSettings
  /** The file that the server opened at its start. */
  file: FileIdentity | undefined
  /** The memory of CancelledRequests. */
  cancelled: SharedArrayBuffer
}

/** A request to a thread. */
export interface ThreadRequest extends CallMessage {
  id: number
  /** When it stops waiting for a lock, by monotonicNow. */
  deadline: number
}

/** How a request failed: refused with a code, or a fault whose text stays in the log. */
export interface Failure {
  code: ErrorCode
  message: string
  fault?: string
}

/** A piece was taken by the client's socket: the thread may send the next. */
export interface PieceTaken {
  id: number
  taken: true
}

/** The client went away: the thread may drop the rest. */
export interface Cancelled {
  id: number
  cancelled: true
}

/** Somebody hears of changes from now on, or nobody does any more. */
export interface Listen {
  listen: boolean
}

export type ToThread = ThreadRequest | PieceTaken | Cancelled | Listen

export type FromThread =
  | { changes: Changes }
  | { warning: string }
  | { id: number; answer: string }
  | { id: number; piece: Uint8Array }
  | { id: number; end: true }
  | { id: number; failure: Failure }
