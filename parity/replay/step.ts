import type { Dialect } from '../databases.ts'
import type { Difference } from './differences.ts'

/** One request of the replay, and what is special about it. */
export interface Step {
  readonly method: string
  /** Path and query as they go over the wire; `${name}` stands for a captured value. */
  readonly path: string
  /** The exact text or bytes of the body; `${name}` is replaced in a text. */
  readonly body?: string | Uint8Array
  /** Request headers; a JSON body has `Content-Type: application/json` already. */
  readonly headers?: Readonly<Record<string, string>>
  /** The status that MLflow must answer, 200 by default: guards against a request that proves less than it seems to. */
  readonly status: number | Readonly<Record<Dialect, number>>
  /** Values of the reply to keep: name -> path of keys, such as `run.info.run_id` or `models.0.info.model_id`. */
  readonly save?: Readonly<Record<string, string>>
  /** What is tried, when the request does not say it by itself. */
  readonly why?: string
  /** The name of an intended difference (differences.ts) that this request may show. */
  readonly differs?: Difference
  /** Leave it out on this database, where MLflow itself gives no stable answer. */
  readonly not?: Dialect
}

/** Requests that are sent one after the other; values that one captures are known to those that follow. */
export interface Group {
  readonly name: string
  readonly steps: readonly Step[]
}

/** What may be given beside method, path and body. */
export type Options = Partial<Omit<Step, 'method' | 'path' | 'body'>>

const API = '/api/2.0/mlflow/'

/** POST, PATCH, PUT or DELETE with a JSON body: an object is written as JSON, a text goes out as it is. */
export function send(method: string, path: string, body: unknown, options: Options = {}): Step {
  const text = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
  return { method, path: path.startsWith('/') ? path : API + path, body: text, status: 200, ...options }
}

/** POST with a JSON body; a path without a leading slash is below /api/2.0/mlflow/. */
export function post(path: string, body: unknown, options: Options = {}): Step {
  return send('POST', path, body, options)
}

/** PATCH with a JSON body. */
export function patch(path: string, body: unknown, options: Options = {}): Step {
  return send('PATCH', path, body, options)
}

/** DELETE with a JSON body. */
export function del(path: string, body: unknown, options: Options = {}): Step {
  return send('DELETE', path, body, options)
}

/** GET without a body; `query` becomes the query string, a list as repeated arguments. */
export function get(path: string, query: Readonly<Record<string, string | readonly string[]>> = {}, options: Options = {}): Step {
  const args = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => `${name}=${encodeArgument(one)}`))
  const full = (path.startsWith('/') ? path : API + path) + (args.length > 0 ? `?${args.join('&')}` : '')
  return { method: 'GET', path: full, status: 200, ...options }
}

/** A table of refused POST bodies: [why, body, status = 400, options]. */
export function refused(path: string, rows: readonly (readonly [string, unknown, number?, Options?])[], method = 'POST'): Step[] {
  return rows.map(([why, body, status = 400, options = {}]) => send(method, path, body, { why, status, ...options }))
}

/** A table of refused GET queries: [why, query, status = 400, options]. */
export function refusedGet(
  path: string,
  rows: readonly (readonly [string, Readonly<Record<string, string | readonly string[]>>, number?, Options?])[],
): Step[] {
  return rows.map(([why, query, status = 400, options = {}]) => get(path, query, { why, status, ...options }))
}

/** Percent-encodes an argument but leaves `${name}` alone, which is replaced when the request is sent. */
function encodeArgument(value: string): string {
  return value
    .split(/(\$\{\w+\})/)
    .map((part, index) => (index % 2 === 1 ? part : encodeURIComponent(part)))
    .join('')
}
