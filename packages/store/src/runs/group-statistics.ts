import { createHash } from 'node:crypto'
import { type GroupMetric, type GroupParam, LIMITS, type RunGroup, type RunStatus, type WireDouble } from '@tailrace/contract'
import { studentT95 } from '../student-t.ts'

/** Mean and spread of values as they come (Welford): exact where a sum of squares would cancel out. */
class Moments {
  n = 0
  min = Infinity
  max = -Infinity
  #mean = 0
  #squares = 0

  add(value: number): void {
    this.n++
    if (value < this.min) this.min = value
    if (value > this.max) this.max = value
    const delta = value - this.#mean
    this.#mean += delta / this.n
    this.#squares += delta * (value - this.#mean)
  }

  metric(key: string): GroupMetric {
    const { n, min, max } = this
    const metric = { key, n, mean: wireDouble(this.#mean), min: wireDouble(min), max: wireDouble(max) }
    if (n < 2) return metric
    const sd = Math.sqrt(this.#squares / (n - 1))
    return { ...metric, sd: wireDouble(sd), ci95: wireDouble((studentT95(n - 1) * sd) / Math.sqrt(n)) }
  }
}

/** Texts up to this length are distinguished by themselves, longer ones by their hash, so that a group never holds long values. */
const SHORT = 64

/** The different values of a param, as they come. */
class ParamValues {
  n = 0
  readonly #first: string
  readonly #distinct = new Set<string>()

  constructor(first: string) {
    this.#first = Array.from(first.slice(0, 2 * LIMITS.groupParamCharacters))
      .slice(0, LIMITS.groupParamCharacters)
      .join('')
  }

  add(value: string): void {
    this.n++
    if (this.#distinct.size < LIMITS.groupParamValues) {
      this.#distinct.add(value.length <= SHORT ? value : `#${createHash('sha256').update(value).digest('hex')}`)
    }
  }

  param(key: string): GroupParam {
    const distinct = this.#distinct.size
    return { key, n: this.n, distinct, ...(distinct === 1 && { value: this.#first }) }
  }
}

/** JSON has no NaN and no infinities. */
const wireDouble = (value: number): WireDouble => (Number.isFinite(value) ? value : (String(value) as WireDouble))

/** The runs with the same values, added the newest first. */
export class Group {
  readonly values: (string | null)[]
  runs = 0
  readonly #idLimit: number
  readonly #ids: string[] = []
  readonly #statuses: Partial<Record<RunStatus, number>> = {}
  readonly #metrics = new Map<string, Moments>()
  readonly #params = new Map<string, ParamValues>()

  constructor(values: (string | null)[], idLimit: number) {
    this.values = values
    this.#idLimit = idLimit
  }

  addRun(id: string, status: RunStatus): void {
    this.runs++
    if (this.#ids.length < this.#idLimit) this.#ids.push(id)
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1
  }

  addMetric(key: string, value: number): void {
    let moments = this.#metrics.get(key)
    if (!moments) this.#metrics.set(key, (moments = new Moments()))
    moments.add(value)
  }

  addParam(key: string, value: string): void {
    let values = this.#params.get(key)
    if (!values) this.#params.set(key, (values = new ParamValues(value)))
    values.add(value)
  }

  /** As it travels, its metrics and params in the order of the keys; without `params` where there are none. */
  print(metricKeys: readonly string[], paramKeys: readonly string[]): RunGroup {
    const metrics = metricKeys.flatMap((key) => this.#metrics.get(key)?.metric(key) ?? [])
    const params = paramKeys.flatMap((key) => this.#params.get(key)?.param(key) ?? [])
    const group = { values: this.values, runs: this.runs, run_ids: this.#ids, status_counts: { ...this.#statuses }, metrics }
    return paramKeys.length > 0 ? { ...group, params } : group
  }
}
