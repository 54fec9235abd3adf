import { online } from './connection.ts'
import { type Answer, early } from './early.ts'

/** Folder of the document with a final slash: the UI may be served below any prefix. */
export const BASE = new URL('.', document.baseURI).href

/** The server's address as clients use it. */
export const TRACKING_URI = /* @__PURE__ */ BASE.replace(/\/$/, '')

/** What the server refused, in its own words; `code` OFFLINE when it could not be reached. */
export class ApiError extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status: number) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.status = status
  }

  /** Whether the thing asked for is not there (any more). */
  get isGone(): boolean {
    return this.status === 404
  }
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT'

/** Address of a path below the API, e.g. `/2.0/mlflow/runs/get`. */
export const apiUrl = (path: string): string => `${BASE}ajax-api${path}`

/** A query string with its `?`; lists repeat their key, absent values are left out. */
export function queryText(fields: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(fields)) {
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined && each !== null) query.append(key, String(each))
  }
  const text = query.toString()
  return text === '' ? '' : `?${text}`
}

let asking: 'now' | 'ahead' | 'ahead and here' = 'now'

/**
 * Keeps the answers of the requests that `ask` sends at once: whoever sends the same soon takes them instead. Only with `reads` does what `ask` gives
 * hold answers for the caller, too.
 */
export function prefetch<Result>(ask: () => Result, reads = false): Result {
  const before = asking
  asking = reads ? 'ahead and here' : 'ahead'
  try {
    return ask()
  } finally {
    asking = before
  }
}

/** Forgets the answers that nobody took. */
export const forgetPrefetched = (): void => early.prefetchedResponses.clear()

/**
 * Sends one request. Fields named in the path (`:name`) go there, those of a GET into the query, the rest into a JSON body.
 * @throws ApiError
 */
export async function send(
  method: Method,
  path: string,
  fields: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
): Promise<unknown> {
  const key = `${method} ${path} ${JSON.stringify(fields)}`
  if (asking !== 'now') return keep(key, textOf(fetch(...requestOf(method, path, fields))), asking === 'ahead and here')
  const ahead = early.prefetchedResponses.get(key)
  early.prefetchedResponses.delete(key)
  // What did not come is asked again.
  const answer = await ahead?.catch(() => undefined)
  if (answer) return read(answer)
  const [url, init] = requestOf(method, path, fields)
  return (await reach(url, { ...init, ...(signal && { signal }) })).json()
}

async function keep(key: string, answer: Promise<Answer>, reads: boolean): Promise<unknown> {
  early.prefetchedResponses.set(key, answer)
  answer.catch(() => undefined)
  return reads ? read(await answer) : undefined
}

async function textOf(request: Promise<Response>): Promise<Answer> {
  const reply = await request
  return { status: reply.status, text: await reply.text() }
}

function read({ status, text }: Answer): unknown {
  if (status < 200 || status > 299) throw refusal(status, text)
  return JSON.parse(text)
}

function requestOf(method: Method, path: string, fields: Readonly<Record<string, unknown>>): [url: string, init: RequestInit] {
  const rest: Record<string, unknown> = { ...fields }
  const filled = path.replaceAll(/:(\w+)/g, (_match, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  const inQuery = method === 'GET'
  return [
    apiUrl(filled) + (inQuery ? queryText(rest) : ''),
    { method, ...(!inQuery && { body: JSON.stringify(rest), headers: { 'content-type': 'application/json' } }) },
  ]
}

/**
 * Fetches any address of this server.
 * @throws ApiError for an answer that is no success, and OFFLINE when there was none
 */
export async function reach(url: string, init: RequestInit = {}): Promise<Response> {
  const reply = await fetch(url, init).catch((error: unknown) => {
    if (init.signal?.aborted) throw error
    online(false)
    throw new ApiError('OFFLINE', 'The server does not answer.', 0)
  })
  online(true)
  if (reply.ok || reply.status === 304) return reply
  throw refusal(reply.status, await reply.text().catch(() => ''))
}

function refusal(status: number, text: string): ApiError {
  try {
    const { error_code, message } = JSON.parse(text) as { error_code?: string; message?: string }
    return new ApiError(error_code ?? 'UNKNOWN', message ?? `The server answered ${status}.`, status)
  } catch {
    return new ApiError('UNKNOWN', `The server answered ${status}.`, status)
  }
}
