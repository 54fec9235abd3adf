import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Db } from '../database.ts'
import type { Call } from '../execute.ts'
import { connectPostgres } from './connect.ts'
import { ChangeTimer } from '../events/change-timer.ts'
import type { PostgresTarget } from './target.ts'
import { type ChangeListener, type Changes, RESET } from '../events/changes.ts'
import { readNotification } from '../events/read-notification.ts'

const CHANNEL = 'tailrace_changes'
/** PostgreSQL refuses a payload of 8,000 bytes. */
const MAX_PAYLOAD = 7900
/** ms between two tries to listen again. */
const RETRY = 2000

/**
 * Changes of this process, and by LISTEN and NOTIFY those of others on the same database. They are reported after their commits and several
 * together: a NOTIFY inside each transaction would make all commits of the database wait for one another.
 */
export class ChangeFeed {
  readonly #target: PostgresTarget
  readonly #db: Db
  readonly #id = randomUUID()
  readonly #timer: ChangeTimer
  readonly #listeners = new Set<ChangeListener>()
  #connection: Promise<pg.Client | undefined> | undefined
  #retry: NodeJS.Timeout | undefined

  /** @param db a pool, outside any transaction */
  constructor(target: PostgresTarget, db: Db) {
    this.#target = target
    this.#db = db
    this.#timer = new ChangeTimer(db, (changes) => this.#publish(changes))
  }

  /** Notes a write of this process that was committed. */
  note(call: Call, response: object): void {
    this.#timer.note(call, response)
  }

  /** Resolves once changes are heard, or when the database cannot be reached; then a reset follows as soon as they are. */
  async listen(listener: ChangeListener): Promise<() => void> {
    this.#listeners.add(listener)
    this.#connection ??= this.#connect()
    await this.#connection
    return () => {
      this.#listeners.delete(listener)
      if (this.#listeners.size === 0) void this.#disconnect()
    }
  }

  async close(): Promise<void> {
    this.#timer.stop()
    this.#listeners.clear()
    await this.#disconnect()
  }

  #tell(changes: Changes): void {
    for (const listener of this.#listeners) listener(changes)
  }

  #publish(changes: Changes): void {
    this.#tell(changes)
    const payload =
      this.#payload(changes) ??
      this.#payload({ ...changes, metrics: changes.metrics.map((change) => ({ ...change, keys: [] })) }) ??
      JSON.stringify({ from: this.#id, changes: RESET })
    // Nothing is written by it, so its commit need not wait for the disk.
    void this.#db.get("select set_config('synchronous_commit', 'off', true), pg_notify(?, ?)", [CHANNEL, payload]).catch(() => {})
  }

  /** The text of a notification; undefined when it is too long to be sent. */
  #payload(changes: Changes): string | undefined {
    const payload = JSON.stringify({ from: this.#id, changes })
    return Buffer.byteLength(payload) > MAX_PAYLOAD ? undefined : payload
  }

  async #connect(): Promise<pg.Client | undefined> {
    let client: pg.Client | undefined
    try {
      client = await connectPostgres(this.#target, { application_name: 'tailrace changes', keepAlive: true })
      client.on('notification', ({ payload = '' }) => this.#receive(payload))
      await client.query(`listen ${CHANNEL}`)
    } catch {
      client?.end().catch(() => {})
      this.#tryAgain()
      return undefined
    }
    client.on('end', () => this.#tryAgain())
    return client
  }

  #receive(payload: string): void {
    const notification = readNotification(payload)
    if (notification && notification.from !== this.#id) this.#tell(notification.changes)
  }

  /** After the connection was lost, or could not be made. */
  #tryAgain(): void {
    if (this.#listeners.size === 0 || this.#retry) return
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      if (this.#listeners.size === 0) return
      this.#connection = this.#connect()
      void this.#connection.then((client) => client && this.#tell(RESET))
    }, RETRY)
    this.#retry.unref()
  }

  async #disconnect(): Promise<void> {
    clearTimeout(this.#retry)
    this.#retry = undefined
    const connection = this.#connection
    this.#connection = undefined
    await (await connection)?.end().catch(() => {})
  }
}
