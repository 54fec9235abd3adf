import type { GroupMetric, RunGroup, RunStatus, WireDouble } from '@tailrace/contract'
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

  /** As it travels, its metrics in the order of `keys`. */
  print(keys: readonly string[]): RunGroup {
    const metrics = keys.flatMap((key) => this.#metrics.get(key)?.metric(key) ?? [])
    return { values: this.values, runs: this.runs, run_ids: this.#ids, status_counts: { ...this.#statuses }, metrics }
  }
}
