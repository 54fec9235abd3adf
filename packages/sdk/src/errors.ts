import type { ErrorCode } from '@tailrace/contract'

/**
 * Error code: one of the API, or one of the client. UNREACHABLE: no response; TIMED_OUT: none in time; CONFIGURATION: a setting
 * of the caller cannot work. Servers newer than this package may send others.
 *
 * @example const isGone = (code: MlflowErrorCode) => code === 'RESOURCE_DOES_NOT_EXIST'
 */
export type MlflowErrorCode = ErrorCode | 'UNREACHABLE' | 'TIMED_OUT' | 'CONFIGURATION' | (string & {})

/**
 * The one error that this package throws. `code` is what to branch on.
 *
 * @example
 * try { await client.getRun({ run_id }) } catch (error) {
 *   if (error instanceof MlflowError && error.code === 'RESOURCE_DOES_NOT_EXIST') return undefined
 *   throw error
 * }
 */
export class MlflowError extends Error {
  /** Error code. */
  readonly code: MlflowErrorCode
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  /** How long the server asks to wait before another try, in ms; absent when it did not say. */
  readonly retryAfter?: number

  constructor(code: MlflowErrorCode, message: string, status = 0, options: { cause?: unknown; retryAfter?: number | undefined } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'MlflowError'
    this.code = code
    this.status = status
    if (options.retryAfter !== undefined) this.retryAfter = options.retryAfter
  }

  /** Whether the same request may succeed later: no answer, too many requests, a broken or busy server. */
  get isPassing(): boolean {
    return this.code === 'UNREACHABLE' || this.code === 'TIMED_OUT' || PASSING.has(this.status)
  }
}

const PASSING = new Set([408, 429, 500, 502, 503, 504])

/** Codes of answers that carry no envelope, as the Python client names them. */
const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'ENDPOINT_NOT_FOUND',
  409: 'ALREADY_EXISTS',
  429: 'REQUEST_LIMIT_EXCEEDED',
  501: 'NOT_IMPLEMENTED',
  503: 'TEMPORARILY_UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
}

/** Makes the error of an answer that is no success. Reads its body. */
export async function refusalOf(reply: Response): Promise<MlflowError> {
  const text = await reply.text().catch(() => '')
  const retryAfter = retryAfterOf(reply.headers.get('retry-after'))
  const plain = BY_STATUS[reply.status] ?? 'INTERNAL_ERROR'
  try {
    const { error_code, message } = JSON.parse(text) as { error_code?: string; message?: string }
    return new MlflowError(error_code ?? plain, message ?? `The server answered ${reply.status}.`, reply.status, { retryAfter })
  } catch {
    return new MlflowError(plain, `The server answered ${reply.status}: ${text.slice(0, 200)}`, reply.status, { retryAfter })
  }
}

/** ms that a Retry-After asks for: seconds or a date. */
export function retryAfterOf(header: string | null, now = Date.now()): number | undefined {
  if (header === null || header.trim() === '') return undefined
  const ms = /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined
}

/** The error as an MlflowError; what is none becomes one with the code INTERNAL_ERROR. */
export function asMlflowError(error: unknown): MlflowError {
  if (error instanceof MlflowError) return error
  return new MlflowError('INTERNAL_ERROR', error instanceof Error ? error.message : String(error), 0, { cause: error })
}
