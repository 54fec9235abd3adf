import type { ErrorCode } from '@tailrace/contract'

/** A request over GraphQL. */
export interface GraphqlRequest {
  query: string
  variables?: Record<string, unknown> | undefined
  operationName?: string | undefined
}

/** A refusal on its way between threads. */
export interface GraphqlFailure {
  code: ErrorCode
  message: string
}

/** To the thread: a request, or the answer of an endpoint that one of its requests called. */
export type ToGraphql =
  { id: number; request: Uint8Array | GraphqlRequest } | { call: number; answer: Uint8Array } | { call: number; failure: GraphqlFailure }

/** From the thread: an endpoint that a request calls, with its body; the JSON text that answers a request, or its refusal; a fault for the log. */
export type FromGraphql =
  | { id: number; call: number; endpoint: string; body: Uint8Array }
  | { id: number; text: string }
  | { id: number; failure: GraphqlFailure }
  | { fault: string }
