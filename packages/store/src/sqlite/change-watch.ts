import { ChangeTimer } from '../events/change-timer.ts'
import { type ChangeListener, RESET } from '../events/changes.ts'
import type { RecordChange } from '../execute.ts'
import type { SqliteConnection } from './connection.ts'

/** ms between two looks whether another process wrote. */
const LOOK = 1000

/** Tells what the writer commits; and of other processes that write to the file, that they did. */
export class ChangeWatch {
  readonly note: RecordChange
  readonly #connection: SqliteConnection
  readonly #changes: ChangeTimer
  readonly #look: NodeJS.Timeout
  #version = 0

  constructor(connection: SqliteConnection, tell: ChangeListener) {
    this.#connection = connection
    this.#changes = new ChangeTimer(connection, tell)
    this.note = (call, response) => this.#changes.note(call, response)
    void this.#hasOtherWritten()
    this.#look = setInterval(async () => {
      if (await this.#hasOtherWritten()) tell(RESET)
    }, LOOK)
    this.#look.unref()
  }

  stop(): void {
    clearInterval(this.#look)
    this.#changes.stop()
  }

  /** The number stays the same with commits of this connection: no other of this process writes. */
  async #hasOtherWritten(): Promise<boolean> {
    const row = await this.#connection.get<{ data_version: number }>('pragma data_version')
    const version = row?.data_version ?? 0
    const isOther = version !== this.#version
    this.#version = version
    return isOther
  }
}
