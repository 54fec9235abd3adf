import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { MlflowError } from '@tailrace/contract'
import { Divisible } from '../database.ts'
import type { ChangeListener } from '../events/changes.ts'
import type { Answer } from '../operation.ts'
import { StoreFault } from '../store-fault.ts'
import type { FromThread, ThreadData, ThreadRequest } from './messages.ts'

/** Sources run as they are in development, a bundle holds both threads' code beside each other. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js', import.meta.url)

/** MiB. A small young generation: requests leave little behind, and three threads would each grow to 48. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 1024 }

interface Waiting {
  resolve(answer: Answer): void
  reject(error: Error): void
  /** Set once the first piece of a streamed answer came. */
  pieces?: PieceQueue
}

/** The server's end of one database thread. */
export class ThreadClient {
  readonly #worker: Worker
  readonly #port: MessagePort
  readonly #waiting = new Map<number, Waiting>()
  #lastId = 0
  #heard: ChangeListener | undefined
  #started = false
  readonly #onFault: (error: Error) => void

  constructor(data: ThreadData, onFault: (error: Error) => void) {
    this.#onFault = onFault
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    this.#worker = new Worker(entry, {
      workerData: { port: port2, data },
      transferList: [port2],
      resourceLimits: RESOURCE_LIMITS,
      name: `sqlite ${data.mode}`,
    })
    this.#port.on('message', (message: FromThread) => this.#receive(message))
    this.#worker.on('error', (error) => {
      this.#failAll(error)
      onFault(error)
    })
  }

  /** Whether the thread has loaded its code and opened the database, so that a request is answered at once. */
  get hasStarted(): boolean {
    return this.#started
  }

  /** Requests on their way. */
  get load(): number {
    return this.#waiting.size
  }

  /** Has the thread answer. @throws Divisible when help was offered and would be worth it */
  send(request: Omit<ThreadRequest, 'id'>): Promise<Answer> {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      const body = request.raw?.body
      if (!body) return this.#port.postMessage({ ...request, id })
      // A copy of its own: a view would drag the whole buffer that it was cut from through the port.
      const own = Uint8Array.prototype.slice.call(body)
      this.#port.postMessage({ ...request, raw: { ...request.raw, body: own }, id }, [own.buffer])
    })
  }

  /** Tells what the writer commits, and that another process wrote; nothing any more without a listener. */
  listen(heard: ChangeListener | undefined): void {
    this.#heard = heard
    this.#port.postMessage({ listen: heard !== undefined })
  }

  /** Ends the thread after what it works on; requests still waiting fail. */
  async close(): Promise<void> {
    this.#port.close()
    await new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()))
    this.#failAll(new MlflowError('TEMPORARILY_UNAVAILABLE', 'The server is stopping.'))
  }

  #receive(message: FromThread): void {
    if ('started' in message) {
      this.#started = true
      return
    }
    if ('changes' in message) return this.#heard?.(message.changes)
    if ('warning' in message) return this.#onFault(new Error(message.warning))
    const waiting = this.#waiting.get(message.id)
    if (!waiting) return
    if ('piece' in message) return this.#receivePiece(message.id, waiting, message.piece)
    this.#waiting.delete(message.id)
    if ('answer' in message) waiting.resolve(message.answer)
    else if ('divisible' in message) waiting.reject(new Divisible())
    else if ('end' in message) waiting.pieces?.end()
    else {
      const { code, message: text, fault } = message.failure
      const error = fault === undefined ? new MlflowError(code, text) : new StoreFault(code, text, fault)
      if (waiting.pieces) waiting.pieces.fail(error)
      else waiting.reject(error)
    }
  }

  #receivePiece(id: number, waiting: Waiting, piece: Uint8Array): void {
    if (!waiting.pieces) {
      waiting.pieces = new PieceQueue(
        () => this.#port.postMessage({ id, taken: true }),
        () => {
          this.#waiting.delete(id)
          this.#port.postMessage({ id, cancelled: true })
        },
      )
      waiting.resolve(waiting.pieces)
    }
    waiting.pieces.push(piece)
  }

  #failAll(error: Error): void {
    for (const waiting of this.#waiting.values()) {
      if (waiting.pieces) waiting.pieces.fail(error)
      else waiting.reject(error)
    }
    this.#waiting.clear()
  }
}

/** Pieces of one streamed answer, as they come from the thread. */
class PieceQueue implements AsyncIterable<Uint8Array> {
  readonly #pieces: Uint8Array[] = []
  readonly #taken: () => void
  readonly #cancelled: () => void
  #ended = false
  #error: Error | undefined
  #wake: () => void = () => {}

  constructor(taken: () => void, cancelled: () => void) {
    this.#taken = taken
    this.#cancelled = cancelled
  }

  push(piece: Uint8Array): void {
    this.#pieces.push(piece)
    this.#wake()
  }

  end(): void {
    this.#ended = true
    this.#wake()
  }

  fail(error: Error): void {
    this.#error = error
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const piece = this.#pieces.shift()
        if (piece) {
          this.#taken()
          yield piece
        } else if (this.#error) throw this.#error
        else if (this.#ended) return
        else await new Promise<void>((resolve) => (this.#wake = resolve))
      }
    } finally {
      if (!this.#ended) this.#cancelled()
    }
  }
}
