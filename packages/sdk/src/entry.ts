import type { RunStatus } from '@tailrace/contract'
import { MlflowError } from './errors.ts'

/** A point of a metric as it travels. `timestamp` in ms since the epoch; NaN and the infinities are words. */
export interface Point {
  readonly key: string
  readonly value: number | 'NaN' | 'Infinity' | '-Infinity'
  readonly timestamp: number
  readonly step: number
}

/** A param or tag. */
export interface Pair {
  readonly key: string
  readonly value: string
}

/**
 * A file that could not be uploaded and waits beside the journal.
 *
 * @example const file: KeptFile = { path: 'report/summary.md', stored: '0' }
 */
export interface KeptFile {
  /** Where it goes among the artifacts of the run. */
  readonly path: string
  /** Its name in the folder of the journal's files. */
  readonly stored: string
  readonly content_type?: string
}

/**
 * The data of one log call: a part of a log-batch that is sent as a unit unless the server refuses it, or the end of the run. A line of the journal
 * is the JSON text of one.
 *
 * @example const entry: Entry = { params: [{ key: 'depth', value: '3' }] }
 */
export interface Entry {
  /** Points in the order in which they were logged. */
  readonly metrics?: readonly Point[]
  /** Params. */
  readonly params?: readonly Pair[]
  /** Tags; the last of a key wins. */
  readonly tags?: readonly Pair[]
  /** A file that is kept beside the journal. */
  readonly file?: KeptFile
  /** How the run ended, and when: ms since the epoch. */
  readonly end?: { readonly status: RunStatus; readonly end_time: number }
}

/** Bounds of one log-batch request. They are the contract's, which a test compares. */
export const BATCH = {
  metrics: 1000,
  params: 100,
  tags: 100,
  total: 1000,
  /** Characters of JSON text: at three bytes each, the most of UTF-8, below the server's 1,000,000 bytes. */
  characters: 300_000,
} as const

const KEY = /^[\p{L}\p{M}\p{N}\p{Pc}/. :-]{1,250}$/u

/** What may go wrong with a key on the server, found before it costs a request. @throws MlflowError INVALID_PARAMETER_VALUE */
function checkedKey(key: string, what: string): string {
  if (typeof key === 'string' && KEY.test(key) && !key.split('/').some((part) => part === '' || part === '.' || part === '..')) return key
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `'${String(key).slice(0, 300)}' cannot be the name of a ${what}: 1 to 250 letters, digits, _ - . : space and / between parts.`,
  )
}

/** A point out of what the caller gave. @throws MlflowError INVALID_PARAMETER_VALUE */
export function pointOf(key: string, value: number, step: number, timestamp: number): Point {
  if (typeof value !== 'number')
    throw new MlflowError('INVALID_PARAMETER_VALUE', `The value of metric '${key}' is no number: ${String(value)}`)
  return { key: checkedKey(key, 'metric'), value: Number.isFinite(value) ? value : (String(value) as 'NaN'), timestamp, step }
}

/** A param or tag out of what the caller gave: texts as they are, objects as JSON, the rest as String() writes it. */
export function pairOf(key: string, value: unknown, what: 'param' | 'tag'): Pair {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
  return { key: checkedKey(key, what), value: text }
}

/** How many metrics, params and tags an entry has; a file and the end of a run count as one. */
export function itemsOf(entry: Entry): number {
  return (entry.metrics?.length ?? 0) + (entry.params?.length ?? 0) + (entry.tags?.length ?? 0) + (entry.file ? 1 : 0) + (entry.end ? 1 : 0)
}

/** Cuts an entry into pieces that each fit into one request. */
export function* pieces(entry: Entry): Generator<Entry> {
  for (const metrics of slices(entry.metrics, BATCH.metrics)) yield { metrics }
  for (const params of slices(entry.params, BATCH.params)) yield { params }
  for (const tags of slices(entry.tags, BATCH.tags)) yield { tags }
  if (entry.file) yield { file: entry.file }
  if (entry.end) yield { end: entry.end }
}

function* slices<Item>(list: readonly Item[] = [], most: number): Generator<readonly Item[]> {
  let slice: Item[] = []
  let characters = 0
  for (const item of list) {
    // A point is short; only texts need to be measured.
    const size = most === BATCH.metrics ? 0 : JSON.stringify(item).length
    if (slice.length > 0 && (slice.length >= most || characters + size > BATCH.characters / 2)) {
      yield slice
      slice = []
      characters = 0
    }
    slice.push(item)
    characters += size
  }
  if (slice.length > 0) yield slice
}

/** Entries that travel in one request. */
export class Batch {
  readonly metrics: Point[] = []
  readonly tags: Pair[] = []
  file: KeptFile | undefined
  end: Entry['end'] | undefined
  characters = 0
  readonly #params = new Map<string, string>()

  get params(): Pair[] {
    return Array.from(this.#params, ([key, value]) => ({ key, value }))
  }

  get items(): number {
    return this.metrics.length + this.#params.size + this.tags.length
  }

  /**
   * Takes an entry in if it fits. A second value of a param has to travel alone, so that it is refused alone; a second value of a tag too,
   * so that the later one wins. A file travels alone, and the end of a run after everything else.
   */
  add(entry: Entry, characters: number): boolean {
    const { metrics = [], params = [], tags = [] } = entry
    if (this.end || this.file) return false
    if (entry.end || entry.file) {
      if (this.items > 0) return false
      this.end = entry.end
      this.file = entry.file
      return true
    }
    const full =
      this.metrics.length + metrics.length > BATCH.metrics ||
      this.#params.size + params.length > BATCH.params ||
      this.tags.length + tags.length > BATCH.tags ||
      this.items + itemsOf(entry) > BATCH.total ||
      this.characters + characters > BATCH.characters
    if (full && this.items > 0) return false
    if (params.some(({ key, value }) => (this.#params.get(key) ?? value) !== value)) return false
    if (tags.some(({ key }) => this.tags.some((tag) => tag.key === key))) return false
    this.metrics.push(...metrics)
    for (const { key, value } of params) this.#params.set(key, value)
    this.tags.push(...tags)
    this.characters += characters
    return true
  }
}
