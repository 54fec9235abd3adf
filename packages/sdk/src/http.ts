import { type Connection, type ConnectionOptions, connectionOf } from './connection.ts'
import { MlflowError, asMlflowError, refusalOf } from './errors.ts'
import { sleep } from './runtime.ts'

/** What a request carries; a Blob is read as it is sent. */
export type Payload = string | Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array>

/**
 * Settings of one call, beside those of its connection.
 *
 * @example const { run: found } = await client.getRun({ run_id }, { signal: AbortSignal.timeout(5000), retries: 0 })
 */
export interface CallOptions {
  /** Ends the call; it then rejects with the signal's reason. */
  signal?: AbortSignal
  /** ms for one try, in place of the connection's. */
  timeout?: number
  /** Repetitions at most, in place of the connection's. */
  retries?: number
  /** ms after which nothing is repeated any more. */
  retryFor?: number
}

/**
 * One request below the tracking URI, or at an address of its own.
 *
 * @example const request: HttpRequest = { method: 'GET', url: '/version', idempotent: true }
 */
export interface HttpRequest extends CallOptions {
  /** In capitals. */
  readonly method: string
  /** Path below the tracking URI, beginning with a slash, or a full URL, which gets neither credentials nor hooks unless it is below the tracking URI. */
  readonly url: string
  /** Beside those of the connection. */
  readonly headers?: Readonly<Record<string, string>>
  /** Made anew for each try. */
  readonly body?: () => Payload
  /** Whether a second arrival changes nothing: only then is it repeated when it may have arrived. */
  readonly idempotent: boolean
  /** The answer's body belongs to the try: it is read within the time-out, and a broken one is repeated. */
  readonly whole?: boolean
}

const FIRST_DELAY = 250
const WORKSPACE = 'x-mlflow-workspace'
const LONGEST_RETRY_AFTER = 300_000
/** Failures before a byte was sent: repeating is safe whatever the request is. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

/**
 * Sends requests with time-outs and repetitions, over the global `fetch`.
 *
 * @example const version = await client.http.send({ method: 'GET', url: '/version', idempotent: true })
 */
export class Http {
  /** All settings, those of the environment included. */
  readonly connection: Connection

  constructor(options: ConnectionOptions = {}) {
    this.connection = connectionOf(options)
  }

  /**
   * Sends a request until it succeeds, is refused, or has been repeated often enough.
   * @throws MlflowError; the reason of a signal when that ended the call
   */
  async send(request: HttpRequest): Promise<Response> {
    const retries = request.retries ?? this.connection.retries
    const started = performance.now()
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#try(request)
      } catch (error) {
        const delay = attempt < retries ? this.#delay(asMlflowError(error), request, attempt) : undefined
        if (delay === undefined || this.#aborted(request) || performance.now() - started + delay > (request.retryFor ?? Infinity))
          throw error
        await sleep(delay, request.signal ?? this.connection.signal)
      }
    }
  }

  /** Sends a JSON body and reads a JSON answer. */
  async json(request: Omit<HttpRequest, 'body'> & { body?: unknown }): Promise<unknown> {
    const { body, ...rest } = request
    const reply = await this.send({
      ...rest,
      whole: true,
      ...(body !== undefined && {
        body: () => JSON.stringify(body, jsonValue),
        headers: { 'content-type': 'application/json', ...rest.headers },
      }),
    })
    return this.connection.parse(await reply.text())
  }

  async #try(request: HttpRequest): Promise<Response> {
    const { connection } = this
    const own = request.url.startsWith('/')
    const url = own ? connection.trackingUri + request.url : request.url
    // The query of a presigned address is a credential.
    const shown = own ? url : url.replace(/\?.*$/s, '')
    const timeout = new AbortController()
    const timer = setTimeout(() => timeout.abort(), request.timeout ?? connection.timeout)
    try {
      const headers = new Headers(own || url.startsWith(`${connection.trackingUri}/`) ? await this.#headers(request.method, url) : {})
      for (const [name, value] of Object.entries(request.headers ?? {})) headers.set(name, value)
      const body = request.body?.()
      const init = { method: request.method, headers, signal: signals(timeout.signal, request.signal, connection.signal) }
      const reply = await connection.fetch(url, body === undefined ? init : ({ ...init, body, ...streaming(body) } as RequestInit))
      if (reply.ok) return request.whole === true ? new Response(await reply.text(), { headers: reply.headers }) : reply
      throw await refusalOf(reply)
    } catch (error) {
      if (error instanceof MlflowError || this.#aborted(request)) throw error
      if (timeout.signal.aborted) throw new MlflowError('TIMED_OUT', `${request.method} ${shown}: no answer in time.`, 0, { cause: error })
      throw new MlflowError('UNREACHABLE', `${request.method} ${shown}: ${reason(error)}${corsHint(url)}`, 0, { cause: error })
    } finally {
      clearTimeout(timer)
    }
  }

  async #headers(method: string, url: string): Promise<Headers> {
    const { authorization, headers, workspace } = this.connection
    const all = new Headers(typeof headers === 'function' ? await headers({ method, url }) : headers)
    if (authorization !== undefined && !all.has('authorization')) all.set('authorization', authorization)
    // A server without workspaces refuses it: writing elsewhere than was meant would be worse.
    if (workspace !== undefined && workspace !== 'default' && !all.has(WORKSPACE)) all.set(WORKSPACE, workspace)
    return all
  }

  #aborted(request: HttpRequest): boolean {
    return (request.signal ?? this.connection.signal)?.aborted === true || this.connection.signal?.aborted === true
  }

  /** ms until the next try; undefined when there must be none. */
  #delay(error: MlflowError, { idempotent }: HttpRequest, attempt: number): number | undefined {
    if (!error.isPassing) return undefined
    // 429 says that nothing was done; everything else may have been carried out although no answer came.
    if (!idempotent && error.status !== 429 && !neverSent(error.cause)) return undefined
    if (error.retryAfter !== undefined && error.retryAfter > LONGEST_RETRY_AFTER) return undefined
    const longest = Math.min(this.connection.maxRetryDelay, FIRST_DELAY * 2 ** attempt)
    return Math.max(longest * (0.5 + Math.random() / 2), error.retryAfter ?? 0)
  }
}

/** What JSON cannot say: whole numbers beyond 2^53 travel as text, NaN and the infinities as words. */
function jsonValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value)
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
}

function signals(...all: (AbortSignal | undefined)[]): AbortSignal {
  return AbortSignal.any(all.filter((signal) => signal !== undefined))
}

/** A stream is sent as it comes, which `fetch` requires to be declared. */
const streaming = (body: Payload): object => (body instanceof ReadableStream ? { duplex: 'half' } : {})

function neverSent(cause: unknown): boolean {
  const { code, cause: deeper, errors } = (cause ?? {}) as { code?: string; cause?: unknown; errors?: unknown[] }
  if (code !== undefined) return NEVER_SENT.has(code)
  if (errors !== undefined) return errors.length > 0 && errors.every(neverSent)
  return deeper !== undefined && neverSent(deeper)
}

function reason(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { message?: string; code?: string } }
  return cause?.message || cause?.code || message || String(error)
}

/** A browser does not tell a page why it may not read a response; the likeliest reason is said with what to do. */
function corsHint(url: string): string {
  const { location } = globalThis as { location?: { origin?: string } }
  const origin = location?.origin
  if (!origin || !URL.canParse(url) || new URL(url).origin === origin) return ''
  return `. If the server is running, it does not allow pages of ${origin}: start it with --cors-allowed-origins ${origin}.`
}
