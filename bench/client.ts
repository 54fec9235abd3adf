import net from 'node:net'
import { type Answer, AnswerReader } from './answer-reader.ts'

/** A request; `body` text is sent as JSON unless `type` says otherwise. `chunks` repeats one block, for bodies too big to hold. */
export interface Request {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  body?: string | Buffer
  type?: string
  chunks?: { block: Buffer; times: number }
}

/** What a connection does with an answer's body: count its bytes only, or keep its text too. */
export type BodyUse = 'count' | 'keep'

const TIMEOUT_MS = 600_000

/**
 * One keep-alive HTTP/1.1 connection to 127.0.0.1, one request at a time. Costs about 40 us a request, a third of what `node:http` takes, and those
 * microseconds are spent on the cores that the measured server needs. Opens itself again after the server has closed it.
 */
export class Connection {
  readonly port: number
  #socket: net.Socket | undefined
  #settle: { resolve: (answer: Answer) => void; reject: (error: Error) => void; reader: AnswerReader } | undefined

  constructor(port: number) {
    this.port = port
  }

  /** Sends a request and waits for the whole answer. Rejects when the connection breaks or nothing came for ten minutes. */
  async send(request: Request, use: BodyUse = 'count'): Promise<Answer> {
    const socket = this.#socket ?? (await this.#open())
    const answered = new Promise<Answer>((resolve, reject) => {
      this.#settle = { resolve, reject, reader: new AnswerReader(use === 'keep') }
    })
    if (request.chunks === undefined) socket.write(encode(request))
    else await this.#stream(socket, request, request.chunks, answered)
    return answered
  }

  /** Closes the connection. */
  close(): void {
    this.#socket?.destroy()
    this.#socket = undefined
  }

  async #stream(
    socket: net.Socket,
    request: Request,
    { block, times }: { block: Buffer; times: number },
    answered: Promise<Answer>,
  ): Promise<void> {
    const early = answered.catch(() => undefined)
    socket.write(head(request, block.length * times))
    for (let n = 0; n < times && this.#settle !== undefined; n++) {
      if (socket.write(block)) continue
      await Promise.race([new Promise<void>((resolve) => socket.once('drain', resolve)), early])
    }
  }

  #open(): Promise<net.Socket> {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ host: '127.0.0.1', port: this.port, noDelay: true })
      socket.once('connect', () => {
        this.#socket = socket
        resolve(socket)
      })
      socket.on('data', (chunk: Buffer) => this.#read(chunk))
      socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('time-out')))
      socket.on('error', (error) => {
        reject(error)
        this.#fail(error)
      })
      socket.on('close', () => this.#fail(new Error('connection closed')))
    })
  }

  #read(chunk: Buffer): void {
    const waiting = this.#settle
    if (waiting === undefined) return
    if (!waiting.reader.push(chunk)) return
    this.#settle = undefined
    if (waiting.reader.closes) this.close()
    waiting.resolve(waiting.reader.answer())
  }

  #fail(error: Error): void {
    this.#socket = undefined
    const waiting = this.#settle
    this.#settle = undefined
    if (waiting?.reader.endsWithConnection === true) waiting.resolve(waiting.reader.answer())
    else waiting?.reject(error)
  }
}

function head(request: Request, length: number): string {
  const type = request.type ?? 'application/json'
  const entity = request.method === 'GET' ? '' : `Content-Type: ${type}\r\nContent-Length: ${length}\r\n`
  return `${request.method} ${request.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\nUser-Agent: tailrace-bench\r\n${entity}\r\n`
}

function encode(request: Request): string | Buffer {
  const { body = '' } = request
  if (typeof body === 'string') return head(request, Buffer.byteLength(body)) + body
  return Buffer.concat([Buffer.from(head(request, body.length)), body])
}
