import { type RequestListener, type Server, createServer } from 'node:http'
import type { Socket } from 'node:net'
import { errorEnvelope } from '@tailrace/contract'
import type { ServerConfig } from './config.ts'
import { continueWhenRead } from './continue.ts'
import { closeSlowReaders } from './slow-readers.ts'

/** ms that the headers of a request may take. */
const HEADERS_TIMEOUT = 15_000
/** ms between two looks for connections whose headers take too long. */
const CHECKING_INTERVAL = 2500
/** ms without a byte after which a connection is closed. */
const IDLE_TIMEOUT = 120_000
/** ms that an idle connection is kept for the next request; longer than load balancers keep theirs. */
const KEEP_ALIVE = 75_000
/** Bytes of request line and headers: a search by a hundred run ids travels in a URL. */
const MAX_HEADER_BYTES = 64 * 1024

/** A listener's HTTP server with its time-outs; what is no HTTP at all gets the JSON envelope, too. */
export function makeHttpServer(
  handler: RequestListener,
  { headers_timeout = HEADERS_TIMEOUT, reading_window, reading_budget }: ServerConfig,
): Server {
  const server = createServer(
    {
      headersTimeout: headers_timeout,
      connectionsCheckingInterval: Math.min(CHECKING_INTERVAL, headers_timeout),
      // Bodies have time-outs of their own; uploads may take as long as bytes keep coming.
      requestTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE,
      maxHeaderSize: MAX_HEADER_BYTES,
      // The Host check answers, with an envelope.
      requireHostHeader: false,
      noDelay: true,
    },
    handler,
  )
  server.setTimeout(IDLE_TIMEOUT)
  server.on('clientError', answerClientError)
  server.on('checkExpectation', (_request, response) => {
    const body = JSON.stringify(errorEnvelope('BAD_REQUEST', 'The only expectation that is supported is 100-continue.'))
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'x-content-type-options': 'nosniff' }
    response.writeHead(417, { ...headers, connection: 'close' }).end(body)
  })
  server.on('checkContinue', (request, response) => {
    continueWhenRead(request, response)
    server.emit('request', request, response)
  })
  closeSlowReaders(server, { window: reading_window, budget: reading_budget })
  return server
}

function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  if (socket.writable) socket.write(replyText(...refusalOf(error.code)))
  socket.destroy()
}

function refusalOf(code: string | undefined): [status: string, message: string] {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return ['408 Request Timeout', 'The request came too slowly.']
  if (code === 'HPE_HEADER_OVERFLOW')
    return ['431 Request Header Fields Too Large', `Request line and headers are over ${MAX_HEADER_BYTES} bytes.`]
  return ['400 Bad Request', 'The request is not valid HTTP.']
}

function replyText(status: string, message: string): string {
  const body = JSON.stringify(errorEnvelope('BAD_REQUEST', message))
  const headers = [
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'x-content-type-options: nosniff',
    'connection: close',
  ]
  return `HTTP/1.1 ${status}\r\n${headers.join('\r\n')}\r\n\r\n${body}`
}
