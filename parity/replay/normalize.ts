import { at } from './compare.ts'
import type { Reply } from './exchange.ts'

/** When a request was on its way, by the clock that all processes of this machine share. */
export interface Span {
  readonly label: string
  readonly began: number
  readonly ended: number
}

/*
 * The rules by which two replies may differ, applied below and nowhere else:
 * - ids: a text of 32 hex digits becomes <id n of the request that first showed it>: the two servers must use their ids in the same places
 * - experiment ids: numbers that the server gave out become <experiment ...> likewise (a database may skip numbers), in `experiment_id` fields, artifact locations and messages
 * - times: an integer that lies inside the span of a request of this replay becomes <time of that request>; requests are sent 2 ms apart, so that is exact
 * - random names: adjective-noun-number becomes <random name ...> likewise
 * - places: the artifact folder and the address of the server
 * - maps and sets that travel as lists (tags, params, metrics and inputs of one entity, aliases, model outputs, the latest version of each stage) are sorted: no database fixes their order
 * - page tokens: only whether there is one
 * - sets in messages: {...} and dict_keys are sorted, since Python prints a set in any order
 * - JSON replies: `application/json` with or without a charset; white space and key order never count
 */

/** A reply that can be compared with that of another server. */
export interface Normal {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** Makes the replies of one server comparable; it remembers what it has seen, so one instance serves a whole replay of one server. */
export class Normalizer {
  readonly #labels = new Map<string, Map<string, string>>()
  readonly #spans: Span[] = []
  readonly #url: string
  readonly #artifacts: string
  readonly #since: number

  /** `since`: ms since the epoch before which the server did not exist. */
  constructor(server: { readonly url: string; readonly artifacts: string }, since: number) {
    this.#url = server.url
    this.#artifacts = server.artifacts
    this.#since = since
  }

  /** Notes when a request was on its way; call it before `reply` for that request. */
  span(span: Span): void {
    this.#spans.push(span)
  }

  /** The reply without ids, times, random names and places. */
  reply(reply: Reply): Normal {
    const type = (reply.headers['content-type'] ?? '').startsWith('application/json') ? 'application/json' : undefined
    const named = Object.entries(reply.headers).map(([name, value]) => [name, this.#text(value, name)] as const)
    const headers = { ...Object.fromEntries(named), ...(type && { 'content-type': type }) }
    return { status: reply.status, headers, body: this.#value(reply.body, '') }
  }

  #value(value: unknown, key: string): unknown {
    if (typeof value === 'string') return this.#text(value, key)
    if (typeof value === 'number') return this.#time(value)
    if (Array.isArray(value)) return inOrder(value, key).map((item) => this.#value(item, key))
    if (typeof value !== 'object' || value === null) return value
    // Sorted, so that ids are numbered alike whatever the order of the keys.
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [name, id] of entries) if (name === 'experiment_id' && typeof id === 'string') this.#experiment(id)
    // The history of a metric is a list `metrics` too, whose order counts: it lies at the top, never within `data`.
    const named = (name: string): string => (name === 'metrics' && key !== 'data' ? 'history' : name)
    return Object.fromEntries(entries.map(([name, item]) => [this.#text(name, ''), this.#value(item, named(name))]))
  }

  #text(text: string, key: string): string {
    if (key === 'next_page_token') return '<page token>'
    if (key === 'experiment_id' || key === 'experimentId') return this.#experiment(text)
    return text
      .replaceAll(this.#artifacts, '<artifacts>')
      .replaceAll(this.#url, '<server>')
      .replace(
        /(mlflow-artifacts:\/|<artifacts>\/|(?:artifact|a file): '|\b(?:id|ID|experiment)[= ]'?)(\d+)\b/g,
        (_all, before: string, id: string) => before + this.#known(id),
      )
      .replace(/(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/g, (id) => this.#label('id', id))
      .replace(/^[a-z]+-[a-z]+-\d{1,4}$/, (name) => this.#label('random name', name))
      .replace(/\{('[^{}]*')\}|dict_keys\(\[([^\]]*)\]\)/g, (_all, set?: string, keys?: string) => `{${sorted(set ?? keys ?? '')}}`)
  }

  #experiment(id: string): string {
    return /^[1-9]\d*$/.test(id) ? this.#label('experiment', id) : id
  }

  /** The label of an experiment id that the server gave out before; other numbers stay. */
  #known(id: string): string {
    return this.#labels.get('experiment')?.get(id) ?? id
  }

  /** Counted within the request that shows a value first, so that one missing reply does not shift all later numbers. */
  #label(kind: string, value: string): string {
    const labels = this.#labels.get(kind) ?? new Map<string, string>()
    this.#labels.set(kind, labels)
    const source = this.#spans.at(-1)?.label ?? ''
    const fresh = [...labels.values()].filter((label) => label.endsWith(` of ${source}>`)).length + 1
    const label = labels.get(value) ?? `<${kind} ${fresh} of ${source}>`
    labels.set(value, label)
    return label
  }

  #time(value: number): number | string {
    const first = this.#spans[0]
    const last = this.#spans.at(-1)
    if (!first || !last || value < this.#since || value > last.ended) return value
    if (value < first.began) return '<before the first request>'
    const span = this.#spans.findLast((one) => one.began <= value && value <= one.ended)
    return span ? `<time of ${span.label}>` : `${value}, between two requests`
  }
}

/** What identifies the items of an unordered list; ids of the server's own would sort differently on each server. */
const IDENTITY: Readonly<Record<string, readonly string[]>> = {
  tags: ['key'],
  params: ['key'],
  metrics: ['key', 'step', 'timestamp', 'value'],
  aliases: ['alias'],
  latest_versions: ['current_stage'],
  dataset_inputs: ['dataset.name', 'dataset.digest'],
  model_outputs: ['step'],
}

function inOrder(list: readonly unknown[], key: string): readonly unknown[] {
  const identity = IDENTITY[key]
  if (!identity) return list
  const texts = (item: unknown): string =>
    typeof item === 'string' ? item : identity.map((path) => String(at(item, path)).padStart(30)).join(' ')
  return list.toSorted((a, b) => (texts(a) < texts(b) ? -1 : texts(a) > texts(b) ? 1 : 0))
}

function sorted(list: string): string {
  return list.split(', ').sort().join(', ')
}
