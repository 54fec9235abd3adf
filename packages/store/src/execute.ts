import { allowEverything } from './authorize.ts'
import type { Caller } from './caller.ts'
import type { Db } from './database.ts'
import { type Operation, type RawRequest, StreamedResponse, parseRaw, printJson } from './operation.ts'
import { operationOf } from './operations.ts'

/** A request that is parsed and waits for its turn. */
export interface Call {
  readonly operation: Operation
  readonly caller: Caller
  readonly request: unknown
}

/** A request as it reaches a database: raw from a route, or parsed from the process itself. */
export interface CallMessage {
  readonly operation: string
  readonly caller: Caller
  readonly raw?: RawRequest
  readonly parsed?: unknown
}

/** Called with each write before its response is printed. Its transaction may still fail, so tell nobody before the commit. */
export type RecordChange = (call: Call, response: object) => void

/** JSON text of a response, in pieces when it is long. */
export type PrintedResponse = string | AsyncIterable<string>

/**
 * Parses a request by the schema of its endpoint: the first step of every request, before any transaction.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function parseCall({ operation: name, caller, raw, parsed }: CallMessage): Call {
  const operation = operationOf(name)
  return { operation, caller, request: raw ? parseRaw(operation, raw) : parsed }
}

/**
 * Does what a parsed request asks for: authorizes it, runs its operation, records what changed, prints the response. The only way to an operation, for
 * threads, PostgreSQL and the process itself. The caller of this function opened the transaction, commits it, or rolls it back on an error.
 * @throws MlflowError what `authorize` or the operation refuses
 */
export async function execute(call: Call, db: Db, record?: RecordChange): Promise<PrintedResponse> {
  const { operation, caller, request } = call
  await allowEverything(db, { caller, endpoint: operation.endpoint, request })
  const response = await operation.run(db, request as never)
  if (response instanceof StreamedResponse) return wholeWhenShort(response.pieces)
  record?.(call, response)
  return printJson(response)
}

/** A response that ends with its first piece is whole; a longer one goes on in pieces. */
async function wholeWhenShort(pieces: AsyncIterable<string>): Promise<PrintedResponse> {
  const iterator = pieces[Symbol.asyncIterator]()
  const first = await iterator.next()
  if (first.done) return ''
  const second = await iterator.next()
  if (second.done) return first.value
  return (async function* () {
    try {
      yield first.value
      yield second.value
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
    } finally {
      await iterator.return?.()
    }
  })()
}
