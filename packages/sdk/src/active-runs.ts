import { builtin } from './runtime.ts'
import type { Run } from './run.ts'

/** A run that is being opened or open, inside of another one or not. */
export interface Slot {
  readonly opening: Promise<Run>
  readonly parent: Slot | undefined
  run?: Run
  closed: boolean
}

interface Storage {
  getStore(): Slot | undefined
  enterWith(slot: Slot): void
  run<Result>(slot: Slot, work: () => Result): Result
}

/**
 * Which run is the active one where the code is: in Node each chain of asynchronous calls has its own, so that runs side by side do not mix.
 * Elsewhere there is one for the page.
 */
export class ActiveRuns {
  readonly #storage: Storage | undefined
  #only: Slot | undefined

  constructor() {
    const Class = builtin('async_hooks')?.AsyncLocalStorage
    this.#storage = Class && new Class<Slot>()
  }

  /** The innermost run that has not ended. */
  current(): Slot | undefined {
    let slot = this.#storage ? this.#storage.getStore() : this.#only
    while (slot?.closed || slot?.run?.status !== undefined) slot = slot?.parent
    return slot
  }

  /** Makes a run the active one from here on. To be called before the first await of a call, so that the caller has it too. */
  enter(slot: Slot): void {
    this.#storage?.enterWith(slot)
    this.#only = slot
  }

  /** Makes a run the active one of a piece of work. */
  within<Result>(slot: Slot, work: () => Promise<Result>): Promise<Result> {
    if (this.#storage) return this.#storage.run(slot, work)
    this.#only = slot
    return work().finally(() => (this.#only = slot.parent))
  }
}
