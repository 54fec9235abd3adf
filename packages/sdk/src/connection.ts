import { MlflowError } from './errors.ts'
import { env, envNumber } from './runtime.ts'

/**
 * The request that a header hook may add headers to.
 *
 * @example const headers = async ({ url }: Outgoing) => ({ 'x-request-for': url })
 */
export interface Outgoing {
  /** In capitals. */
  readonly method: string
  /** The whole address. */
  readonly url: string
}

/**
 * Where the server is and how to talk to it. Every field has a default; most can be set by environment variables.
 *
 * @example const client = createClient({ timeout: 10_000, headers: async () => ({ authorization: `Bearer ${await freshToken()}` }) })
 */
export interface ConnectionOptions {
  /** `http(s)://host[:port][/prefix]`; credentials in it are used. Default: MLFLOW_TRACKING_URI, else http://127.0.0.1:5000. */
  trackingUri?: string
  /** Default: MLFLOW_TRACKING_USERNAME. */
  username?: string
  /** Default: MLFLOW_TRACKING_PASSWORD. */
  password?: string
  /** A bearer token; username and password win over it. Default: MLFLOW_TRACKING_TOKEN. */
  token?: string
  /** Headers of every request, or a function that makes them, asynchronously if it wants, for each try. */
  headers?:
    Readonly<Record<string, string>> | ((request: Outgoing) => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>)
  /** ms that one try may take until the answer begins. Default: MLFLOW_HTTP_REQUEST_TIMEOUT (seconds), else 120,000. */
  timeout?: number
  /** How often a request is repeated at most. Default: MLFLOW_HTTP_REQUEST_MAX_RETRIES, else 7. */
  retries?: number
  /** Longest wait between two tries, in ms; half of it at least when it is reached. A Retry-After may ask for more. Default: 30,000. */
  maxRetryDelay?: number
  /** In place of the global `fetch`. */
  fetch?: typeof fetch
  /** Reads the JSON of responses, e.g. with whole numbers beyond 2^53 as bigints. Default: JSON.parse. */
  parse?: (text: string) => unknown
  /** Ends every request of this connection. */
  signal?: AbortSignal
}

/** A connection with all settings. */
export interface Connection {
  /** Without a slash at the end and without credentials. */
  readonly trackingUri: string
  readonly authorization: string | undefined
  /** Name of the workspace that requests name, unless it is the default one: MLFLOW_WORKSPACE. */
  readonly workspace: string | undefined
  readonly headers: ConnectionOptions['headers']
  readonly timeout: number
  readonly retries: number
  readonly maxRetryDelay: number
  readonly fetch: typeof fetch
  readonly parse: (text: string) => unknown
  readonly signal: AbortSignal | undefined
}

const DEFAULT_URI = 'http://127.0.0.1:5000'

/**
 * Fills options up from the environment and the defaults.
 * @throws MlflowError CONFIGURATION for a tracking URI that is not http(s)
 */
export function connectionOf(options: ConnectionOptions = {}): Connection {
  const { trackingUri, authority } = parseUri(options.trackingUri ?? env('MLFLOW_TRACKING_URI') ?? DEFAULT_URI)
  const username = options.username ?? authority?.username ?? env('MLFLOW_TRACKING_USERNAME')
  const password = options.password ?? authority?.password ?? env('MLFLOW_TRACKING_PASSWORD')
  const token = options.token ?? env('MLFLOW_TRACKING_TOKEN')
  const seconds = envNumber('MLFLOW_HTTP_REQUEST_TIMEOUT')
  return {
    trackingUri,
    authorization: authorizationOf(username, password, token),
    workspace: env('MLFLOW_WORKSPACE'),
    headers: options.headers,
    timeout: options.timeout ?? (seconds === undefined ? 120_000 : seconds * 1000),
    retries: options.retries ?? envNumber('MLFLOW_HTTP_REQUEST_MAX_RETRIES') ?? 7,
    maxRetryDelay: options.maxRetryDelay ?? 30_000,
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    parse: options.parse ?? ((text) => JSON.parse(text) as unknown),
    signal: options.signal,
  }
}

function parseUri(text: string): { trackingUri: string; authority?: { username: string; password: string } } {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new MlflowError('CONFIGURATION', `The tracking URI '${hidden(text)}' is not http(s): start a server and name its address.`)
  }
  const { username, password } = url
  url.username = ''
  url.password = ''
  url.search = ''
  url.hash = ''
  const trackingUri = url.href.replace(/\/+$/, '')
  if (username === '') return { trackingUri }
  return { trackingUri, authority: { username: decoded(username), password: decoded(password) } }
}

/** Escapes that are none stand for themselves: a password may hold a percent sign. */
const decoded = (text: string): string =>
  text.replace(/(?:%[\da-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes)
    } catch {
      return escapes
    }
  })

/** What is no address may hold a password all the same: before an @, or where a port should be. */
const hidden = (text: string): string =>
  text.replace(/^([a-z][\w+.-]*:\/*)?.*@/is, '$1***@').replace(/^([a-z][\w+.-]*:\/+[^/:?#[\]@]*:)(?!\d*(?:[/?#]|$))[^/?#]*/i, '$1***')

function authorizationOf(username?: string, password?: string, token?: string): string | undefined {
  if (username !== undefined && password !== undefined) {
    const bytes = new TextEncoder().encode(`${username}:${password}`)
    return `Basic ${btoa(String.fromCharCode(...bytes))}`
  }
  return token === undefined ? undefined : `Bearer ${token}`
}
