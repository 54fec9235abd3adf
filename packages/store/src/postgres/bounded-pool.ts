import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { MlflowError } from '@tailrace/contract'
import type { Pool, PoolClient } from 'pg'
import { cancelQuery } from './cancel-query.ts'

/** What a request may take of a pool, in ms. */
export interface PoolLimits {
  /** Wait for a connection: those ahead may wait for a slow disk or for each other's locks. */
  readonly queue: number
  /** Work with it. The database has a time-out for each statement; this one holds when it says nothing any more. */
  readonly work: number
}

/** `read`: a few connections are kept for these, so that they go on while writes wait for each other's locks. */
export type Use = 'read' | 'write'

/** The database has no connection left, for anybody or for this user. */
const NO_CONNECTION_LEFT = '53300'
/** ms after which one connection more is tried for, where the database gave fewer than the pool may have. */
const REGROW = 5000
/** ms between two tries for the first connection of all. */
const FIRST_CONNECTION = 250

interface Waiting {
  readonly use: Use
  readonly go: () => void
}

/** Bounds the connections of a pool. Where the database gives fewer than its size, requests queue for those that there are. */
export class BoundedPool {
  readonly #pool: Pool
  readonly #size: number
  readonly #limits: PoolLimits
  readonly #waiting: Waiting[] = []
  readonly #used = { read: 0, write: 0 }
  #most: number
  #regrow: NodeJS.Timeout | undefined

  /** @param size connections at most, that of the pool itself */
  constructor(pool: Pool, size: number, limits: PoolLimits) {
    this.#pool = pool
    this.#size = size
    this.#most = size
    this.#limits = limits
  }

  /**
   * Works with a connection. One that takes too long is cut, and the work with it.
   * @param until when the work must be done at the latest, by performance.now
   * @param gone aborted when nobody waits for the work any more: what the database does for it is canceled then
   * @throws MlflowError TEMPORARILY_UNAVAILABLE when there is none in time, CANCELLED when nobody waits; what the work throws
   */
  async use<Result>(
    use: Use,
    work: (client: PoolClient) => Promise<Result>,
    { until = Infinity, gone }: { until?: number | undefined; gone?: AbortSignal | undefined } = {},
  ): Promise<Result> {
    if (gone?.aborted) throw nobodyWaits()
    const client = await this.#connect(use, Math.min(until, performance.now() + this.#limits.queue), gone)
    const cancel = (): void => cancelQuery(client)
    let cut = false
    let ended = false
    const timer = setTimeout(
      () => {
        cut = true
        socketOf(client).destroy()
      },
      Math.max(0, Math.min(this.#limits.work, until - performance.now())),
    )
    try {
      if (gone?.aborted) throw nobodyWaits()
      gone?.addEventListener('abort', cancel, { once: true })
      return await work(client)
    } catch (error) {
      if (gone?.aborted) throw nobodyWaits()
      // The database says so before it closes the connection, which must not be given to another request meanwhile.
      ended = (error as { severity?: unknown }).severity === 'FATAL'
      throw cut ? tooLong() : error
    } finally {
      clearTimeout(timer)
      gone?.removeEventListener('abort', cancel)
      // A cancellation that comes late must not meet the work of another request.
      client.release(cut || ended || gone?.aborted === true || isBroken(client))
      this.#leave(use)
    }
  }

  async end(): Promise<void> {
    clearTimeout(this.#regrow)
    await this.#pool.end()
  }

  async #connect(use: Use, deadline: number, gone: AbortSignal | undefined): Promise<PoolClient> {
    for (;;) {
      await this.#enter(use, deadline, gone)
      try {
        return await this.#pool.connect()
      } catch (error) {
        this.#leave(use)
        if ((error as { code?: unknown }).code !== NO_CONNECTION_LEFT || performance.now() > deadline) throw error
        this.#shrink()
        if (this.#used.read + this.#used.write === 0) await sleep(FIRST_CONNECTION)
      }
    }
  }

  /** Resolves when there is room for one more of its kind. */
  async #enter(use: Use, deadline: number, gone: AbortSignal | undefined): Promise<void> {
    if (this.#hasRoom(use)) return void this.#used[use]++
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiting: Waiting = { use, go: resolve }
    const giveUp = (error: Error): void => {
      const index = this.#waiting.indexOf(waiting)
      if (index >= 0) reject((this.#waiting.splice(index, 1), error))
    }
    const leave = (): void => giveUp(nobodyWaits())
    const timer = setTimeout(() => giveUp(busy()), Math.max(0, deadline - performance.now()))
    gone?.addEventListener('abort', leave, { once: true })
    this.#waiting.push(waiting)
    await promise.finally(() => {
      clearTimeout(timer)
      gone?.removeEventListener('abort', leave)
    })
  }

  #leave(use: Use): void {
    this.#used[use]--
    this.#wake()
  }

  /** In the order of their arrival, but a read passes writes that wait for others. */
  #wake(): void {
    for (;;) {
      const index = this.#waiting.findIndex(({ use }) => this.#hasRoom(use))
      const [next] = index < 0 ? [] : this.#waiting.splice(index, 1)
      if (!next) return
      this.#used[next.use]++
      next.go()
    }
  }

  #hasRoom(use: Use): boolean {
    const { read, write } = this.#used
    const kept = Math.floor(this.#most / 4)
    return read + write < this.#most && (use === 'read' || write < this.#most - kept)
  }

  /** There are as many connections as are in use, for now. */
  #shrink(): void {
    this.#most = Math.max(1, this.#used.read + this.#used.write)
    this.#regrow ??= setInterval(() => {
      this.#most++
      if (this.#most >= this.#size) {
        clearInterval(this.#regrow)
        this.#regrow = undefined
      }
      this.#wake()
    }, REGROW).unref()
  }
}

/** Ends the wait for a database that says nothing: a query of cancellation could hang as well. */
const socketOf = (client: PoolClient): Socket => (client as unknown as { connection: { stream: Socket } }).connection.stream

/** Whether the connection broke off: the socket is the first to know. */
const isBroken = (client: PoolClient): boolean => socketOf(client).destroyed || !socketOf(client).writable

const nobodyWaits = () => new MlflowError('CANCELLED', 'The client closed the connection.')
const busy = () => new MlflowError('TEMPORARILY_UNAVAILABLE', 'All connections to the database are in use. Try again.')
const tooLong = () => new MlflowError('TEMPORARILY_UNAVAILABLE', 'The database took too long and the request was canceled. Try again.')
