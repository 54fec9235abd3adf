import type { Client } from '@tailrace/sdk'
import { type WireRun, numberOf } from '../stock-run.ts'

/** Points of a metric that are read at the beginning, spread over all that there are. */
const POINTS = 200

/** A metric as it goes on. */
export interface Curve {
  readonly key: string
  /** In the order in which they came. */
  readonly values: readonly number[]
  readonly last: { readonly value: number; readonly step: number; readonly timestamp: number }
}

/** A run that is looked at again and again: each look costs one request, and one more for each metric that is new. */
export class WatchedRun {
  readonly #client: Client
  readonly #run_id: string
  readonly #keys: ReadonlySet<string>
  readonly #curves = new Map<string, { values: number[]; last: Curve['last'] }>()

  /** @param keys the metrics to look at; all when there are none */
  constructor(client: Client, run_id: string, keys: readonly string[] = []) {
    this.#client = client
    this.#run_id = run_id
    this.#keys = new Set(keys)
  }

  /** What the run is now, and which metrics have a new value. @throws MlflowError */
  async look(): Promise<{ run: WireRun; curves: readonly Curve[]; changed: readonly Curve[] }> {
    const { run } = await this.#client.getRun({ run_id: this.#run_id })
    const changed: string[] = []
    const wanted = (run.data.metrics ?? []).filter(({ key }) => this.#keys.size === 0 || this.#keys.has(key))
    for (const metric of wanted) {
      const last = { value: numberOf(metric.value), step: Number(metric.step ?? 0), timestamp: Number(metric.timestamp) }
      const known = this.#curves.get(metric.key)
      if (known && Object.entries(last).every(([name, value]) => Object.is(known.last[name as 'value'], value))) continue
      changed.push(metric.key)
      if (known) this.#curves.set(metric.key, { values: [...known.values, last.value], last })
      else this.#curves.set(metric.key, { values: await this.#history(metric.key, last.value), last })
    }
    const curves = [...this.#curves].map(([key, curve]) => ({ key, ...curve }))
    return { run, curves, changed: curves.filter(({ key }) => changed.includes(key)) }
  }

  async #history(metric_key: string, last: number): Promise<number[]> {
    const { metrics = [] } = await this.#client.getMetricHistoryBulkInterval({ run_ids: [this.#run_id], metric_key, max_results: POINTS })
    const values = metrics.map(({ value }) => numberOf(value))
    return values.length > 0 ? values : [last]
  }
}
