import { MlflowError } from '@tailrace/contract'
import { type ChangeListener, RESET } from '../events/changes.ts'
import type { ResponseBody } from '../operation.ts'
import { errorOf } from '../failure.ts'
import { SupervisedThread } from '../threads/supervised-thread.ts'
import { LOCK_TIMEOUT, monotonicNow } from './lock-deadline.ts'
import { CancelledRequests } from './read-limit.ts'
import type { FromThread, ThreadData, ThreadRequest, ToThread } from './messages.ts'

/** Sources run as they are in development, a bundle holds both threads' code beside each other. */
const entry = new URL(import.meta.url.endsWith('.ts') ? './thread.ts' : './thread.js', import.meta.url)

/** MiB. A small young generation: requests leave little behind, and three threads would each grow to 48. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 1024 }

/** A request before it has its number. */
export interface SentRequest extends Omit<ThreadRequest, 'id' | 'deadline'> {
  /** Aborted when nobody waits for the answer any more: a read ends then. */
  readonly signal?: AbortSignal | undefined
}

interface Waiting {
  resolve(answer: ResponseBody): void
  reject(error: Error): void
  /** Set once the first piece of a streamed answer came. */
  pieces?: PieceQueue
}

/** The server's end of one database thread. */
export class ThreadClient {
  readonly #thread: SupervisedThread<ToThread, FromThread>
  readonly #waiting = new Map<number, Waiting>()
  readonly #cancelled = new CancelledRequests()
  #lastId = 0
  #heard: ChangeListener | undefined
  readonly #onFault: (error: Error) => void

  constructor(data: Omit<ThreadData, 'cancelled'>, onFault: (error: Error) => void) {
    this.#onFault = onFault
    this.#thread = new SupervisedThread({
      entry,
      name: `sqlite ${data.mode}`,
      data: { ...data, cancelled: this.#cancelled.shared },
      resourceLimits: RESOURCE_LIMITS,
      onMessage: (message) => this.#receive(message),
      onEnd: (error) => this.#failAll(error),
      onRestart: () => this.#listenAgain(),
      onFault,
    })
  }

  /** Whether the thread has loaded its code and opened the database, so that a request is answered at once. */
  get hasStarted(): boolean {
    return this.#thread.hasStarted
  }

  /** Whether the thread takes requests; false for a moment after it ended. */
  get isRunning(): boolean {
    return this.#thread.isRunning
  }

  /** Requests on their way. */
  get load(): number {
    return this.#waiting.size
  }

  /**
   * Has the thread answer. A body that fills its buffer is handed over, not copied, when it `mayTake` it: the caller cannot use it any more.
   * @throws MlflowError TEMPORARILY_UNAVAILABLE when the thread ends before it answers
   */
  send({ signal, ...asked }: SentRequest, mayTake = false): Promise<ResponseBody> {
    const id = ++this.#lastId
    const request = { ...asked, deadline: monotonicNow() + LOCK_TIMEOUT }
    const cancel = (): void => this.#cancelled.add(id)
    if (signal?.aborted) cancel()
    else signal?.addEventListener('abort', cancel, { once: true })
    return new Promise((resolve, reject) => {
      const body = request.raw?.body
      if (!body) this.#thread.post({ ...request, id })
      else {
        // A copy of its own: a view would drag the whole buffer that it was cut from through the port.
        const own = mayTake && body.byteLength === body.buffer.byteLength ? body : Uint8Array.prototype.slice.call(body)
        this.#thread.post({ ...request, raw: { ...request.raw, body: own }, id }, [own.buffer as ArrayBuffer])
      }
      this.#waiting.set(id, { resolve, reject })
    })
  }

  /** Tells what the writer commits, and that another process wrote; nothing any more without a listener. */
  listen(heard: ChangeListener | undefined): void {
    this.#heard = heard
    this.#post({ listen: heard !== undefined })
  }

  /** Changes that a thread committed before it ended may not have been reported. */
  #listenAgain(): void {
    if (!this.#heard) return
    this.#thread.post({ listen: true })
    this.#heard(RESET)
  }

  /** Ends the thread after what it works on; requests still waiting fail. */
  async close(): Promise<void> {
    await this.#thread.close()
    this.#failAll(new MlflowError('TEMPORARILY_UNAVAILABLE', 'The server is stopping.'))
  }

  #receive(message: FromThread): void {
    if ('changes' in message) return this.#heard?.(message.changes)
    if ('warning' in message) return this.#onFault(new Error(message.warning))
    const waiting = this.#waiting.get(message.id)
    if (!waiting) return
    if ('piece' in message) return this.#receivePiece(message.id, waiting, message.piece)
    this.#waiting.delete(message.id)
    if ('answer' in message) waiting.resolve(message.answer)
    else if ('end' in message) waiting.pieces?.end()
    else {
      const error = errorOf(message.failure)
      if (waiting.pieces) waiting.pieces.fail(error)
      else waiting.reject(error)
    }
  }

  #receivePiece(id: number, waiting: Waiting, piece: Uint8Array): void {
    if (!waiting.pieces) {
      waiting.pieces = new PieceQueue(
        () => this.#post({ id, taken: true }),
        () => {
          this.#waiting.delete(id)
          this.#post({ id, cancelled: true })
        },
      )
      waiting.resolve(waiting.pieces)
    }
    waiting.pieces.push(piece)
  }

  /** Tells of a streamed answer, which ended with a thread that ended. */
  #post(message: ToThread): void {
    if (this.#thread.isRunning) this.#thread.post(message)
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
