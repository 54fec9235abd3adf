import { BATCH, Batch, type Entry, itemsOf, pieces } from './entry.ts'
import { type MlflowError, asMlflowError } from './errors.ts'
import type { Journal } from './journal.ts'
import type { Outage } from './outage.ts'

/**
 * Data that could not be sent, and why.
 *
 * @example configure({ onTrouble: ({ error, lost }) => console.warn(error.code, lost ? 'lost' : 'kept') })
 */
export interface Trouble {
  /** Error of the server, the network or the disk. */
  readonly error: MlflowError
  /** Data that the server refused permanently; absent when the data is kept and retried. */
  readonly lost?: Entry
  /** Metrics, params, tags and files that were not sent when a run ended; the error says where they are. */
  readonly left?: number
}

/** How a writer gathers and delivers. */
export interface WriterOptions {
  /** Sends one batch. Sending it twice must change nothing. */
  readonly send: (batch: Batch) => Promise<void>
  /** ms for which entries wait for company at most. */
  readonly flushInterval: number
  /** Metrics, params and tags that may wait before the caller has to. */
  readonly maxPending: number
  /** Failed tries in a row after which an outage counts as a failure in strict mode. */
  readonly retries: number
  readonly maxRetryDelay: number
  readonly onTrouble: (trouble: Trouble) => void
  readonly journal?: Journal | undefined
  /** With a journal, flush() gives up when this says that the server has been away for long. */
  readonly outage?: Outage
}

interface Queued {
  readonly entry: Entry
  readonly characters: number
  /** Where its line ends in the journal. */
  readonly end: number
}

/** Items in memory; with a journal, the rest waits on disk alone. */
const IN_MEMORY = 20_000
/** Items that wait without a journal during an outage; what comes after is lost. */
const WITHOUT_JOURNAL = 200_000
const FIRST_DELAY = 500
/** ms for one more try when an outage has lasted for long already. */
const LAST_TRY = 5000

/**
 * Delivers the entries of one run in their order, one batch at a time: when one is full, when its first entry has waited long enough, or on
 * flush(). With a journal, each entry is on disk before push() returns, and memory stays small however far the server lags behind.
 */
export class BatchWriter {
  readonly #options: WriterOptions
  readonly #journal: Journal | undefined
  #queue: Queued[] = []
  #inMemory = 0
  /** End of the last line that is in the queue or was. */
  #readAt = 0
  /** There are lines behind #readAt that are not in the queue. */
  #spilled = false
  /** Lines up to here were pushed by an earlier process. */
  #foreign = 0
  #pushed = 0
  #done = 0
  #flushTo = 0
  #working = false
  #closing = false
  #removed = false
  #abandoned = false
  #failures = 0
  /** Failed tries since the last flush() began. */
  #failuresOfFlush = 0
  #failure: MlflowError | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #wake: (() => void) | undefined
  #flushes: { readonly target: number; readonly resolve: () => void }[] = []
  #waiting: (() => void)[] = []

  constructor(options: WriterOptions) {
    this.#options = options
    this.#journal = options.journal
    if (this.#journal) {
      this.#readAt = this.#journal.acknowledged
      this.#foreign = this.#journal.size
      this.#spilled = this.#readAt < this.#foreign
    }
  }

  /** Items that the server has not acknowledged; lines of an earlier process count once they are read. */
  get pending(): number {
    return this.#pushed - this.#done
  }

  /** Items that the server has acknowledged or refused. */
  get delivered(): number {
    return this.#done
  }

  /** Whether everything is delivered or refused. */
  get isEmpty(): boolean {
    return this.pending === 0 && !this.#spilled
  }

  /** The first error since the last call: a refusal, or an outage that outlasted all retries. */
  takeFailure(): MlflowError | undefined {
    const failure = this.#failure
    this.#failure = undefined
    return failure
  }

  /** Takes an entry in. The promise is there when too much waits, and resolves when the caller may go on; never longer than an outage begins. */
  push(entry: Entry): Promise<void> | undefined {
    for (const piece of pieces(entry)) this.#enqueue(piece)
    if (this.#inMemory >= BATCH.total) void this.#work()
    else this.#arm()
    if (this.pending <= this.#options.maxPending || this.#failures > 0) return undefined
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Delivers what was pushed so far; gives up after a time in ms, or when an outage has lasted for long. Answers how much is left. */
  async flush(timeout: number): Promise<number> {
    // Lines of an earlier process are not counted yet: all of them are meant.
    const target = this.#readAt < this.#foreign ? Number.POSITIVE_INFINITY : this.#pushed
    if (!this.isEmpty && this.#done < target) {
      const timers: ReturnType<typeof setTimeout>[] = []
      await new Promise<void>((resolve) => {
        timers.push(setTimeout(resolve, timeout))
        const { outage } = this.#options
        // A try that gets no answer for long would hold up the end of a script as well.
        if (this.#journal && outage?.isOn) timers.push(setTimeout(() => outage.isOn && resolve(), Math.max(outage.left, LAST_TRY)))
        this.#flushes.push({ target, resolve })
        this.#flushTo = target
        this.#failuresOfFlush = 0
        this.#wake?.()
        void this.#work()
      })
      timers.forEach(clearTimeout)
    }
    return this.pending
  }

  /** Nothing comes after this: the journal goes when it is empty. What is left stays in it and is still tried. */
  close(): void {
    this.#closing = true
    if (this.isEmpty) this.#remove()
  }

  /** Ends all tries; the journal is left to others. */
  abandon(): void {
    clearTimeout(this.#timer)
    this.#abandoned = true
    this.#queue = []
    this.#spilled = false
    this.#inMemory = 0
    this.#wake?.()
    this.#journal?.close()
  }

  #enqueue(entry: Entry): void {
    const items = itemsOf(entry)
    const text = JSON.stringify(entry)
    const journal = this.#journal
    if (!journal && this.pending + items > WITHOUT_JOURNAL) {
      const error = asMlflowError(new Error(`${WITHOUT_JOURNAL} values wait for the server and there is no journal`))
      return this.#trouble({ error, lost: entry })
    }
    let end = this.#readAt
    try {
      if (journal) end = journal.append(text)
    } catch (error) {
      // A full disk: what fits in memory is still delivered.
      const kept = !this.#spilled && this.#inMemory < WITHOUT_JOURNAL
      this.#trouble({ error: asMlflowError(error), ...(!kept && { lost: entry }) })
      if (!kept) return
    }
    this.#pushed += items
    if (journal && (this.#spilled || this.#inMemory >= IN_MEMORY)) this.#spilled = true
    else this.#keep({ entry, characters: text.length, end }, items)
  }

  #keep(queued: Queued, items: number): void {
    this.#queue.push(queued)
    this.#inMemory += items
    this.#readAt = queued.end
  }

  /** Brings lines back from disk. */
  #load(): void {
    const journal = this.#journal
    if (!journal) return
    const lines = journal.read(this.#readAt)
    for (const { text, end } of lines) {
      const entry = this.#parsed(text)
      const items = itemsOf(entry)
      if (end <= this.#foreign) this.#pushed += items
      this.#keep({ entry, characters: text.length, end }, items)
    }
    this.#spilled = lines.length > 0 && this.#readAt < journal.size
  }

  /** A line that is damaged counts as an empty one. */
  #parsed(text: string): Entry {
    try {
      return JSON.parse(text) as Entry
    } catch (error) {
      this.#trouble({ error: asMlflowError(error), lost: {} })
      return {}
    }
  }

  #arm(): void {
    if (this.#abandoned || this.#working || this.#timer !== undefined || this.pending === 0) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#flushTo = this.#pushed
      void this.#work()
    }, this.#options.flushInterval)
  }

  async #work(): Promise<void> {
    if (this.#working) return
    this.#working = true
    for (;;) {
      if (this.#queue.length === 0 && this.#spilled) this.#load()
      const { taken, batch, full } = this.#next()
      if (taken.length === 0) break
      if (!full && this.#done >= this.#flushTo && !this.#closing) break
      try {
        await this.#deliver(
          taken.map(({ entry }) => entry),
          batch,
        )
        this.#failures = 0
        this.#options.outage?.end()
        this.#finish(taken)
      } catch (error) {
        await this.#pause(asMlflowError(error))
      }
    }
    this.#working = false
    this.#answerFlushes()
    this.#arm()
    if (this.#closing && this.isEmpty) this.#remove()
  }

  #next(): { taken: Queued[]; batch: Batch; full: boolean } {
    const batch = new Batch()
    let count = 0
    for (const { entry, characters } of this.#queue) {
      if (!batch.add(entry, characters)) break
      count++
    }
    const full = batch.items >= BATCH.total || count < this.#queue.length || batch.end !== undefined || batch.file !== undefined
    return { taken: this.#queue.slice(0, count), batch, full }
  }

  #finish(taken: readonly Queued[]): void {
    if (this.#abandoned) return
    const items = taken.reduce((sum, { entry }) => sum + itemsOf(entry), 0)
    this.#queue.splice(0, taken.length)
    this.#inMemory -= items
    this.#done += items
    const end = taken.at(-1)?.end
    const journal = this.#journal
    if (journal && end !== undefined) {
      journal.acknowledge(end)
      this.#readAt = Math.min(this.#readAt, journal.size)
    }
    if (this.pending <= this.#options.maxPending / 2) this.#release()
    this.#answerFlushes()
  }

  #answerFlushes(): void {
    const reached = this.#flushes.filter(({ target }) => target <= this.#done || this.isEmpty)
    this.#flushes = this.#flushes.filter((flush) => !reached.includes(flush))
    for (const { resolve } of reached) resolve()
  }

  /** Sends entries; what is refused is found by halving, so that the rest arrives. Throws only what may pass. */
  async #deliver(entries: readonly Entry[], batch = batchOf(entries)): Promise<void> {
    try {
      return await this.#options.send(batch)
    } catch (thrown) {
      const error = asMlflowError(thrown)
      if (mayPass(error)) throw error
      if (isHopeless(error) || entries.reduce((sum, entry) => sum + itemsOf(entry), 0) === 1) {
        for (const lost of entries) this.#trouble({ error, lost })
        return
      }
      for (const half of halves(entries)) await this.#deliver(half)
    }
  }

  #trouble(trouble: Trouble): void {
    if (trouble.lost) this.#failure ??= trouble.error
    this.#options.onTrouble(trouble)
  }

  /** Waits for a better time. Nobody else waits meanwhile, and the process may end. */
  async #pause(error: MlflowError): Promise<void> {
    this.#failures++
    this.#failuresOfFlush++
    if (this.#failures === 1) this.#trouble({ error })
    const { outage, retries } = this.#options
    if (error.status === 0) outage?.begin()
    const isLong = this.#journal !== undefined && outage?.left === 0
    // After an outage a first try may fail only because it went over a connection from before it.
    if (this.#failures > retries || (isLong && this.#failuresOfFlush > 1)) {
      this.#failure ??= error
      for (const { resolve } of this.#flushes.splice(0)) resolve()
    }
    this.#release()
    const doublings = isLong && this.#flushes.length > 0 ? 0 : Math.min(this.#failures - 1, 16)
    const longest = Math.min(this.#options.maxRetryDelay, FIRST_DELAY * 2 ** doublings)
    const delay = Math.max(longest * (0.5 + Math.random() / 2), error.retryAfter ?? 0)
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delay)
      ;(timer as { unref?: () => void }).unref?.()
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = undefined
  }

  #release(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  #remove(): void {
    if (this.#removed || this.#abandoned) return
    this.#removed = true
    this.#journal?.remove()
  }
}

/** Kept and tried again: an outage, a wrong password, an address that leads elsewhere. */
function mayPass(error: MlflowError): boolean {
  return (
    error.isPassing ||
    [401, 403].includes(error.status) ||
    ['ENDPOINT_NOT_FOUND', 'CONFIGURATION'].includes(error.code) ||
    error.status === 0
  )
}

/** The run itself is gone: no part of the batch will do better. */
function isHopeless(error: MlflowError): boolean {
  return error.code === 'RESOURCE_DOES_NOT_EXIST' || /must be in the 'active' state/.test(error.message)
}

function batchOf(entries: readonly Entry[]): Batch {
  const batch = new Batch()
  for (const entry of entries) batch.add(entry, 0)
  return batch
}

function halves(entries: readonly Entry[]): (readonly Entry[])[] {
  if (entries.length > 1) return [entries.slice(0, entries.length >> 1), entries.slice(entries.length >> 1)]
  const [{ metrics = [], params = [], tags = [] } = {}] = entries
  const single: Entry[] = [
    ...metrics.map((point) => ({ metrics: [point] })),
    ...params.map((pair) => ({ params: [pair] })),
    ...tags.map((pair) => ({ tags: [pair] })),
  ]
  return [single.slice(0, single.length >> 1), single.slice(single.length >> 1)]
}
