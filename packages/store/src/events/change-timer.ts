import type { Db } from '../database.ts'
import type { Call } from '../execute.ts'
import { ChangeSet } from './change-set.ts'
import { type ChangeListener, RESET, takeChanges } from './changes.ts'

/** ms for which changes are gathered before they are reported. */
const GATHER = 200

/** Gathers the changes of a process for a moment and then tells them together. */
export class ChangeTimer {
  readonly #set = new ChangeSet()
  readonly #db: Db
  readonly #tell: ChangeListener
  #timer: NodeJS.Timeout | undefined

  /** @param db outside any transaction */
  constructor(db: Db, tell: ChangeListener) {
    this.#db = db
    this.#tell = tell
  }

  /** Notes a write that was committed. */
  note({ operation, request }: Call, response: object): void {
    this.#set.note(operation.endpoint, request as object, response)
    if (this.#timer || this.#set.isEmpty) return
    this.#timer = setTimeout(() => void this.#flush(), GATHER)
    this.#timer.unref()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#set.clear()
  }

  async #flush(): Promise<void> {
    this.#timer = undefined
    // Where the database is away, what changed is not known; that something did, is.
    this.#tell(await takeChanges(this.#db, this.#set).catch(() => RESET))
  }
}
