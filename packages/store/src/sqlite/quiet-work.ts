/** ms after the start, between two looks whether there is anything to do, and for which nothing must have been asked. */
const FIRST = 3000
const LOOK = 2000
const QUIET = 150
/** Times as long as a slice of work took are left to others before the next. */
const REST = 4

/** Does work in slices while a thread has nothing else to do. */
export class QuietWork {
  readonly #step: () => Promise<boolean>
  #timer: NodeJS.Timeout | undefined
  #asked = 0

  /** @param step does a slice and answers whether there is more; what it throws ends the work */
  constructor(step: () => Promise<boolean>) {
    this.#step = step
    this.#wait(FIRST)
  }

  /** Something was asked of the thread. */
  asked(): void {
    this.#asked = performance.now()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #wait(ms: number): void {
    this.#timer = setTimeout(() => void this.#work(), ms)
    this.#timer.unref()
  }

  async #work(): Promise<void> {
    const start = performance.now()
    if (start - this.#asked < QUIET) return this.#wait(QUIET)
    const isMore = await this.#step()
    if (this.#timer) this.#wait(isMore ? REST * (performance.now() - start) : LOOK)
  }
}
