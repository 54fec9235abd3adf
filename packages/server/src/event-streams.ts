import { Readable } from 'node:stream'
import { type EventName, LIMITS, MlflowError } from '@tailrace/contract'
import type { Changes, Store } from '@tailrace/store'

/** ms between two batches of events to one reader. */
const PACE = 500
/** ms between two lines that say that the stream is alive. */
const HEART_BEAT = 15_000
/** Bytes that wait for a slow reader before it is cut off. */
const MAX_WAITING = 256 * 1024
/** Changes that are gathered for one reader between two batches; beyond it, it gets a reset and fetches everything again. */
const MAX_GATHERED = 2000

/** What a reader wants to hear of: changes in these experiments or of these runs; everything when both are empty. */
export interface EventFilter {
  readonly experiments: ReadonlySet<string>
  readonly runs: ReadonlySet<string>
}

/** Streams of changes to browsers, as server-sent events. The store is listened to while there is one. */
export class EventStreams {
  readonly #store: Pick<Store, 'listen'>
  readonly #readers = new Set<Reader>()
  #listening: Promise<() => void> | undefined
  #isClosed = false

  constructor(store: Pick<Store, 'listen'>) {
    this.#store = store
  }

  /** Opens a stream; its first event is `hello`. @throws MlflowError RESOURCE_EXHAUSTED: too many are open */
  open(filter: EventFilter): Readable {
    if (this.#readers.size >= LIMITS.eventStreams) {
      throw new MlflowError(
        'RESOURCE_EXHAUSTED',
        `There are ${LIMITS.eventStreams} streams of events already. Ask for what changed instead.`,
      )
    }
    const reader = new Reader(filter, () => this.#left(reader))
    this.#readers.add(reader)
    if (this.#isClosed) reader.end()
    this.#listening ??= this.#store.listen((changes) => this.#readers.forEach((each) => each.take(changes)))
    this.#listening.then(
      () => reader.send('hello', {}),
      () => reader.end(),
    )
    return reader.stream
  }

  /** Ends all streams; later ones end at once. */
  close(): void {
    this.#isClosed = true
    for (const reader of this.#readers) reader.end()
  }

  #left(reader: Reader): void {
    this.#readers.delete(reader)
    if (this.#readers.size > 0) return
    this.#listening?.then(
      (stop) => stop(),
      () => {},
    )
    this.#listening = undefined
  }
}

/** One stream: gathers what its reader wants to hear, and sends it at its pace. */
class Reader {
  readonly stream: Readable
  readonly #filter: EventFilter
  readonly #isUnfiltered: boolean
  readonly #heart: NodeJS.Timeout
  /** JSON of changes by event and by what they are about: a later one takes the place of an earlier one. */
  #gathered = new Map<EventName, Map<string, object>>()
  #count = 0
  #isReset = false
  #timer: NodeJS.Timeout | undefined
  #lastSent = 0

  constructor(filter: EventFilter, left: () => void) {
    this.#filter = filter
    this.#isUnfiltered = filter.experiments.size === 0 && filter.runs.size === 0
    this.stream = new Readable({ read() {} })
    this.#heart = setInterval(() => this.#write(': \n\n'), HEART_BEAT)
    this.stream.on('close', () => {
      clearInterval(this.#heart)
      clearTimeout(this.#timer)
      left()
    })
  }

  send(event: EventName, data: object): void {
    this.#write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  }

  end(): void {
    if (!this.stream.destroyed) this.stream.push(null)
    // Nobody may read any more, so the end would never be seen.
    clearInterval(this.#heart)
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  take(changes: Changes): void {
    if (changes.reset) this.#isReset = true
    for (const change of changes.runs) if (this.#wants(change)) this.#gather('runs', change.run_id, change)
    for (const change of changes.metrics) {
      if (!this.#wants(change)) continue
      const earlier = this.#gathered.get('metrics')?.get(change.run_id) as typeof change | undefined
      this.#gather('metrics', change.run_id, earlier ? { ...change, keys: keysOfBoth(earlier.keys, change.keys) } : change)
    }
    for (const change of changes.logged_models) if (this.#wants(change)) this.#gather('logged_models', change.model_id, change)
    for (const change of changes.experiments) if (this.#wants(change)) this.#gather('experiments', change.experiment_id, change)
    if (this.#isUnfiltered) for (const change of changes.models) this.#gather('models', change.name, change)
    if (this.#count > MAX_GATHERED) this.#isReset = true
    if (this.#isReset) this.#forget()
    if (this.#isReset || this.#count > 0)
      this.#timer ??= setTimeout(() => this.#flush(), Math.max(0, this.#lastSent + PACE - performance.now()))
  }

  #wants({ experiment_id, run_id }: { experiment_id: string; run_id?: string }): boolean {
    if (this.#isUnfiltered || this.#filter.experiments.has(experiment_id)) return true
    return run_id !== undefined && this.#filter.runs.has(run_id)
  }

  #gather(event: EventName, id: string, change: object): void {
    const known = this.#gathered.get(event) ?? new Map<string, object>()
    this.#gathered.set(event, known)
    // That a run was changed says less than that it was made, has ended or was deleted.
    if ('what' in change && change.what === 'updated' && known.has(id)) return
    if (!known.has(id)) this.#count++
    known.set(id, change)
  }

  #forget(): void {
    this.#gathered = new Map()
    this.#count = 0
  }

  #flush(): void {
    this.#timer = undefined
    this.#lastSent = performance.now()
    const gathered = this.#gathered
    const isReset = this.#isReset
    this.#isReset = false
    this.#forget()
    if (isReset) return this.send('reset', {})
    for (const [event, changes] of gathered) this.send(event, { changed: [...changes.values()] })
  }

  #write(text: string): void {
    if (this.stream.destroyed || this.stream.readableEnded) return
    this.stream.push(text)
    if (this.stream.readableLength > MAX_WAITING) this.stream.destroy()
  }
}

/** The keys of two events of one run; none, which stands for all, when either names none or both together name too many. */
function keysOfBoth(some: readonly string[], others: readonly string[]): readonly string[] {
  const keys = new Set([...some, ...others])
  return some.length === 0 || others.length === 0 || keys.size > LIMITS.eventKeys ? [] : [...keys]
}
