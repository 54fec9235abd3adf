import { online } from './connection.ts'

/** Folder of the document with a final slash: the UI may be served below any prefix. */
export const BASE = new URL('.', document.baseURI).href

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

/** Answers of requests that were sent before the page that needs them was there, by what was asked. */
const ahead = new Map<string, Promise<unknown>>()
let asksAhead = false

/** Keeps the answers of the requests that `ask` sends at once: whoever sends the same soon takes them instead. */
export function askAhead<Answer>(ask: () => Answer): Answer {
  asksAhead = true
  try {
    return ask()
  } finally {
    asksAhead = false
  }
}

function kept(key: string, answer: Promise<unknown>): Promise<unknown> {
  ahead.set(key, answer)
  answer.catch(() => ahead.delete(key))
  return answer
}

/** Forgets the answers that nobody took. */
export const forgetAhead = (): void => ahead.clear()

function takeAhead(key: string): Promise<unknown> | undefined {
  const answer = ahead.get(key)
  ahead.delete(key)
  return answer
}

/**
 * Sends one request. Fields named in the path (`:name`) go there, those of a GET into the query, the rest into a JSON body.
 * @throws ApiError
 */
export function send(method: Method, path: string, fields: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<unknown> {
  const key = `${method} ${path} ${JSON.stringify(fields)}`
  if (asksAhead) return kept(key, sendNow(method, path, fields))
  return takeAhead(key) ?? sendNow(method, path, fields, signal)
}

async function sendNow(method: Method, path: string, fields: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<unknown> {
  const rest: Record<string, unknown> = { ...fields }
  const filled = path.replaceAll(/:(\w+)/g, (_match, name: string) => {
    const value = rest[name]
    delete rest[name]
    return encodeURIComponent(String(value))
  })
  const inQuery = method === 'GET'
  const reply = await reach(apiUrl(filled) + (inQuery ? queryText(rest) : ''), {
    method,
    ...(signal && { signal }),
    ...(!inQuery && { body: JSON.stringify(rest), headers: { 'content-type': 'application/json' } }),
  })
  return reply.json()
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
  throw await refusal(reply)
}

async function refusal(reply: Response): Promise<ApiError> {
  const text = await reply.text().catch(() => '')
  try {
    const { error_code, message } = JSON.parse(text) as { error_code?: string; message?: string }
    return new ApiError(error_code ?? 'UNKNOWN', message ?? `The server answered ${reply.status}.`, reply.status)
  } catch {
    return new ApiError('UNKNOWN', `The server answered ${reply.status}.`, reply.status)
  }
}
