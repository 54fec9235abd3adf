import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { awaitsContinue } from './continue.ts'

/** ms in which a JSON body must have arrived whole: slow senders may not hold a connection open. */
const BODY_TIMEOUT = 30_000
/** Bytes of an unwanted body that are still taken, so that its sender gets to read the refusal; then the connection is cut. */
const DISCARD_BYTES = 64 * 1024 * 1024
/** ms for which an unwanted body is still taken. */
const DISCARD_TIME = 10_000
/** ms between two looks at a body that is thrown away. */
const DISCARD_CHECK = 250

/** A body that is not read to its end; the connection is closed after the answer. */
export class BodyRefused extends Error {
  readonly statusCode: 408 | 413

  constructor(statusCode: 408 | 413, message: string) {
    super(message)
    this.statusCode = statusCode
  }
}

const tooLarge = (limit: number) =>
  new BodyRefused(
    413,
    `The request body is larger than ${limit} bytes. Split it into several requests, or send files through the artifact routes.`,
  )

const aborted = () => Object.assign(new Error('The request was aborted.'), { code: 'ECONNRESET' })

/** Bytes from which a body is written where it will lie as it arrives, so that it is not copied at its end. */
const COPIED = 64 * 1024

/** A body as it arrives. */
class CollectedBody {
  size = 0
  readonly #chunks: Buffer[] = []
  readonly #whole: Buffer | undefined

  /** @param length declared bytes; 0 when the sender does not say */
  constructor(length: number) {
    if (length > COPIED) this.#whole = Buffer.allocUnsafeSlow(length)
  }

  add(chunk: Buffer): void {
    if (this.#whole) chunk.copy(this.#whole, this.size)
    else this.#chunks.push(chunk)
    this.size += chunk.length
  }

  bytes(): Uint8Array {
    if (this.#whole) return this.#whole
    const [first] = this.#chunks
    return this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks, this.size)
  }
}

/**
 * Reads a whole body into memory.
 * @param limit bytes
 * @param timeout ms in which it must have arrived
 * @throws BodyRefused 413 before anything is kept when the length is declared, else once it is passed; 408 when it comes too slowly;
 * ECONNRESET when the sender goes away
 */
export function readBody(message: IncomingMessage, limit: number, timeout: number = BODY_TIMEOUT): Promise<Uint8Array> {
  if (Number(message.headers['content-length'] ?? 0) > limit) return Promise.reject(tooLarge(limit))
  if (message.destroyed) return Promise.reject(aborted())
  return new Promise((resolve, reject) => {
    const collected = new CollectedBody(Number(message.headers['content-length'] ?? 0))
    const timer = setTimeout(() => stop(new BodyRefused(408, 'The request body came too slowly.')), timeout)
    const onData = (chunk: Buffer): void => {
      if (collected.size + chunk.length > limit) stop(tooLarge(limit))
      else collected.add(chunk)
    }
    const onEnd = (): void => {
      release()
      resolve(collected.bytes())
    }
    const onClose = (): void => stop(aborted())
    const stop = (error: Error): void => {
      release()
      reject(error)
    }
    // Every request closes in the end: an error made there for nobody would cost more than the reading.
    const release = (): void => {
      clearTimeout(timer)
      message.off('data', onData).off('end', onEnd).off('close', onClose)
    }
    message.on('data', onData).on('end', onEnd).on('close', onClose).on('error', stop)
  })
}

/**
 * Takes the rest of a body that nobody wants and keeps nothing of it: a connection that is closed while its sender still sends would
 * lose the answer. Bounded in bytes and time.
 * @returns whether the body came to its end
 */
function discardBody(message: IncomingMessage): Promise<boolean> {
  if (message.complete || message.destroyed || awaitsContinue(message)) return Promise.resolve(true)
  const { socket } = message
  const started = { time: performance.now(), bytes: socket.bytesRead }
  return new Promise((resolve) => {
    const settle = (isOver: boolean): void => {
      clearInterval(timer)
      message.off('end', onEnd).off('close', onEnd)
      resolve(isOver)
    }
    const onEnd = (): void => settle(true)
    const timer = setInterval(() => {
      const isTooMuch = performance.now() - started.time > DISCARD_TIME || socket.bytesRead - started.bytes > DISCARD_BYTES
      if (message.complete || message.destroyed) settle(true)
      else if (isTooMuch) settle(false)
    }, DISCARD_CHECK)
    timer.unref()
    message.on('end', onEnd).on('close', onEnd)
    message.resume()
  })
}

/** Sees to it that answers reach senders whose bodies were not read, and that those who never end are cut off. */
export function discardUnreadBodies(app: FastifyInstance): void {
  app.addHook('onSend', async ({ raw, headers }) => {
    const closesAfterwards = headers.connection?.toLowerCase() === 'close' && hasBody(raw)
    if (closesAfterwards && !raw.complete) await discardBody(raw)
  })
  app.addHook('onResponse', ({ raw }, _reply, done) => {
    if (hasBody(raw)) void discardBody(raw).then((isOver) => isOver || raw.destroy())
    done()
  })
}

/** Whether a request says that it has a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** Why the Content-Type of a JSON request is refused; undefined when it is fine. */
export function contentTypeProblem(contentType: string | undefined): string | undefined {
  if (!contentType) return 'Bad Request. Content-Type header is missing.'
  const [type = ''] = contentType.split(';', 1)
  return type.trim().toLowerCase() === 'application/json' ? undefined : "Bad Request. Content-Type must be one of ['application/json']."
}
