import type { IncomingMessage } from 'node:http'
import { MlflowError } from '@tailrace/contract'

/** ms in which a JSON body must have arrived whole: slow senders may not hold a connection open. */
const BODY_TIMEOUT = 30_000

/** A JSON body over the limit, as the HTTP layer says it. */
export class TooLarge extends Error {
  readonly statusCode = 413

  constructor(limit: number) {
    super(`The request body is larger than ${limit} bytes. Split it into several requests, or send files through the artifact routes.`)
  }
}

/**
 * Reads a whole body into memory.
 * @throws TooLarge before anything is kept when the length is declared, else once it is passed; MlflowError when it comes too slowly
 */
export function readBody(message: IncomingMessage, limit: number): Promise<Uint8Array> {
  if (Number(message.headers['content-length'] ?? 0) > limit) return Promise.reject(new TooLarge(limit))
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const timer = setTimeout(() => stop(new MlflowError('BAD_REQUEST', 'The request body came too slowly.')), BODY_TIMEOUT)
    const stop = (error: Error) => {
      clearTimeout(timer)
      message.removeAllListeners('data').removeAllListeners('end')
      message.resume()
      reject(error)
    }
    message.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > limit) stop(new TooLarge(limit))
      else chunks.push(chunk)
    })
    message.on('end', () => {
      clearTimeout(timer)
      resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size))
    })
    message.on('error', stop)
  })
}

/** Why the Content-Type of a JSON request is refused; undefined when it is fine. */
export function contentTypeProblem(contentType: string | undefined): string | undefined {
  if (!contentType) return 'Bad Request. Content-Type header is missing.'
  const [type = ''] = contentType.split(';', 1)
  return type.trim().toLowerCase() === 'application/json' ? undefined : "Bad Request. Content-Type must be one of ['application/json']."
}
