import type { IncomingMessage } from 'node:http'
import { MlflowError } from '@tailrace/contract'

/** Bytes from which a body is large. */
const LARGE = 1024 * 1024
/** Bytes of large bodies that are in memory at a time. */
const BUDGET = 64 * 1024 * 1024
/** ms that a large body waits for its turn before it is refused with 503. */
const PATIENCE = 30_000

/** Bounds the memory that large bodies take together: those beyond it wait, unread, in the order in which they came. */
export class LargeBodies {
  readonly #patience: number
  #free = BUDGET
  #waiting: { bytes: number; start: () => void }[] = []

  constructor(patience: number = PATIENCE) {
    this.#patience = patience
  }

  /**
   * Waits until a body may be read; resolves with what ends its stay. A body that does not say its length counts as one of `limit` bytes.
   * @throws MlflowError TEMPORARILY_UNAVAILABLE when its turn does not come in time
   */
  async admit({ headers }: IncomingMessage, limit: number): Promise<() => void> {
    const bytes = headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : limit
    // What is over its limit is refused unread.
    if (bytes <= LARGE || bytes > limit) return () => {}
    if (this.#waiting.length > 0 || bytes > this.#free) await this.#turn(bytes)
    else this.#free -= bytes
    return () => {
      this.#free += bytes
      this.#startNext()
    }
  }

  #turn(bytes: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== entry)
        reject(new MlflowError('TEMPORARILY_UNAVAILABLE', 'Too many large requests are being read at the moment. Try again.'))
        this.#startNext()
      }, this.#patience)
      const entry = {
        bytes,
        start: () => {
          clearTimeout(timer)
          resolve()
        },
      }
      this.#waiting.push(entry)
    })
  }

  #startNext(): void {
    for (let next = this.#waiting[0]; next && next.bytes <= this.#free; next = this.#waiting[0]) {
      this.#waiting.shift()
      this.#free -= next.bytes
      next.start()
    }
  }
}
