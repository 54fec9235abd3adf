import type { Static, TObject } from 'typebox'
import type { Access } from './access.ts'
import type { ErrorCode } from './errors.ts'
import type { Touch } from './touches.ts'

/** Name of a field of a request. */
type FieldName<Request extends TObject> = keyof Request['properties'] & string

/** One REST operation. Routes, validation, OpenAPI and client methods are all derived from these objects. */
export interface Endpoint<Request extends TObject = TObject, Response extends TObject = TObject> {
  name: string
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT'
  /** Path below `/api` and `/ajax-api`; `:name` marks a path parameter. What MLflow lacks lies below `/tailrace/1.0`. */
  path: `/${2 | 3}.0/${string}` | `/tailrace/1.0/${string}`
  /** Which of the two prefixes carry it; both unless it was made for the UI alone. */
  prefixes?: readonly ('/api' | '/ajax-api')[]
  summary: string
  access: Access<FieldName<Request>>
  /** Whether a client may send the request again when it does not know whether it arrived: the second time changes nothing more and fails no more. */
  idempotent: boolean
  /** What it changes, for events; empty for an operation that only reads. */
  touches: readonly Touch<FieldName<Request>>[]
  request: Request
  response: Response
  /** Bytes of the longest body that it reads, where its largest value needs more than the server reads elsewhere. */
  bodyBytes?: number
  /** What it answers when that is no JSON: a file for the browser to keep. `response` is empty then. */
  file?: { readonly type: 'text/csv'; readonly name: string }
  errors: readonly ErrorCode[]
}

/** A request after parsing: int64 as number or bigint, absent fields absent. */
export type RequestOf<E extends Endpoint> = Static<E['request']>
export type ResponseOf<E extends Endpoint> = Static<E['response']>

/** Keeps the exact schema types of an endpoint while checking its shape. */
export const endpoint = <const Q extends TObject, const R extends TObject>(definition: Endpoint<Q, R>): Endpoint<Q, R> => definition

declare const brand: unique symbol
/** A value that only a parser may make: `Brand<string, 'RunId'>` is assignable to string, not the reverse. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name }
