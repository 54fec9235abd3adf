import { MlflowError } from '@tailrace/contract'

/** ms that a read may take, and each piece of a long answer. */
const READ_LIMIT = 60_000
const SLOTS = 1024

/** Requests whose clients have gone. The memory is shared with a thread, which hears no message while it reads. */
export class CancelledRequests {
  readonly shared: SharedArrayBuffer
  readonly #ids: Int32Array

  constructor(shared = new SharedArrayBuffer(SLOTS * Int32Array.BYTES_PER_ELEMENT)) {
    this.shared = shared
    this.#ids = new Int32Array(shared)
  }

  /** Notes that nobody waits for a request any more. */
  add(id: number): void {
    Atomics.store(this.#ids, id % SLOTS, id | 0)
  }

  has(id: number): boolean {
    return Atomics.load(this.#ids, id % SLOTS) === (id | 0)
  }
}

/**
 * Makes the check that a read calls again and again: it throws when the read takes too long or its client has gone. The time starts now.
 * @param limit ms
 */
export function readLimit(cancelled: CancelledRequests, id: number, limit = READ_LIMIT): () => void {
  const end = performance.now() + limit
  return () => {
    if (cancelled.has(id)) throw new MlflowError('CANCELLED', 'The client closed the connection.')
    if (performance.now() < end) return
    throw new MlflowError(
      'TEMPORARILY_UNAVAILABLE',
      `The read took longer than ${limit / 1000} s and was ended. Ask for less: fewer experiments, a simpler filter, a shorter page.`,
    )
  }
}
