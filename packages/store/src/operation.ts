import {
  type Endpoint,
  type RequestOf,
  type ResponseOf,
  type TextOptions,
  invalid,
  missing,
  parseBody,
  parseRequest,
  queryToBody,
  wrongType,
} from '@tailrace/contract'
import type { Db } from './database.ts'
import { jsonText } from './dialect.ts'

/** What arrived over HTTP, unparsed: it is parsed where it is worked on, so that big bodies never hold up the server's thread. */
export interface RawRequest {
  body?: Uint8Array | undefined
  /** The query as written, without `?`. */
  query?: string | undefined
  /** Path parameters, decoded. They win over the body. */
  params?: Record<string, string> | undefined
  /** Aborted when the client has gone: what only reads ends then. */
  signal?: AbortSignal | undefined
}

/** JSON text of a response: whole, or in pieces when it is large. */
export type ResponseBody = string | AsyncIterable<string | Uint8Array>

/** One endpoint and the store function behind it. */
export interface Operation {
  endpoint: Endpoint
  /** Whether it needs the writer. */
  mode: 'read' | 'write'
  run(db: Db, request: never): Promise<object>
  /** Whether all that answers this read must be of one moment, though its parts are read one after the other. On SQLite every read is, but for the pieces of a long answer. */
  isOfOneMoment?(request: never): boolean
}

/** A response too large to hold: its JSON text in pieces. */
export class StreamedResponse {
  readonly pieces: AsyncIterable<string>

  constructor(pieces: AsyncIterable<string>) {
    this.pieces = pieces
  }
}

/** Does what an endpoint says, on the connection or transaction that it is given. */
interface StoreFunction<E extends Endpoint> {
  (db: Db, request: RequestOf<E>): Promise<ResponseOf<E> | StreamedResponse>
  /** See `Operation.isOfOneMoment`. */
  isOfOneMoment?(request: RequestOf<E>): boolean
}

/** Binds a store function to its endpoint. One that touches nothing only reads. */
export const operation = <E extends Endpoint>(endpoint: E, run: StoreFunction<E>): Operation => ({
  endpoint,
  mode: endpoint.touches.length > 0 ? 'write' : 'read',
  run: run as Operation['run'],
  ...(run.isOfOneMoment && { isOfOneMoment: run.isOfOneMoment as NonNullable<Operation['isOfOneMoment']> }),
})

/**
 * Parses a raw request by the endpoint's schema.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function parseRaw({ endpoint }: Pick<Operation, 'endpoint'>, { body, query, params = {} }: RawRequest): unknown {
  const schema = endpoint.request
  const adapt = Object.keys(params).length === 0 ? undefined : (parsed: unknown) => withParams(schema, parsed, params)
  if (endpoint.method === 'GET' && query) {
    const parsed = queryToBody(schema, new URLSearchParams(query))
    return parseRequest(schema, adapt ? adapt(parsed) : parsed)
  }
  return parseBody(schema, body ?? new Uint8Array(), adapt)
}

/** Path parameters win over the fields of a body. */
function withParams(schema: Endpoint['request'], parsed: unknown, params: Record<string, string>): object {
  const fields = (parsed ?? {}) as Record<string, unknown>
  if (typeof fields !== 'object' || Array.isArray(fields)) throw invalid('The request body must be a JSON object.')
  for (const name of Object.keys(params)) {
    const { inBody } = (schema.properties[name] ?? {}) as TextOptions
    if (inBody && !fields[name]) throw missing(name)
    if (inBody && typeof fields[name] !== 'string') throw wrongType(fields[name], name)
  }
  return { ...fields, ...params }
}

/** Prints an answer; whole numbers beyond 2^53 stay exact. */
export function printJson(response: object): string {
  try {
    return JSON.stringify(response)
  } catch (error) {
    // A bigint: rare, so the exact printing is paid for only then.
    if (error instanceof TypeError) return jsonText(response)
    throw error
  }
}
