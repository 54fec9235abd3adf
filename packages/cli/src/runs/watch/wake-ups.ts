import type { Client } from '@tailrace/sdk'
import { setTimeout as sleep } from 'node:timers/promises'

/** ms between two looks while a stream of events tells what changes: in case that it does not. */
const LISTENING_INTERVAL = 15_000
/** ms before a stream that broke is opened again, and between two looks at most: events come in bursts. */
const REOPEN_DELAY = 5_000
const BURST = 200

/**
 * Says when to look at a run again: when the server tells of a change, else after `interval` ms. Servers without events, such as MLflow,
 * are looked at by the interval alone.
 */
export class WakeUps {
  readonly #client: Client
  readonly #interval: number
  readonly #stop = new AbortController()
  #listening = false
  #changed = false
  #wake: () => void = () => {}

  constructor(client: Client, run_id: string, options: { readonly interval: number; readonly events: boolean }) {
    this.#client = client
    this.#interval = options.interval
    if (options.events) void this.#listen(run_id)
  }

  /** Resolves when it is time to look again. */
  async next(): Promise<void> {
    await sleep(Math.min(BURST, this.#interval))
    if (!this.#changed) {
      const waiting = new AbortController()
      const woken = new Promise<void>((resolve) => (this.#wake = resolve))
      const time = sleep(this.#listening ? Math.max(LISTENING_INTERVAL, this.#interval) : this.#interval, undefined, {
        signal: waiting.signal,
      })
      await Promise.race([woken, time]).finally(() => waiting.abort())
    }
    this.#changed = false
  }

  /** Ends the stream of events. */
  close(): void {
    this.#stop.abort()
  }

  async #listen(run_id: string): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      try {
        const url = `/api/tailrace/1.0/events?run_ids=${run_id}`
        const reply = await this.#client.http.send({ method: 'GET', url, idempotent: true, retries: 0, signal })
        this.#listening = true
        // What it was does not matter: the run is looked at as a whole.
        for await (const chunk of reply.body ?? []) if (chunk.length > 0) this.#tell()
      } catch (error) {
        // It has no events: nothing to wait for.
        if ([400, 404, 405, 501].includes((error as { status?: number }).status ?? 0)) return
      } finally {
        this.#listening = false
        this.#tell()
      }
      await sleep(REOPEN_DELAY, undefined, { signal }).catch(() => {})
    }
  }

  #tell(): void {
    this.#changed = true
    this.#wake()
  }
}
