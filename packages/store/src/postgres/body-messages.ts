import type { RawRequest } from '../operation.ts'
import type { Failure } from '../sqlite/messages.ts'

/** A request to be parsed. */
export interface RawBody {
  id: number
  operation: string
  raw: RawRequest
}

/** A request that was parsed, or refused. */
export type ParsedBody = { id: number; request: unknown } | { id: number; failure: Failure }
