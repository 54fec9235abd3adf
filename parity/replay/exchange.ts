import { createHash } from 'node:crypto'
import { request, type IncomingMessage } from 'node:http'

/** What a server answered. */
export interface Reply {
  readonly status: number
  /** Only the headers that a client acts on, see HEADERS. */
  readonly headers: Readonly<Record<string, string>>
  /** A parsed JSON body, else the text, else a digest of the bytes. */
  readonly body: unknown
  readonly json: boolean
  /** Milliseconds since the epoch, before the request was sent and after the reply was complete. */
  readonly began: number
  readonly ended: number
}

/** A reply without when it came: what a rule looks at, and what is recorded. */
export type Answer = Pick<Reply, 'status' | 'headers' | 'body' | 'json'>

/** The headers that are compared; of `etag` and `last-modified` only whether they are there. */
const HEADERS = ['content-type', 'content-disposition', 'x-content-type-options', 'accept-ranges', 'content-range', 'location'] as const
const PRESENT = ['etag', 'last-modified'] as const

const DEADLINE_MS = 60_000

/**
 * Sends one request exactly as given, on a connection of its own (MLflow stalls on kept ones), and reads the whole reply.
 * Nothing is normalized on the way out: `path` may hold `..` and any escapes. A connection that breaks gives status 0 and the reason.
 */
export function exchange(
  url: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array | undefined,
): Promise<Reply> {
  const { hostname, port } = new URL(url)
  const payload = body === undefined ? undefined : Buffer.from(body)
  const length = payload ? { 'content-length': String(payload.length) } : {}
  const began = Date.now()
  return new Promise((resolve) => {
    const fail = (error: Error): void =>
      resolve({ status: 0, headers: {}, body: `no reply: ${error.message}`, json: false, began, ended: Date.now() })
    const sent = request({ hostname, port, method, path, headers: { ...length, ...headers }, agent: false, timeout: DEADLINE_MS })
    sent.once('error', fail)
    sent.once('timeout', () => sent.destroy(new Error(`no answer to ${method} ${path} within ${DEADLINE_MS} ms`)))
    sent.once('response', (reply) => {
      const chunks: Buffer[] = []
      reply.on('data', (chunk: Buffer) => chunks.push(chunk))
      reply.once('error', fail)
      reply.once('end', () => resolve(read(reply, Buffer.concat(chunks), began)))
    })
    sent.end(payload)
  })
}

function read(reply: IncomingMessage, bytes: Buffer, began: number): Reply {
  const type = reply.headers['content-type'] ?? ''
  const headers: Record<string, string> = {}
  for (const name of HEADERS) {
    const value = reply.headers[name]
    if (value !== undefined) headers[name] = String(value)
  }
  for (const name of PRESENT) if (reply.headers[name] !== undefined) headers[name] = 'present'
  const common = { status: reply.statusCode ?? 0, headers, began, ended: Date.now() }
  if (/^application\/json\b/.test(type) && bytes.length > 0) {
    const value = parseJson(bytes.toString('utf8'))
    if (value !== undefined) return { ...common, body: value, json: true }
  }
  const text = bytes.toString('utf8')
  const readable = Buffer.from(text, 'utf8').equals(bytes)
  return { ...common, body: readable ? text : `sha256 ${createHash('sha256').update(bytes).digest('hex')}`, json: false }
}

/** Parses JSON without losing digits of big integers or the form of doubles (they stay text, marked); a bare NaN becomes a marked text; undefined when it is no JSON. */
function parseJson(text: string): unknown {
  const keepDigits = (_key: string, value: unknown, { source = '' }: { source?: string } = {}): unknown => {
    if (typeof value !== 'number') return value
    if (/[.eE]/.test(source)) return `<double ${source}>`
    return loses(value, source) ? `<integer ${source}>` : value
  }
  try {
    return JSON.parse(text.replace(/(":\s*)NaN\b/g, '$1"<bare NaN>"'), keepDigits)
  } catch {
    return undefined
  }
}

function loses(value: number, source: string): boolean {
  return !Number.isSafeInteger(value) && /^-?\d+$/.test(source) && BigInt(value) !== BigInt(source)
}
