import type { Run } from '@tailrace/contract'
import type { Client } from '@tailrace/sdk'
import type { DirectStore, MovedPoint, RunCounts } from '@tailrace/store'
import type { MovedItem, OnProblem } from './source.ts'

/** Runs that are read back whole. */
const SAMPLES = 20
/** Runs that are counted with one query each. */
const COUNTED = 500

interface Sample {
  readonly run: Run
  /** Some points of one of its metrics. */
  points?: { key: string; points: readonly MovedPoint[] }
}

/** Remembers what passes by, and looks afterwards whether it arrived: counts of every run, and some runs value by value. */
export class Verification {
  readonly #expected = new Map<string, RunCounts>()
  readonly #samples = new Map<string, Sample>()

  /** Runs that passed by. */
  get size(): number {
    return this.#expected.size
  }

  /** Remembers an item. */
  note(item: MovedItem): void {
    if (item.kind === 'run') this.#noteRun(item.run)
    else if (item.kind === 'points') {
      const expected = this.#expected.get(item.run_id)
      if (expected) expected.points += item.points.length
      const sample = this.#samples.get(item.run_id)
      if (sample) sample.points = item
    }
  }

  #noteRun(run: Run): void {
    const id = run.info.run_id
    this.#expected.set(id, {
      params: run.data.params?.length ?? 0,
      tags: run.data.tags?.length ?? 0,
      points: 0,
      inputs: (run.inputs?.dataset_inputs?.length ?? 0) + (run.inputs?.model_inputs?.length ?? 0),
      outputs: run.outputs?.model_outputs?.length ?? 0,
    })
    // Every run has the same chance to be among the samples (reservoir sampling).
    if (this.#samples.size < SAMPLES) this.#samples.set(id, { run })
    else if (Math.random() < SAMPLES / this.#expected.size) {
      const victims = [...this.#samples.keys()]
      this.#samples.delete(victims[Math.floor(Math.random() * SAMPLES)] ?? '')
      this.#samples.set(id, { run })
    }
  }

  /** Counts in the database what each run has there; fewer than came by is told. Runs that were told as left out are missing too. */
  async count(store: DirectStore, onProblem: OnProblem): Promise<void> {
    const { countRuns } = await import('@tailrace/store')
    const ids = [...this.#expected.keys()]
    for (let at = 0; at < ids.length; at += COUNTED) {
      const some = ids.slice(at, at + COUNTED)
      const counts = await store.snapshot((db) => countRuns(db, some))
      for (const id of some) {
        const [expected, found] = [this.#expected.get(id), counts.get(id)]
        if (!expected) continue
        const lines = found ? shortages(expected, found) : ['it is not there']
        if (lines.length > 0) onProblem(`run ${id}: ${lines.join(', ')}`)
      }
    }
  }

  /**
   * Reads some runs back through the interface and compares them value by value. Answers how many.
   * @param idOf the id that a run has there, undefined when it was told as left out
   */
  async compare(client: Client, onProblem: OnProblem, idOf: (id: string) => string | undefined = (id) => id): Promise<number> {
    let compared = 0
    for (const [id, { run, points }] of this.#samples) {
      const run_id = idOf(id)
      if (run_id === undefined) continue
      try {
        const { run: found } = await client.getRun({ run_id })
        const different = [...differences(run, found as Run), ...(points ? await missingPoints(client, run_id, points) : [])]
        if (different.length > 0) onProblem(`run ${run_id}: ${different.join(', ')} differ from the source`)
        compared++
      } catch (error) {
        onProblem(`run ${run_id} cannot be read back: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return compared
  }
}

/** Tags that say other ids at another server. */
const OWN_TAGS = /^(mlflow\.parentRunId|tailrace\.source_\w+)$/

function shortages(expected: RunCounts, found: RunCounts): string[] {
  return (Object.keys(expected) as (keyof RunCounts)[])
    .filter((what) => found[what] < expected[what])
    .map((what) => `${found[what]} of ${expected[what]} ${what} are there`)
}

/** Names of what a run lacks or has otherwise. It may have more: what others wrote since. */
function differences(expected: Run, found: Run): string[] {
  const pairs = (items: readonly { key: string; value: string }[] = []) => new Map(items.map(({ key, value }) => [key, value]))
  const lacks = (
    what: string,
    from: readonly { key: string; value: string }[] = [],
    to: readonly { key: string; value: string }[] = [],
  ) => {
    const there = pairs(to)
    return from.filter(({ key, value }) => !OWN_TAGS.test(key) && there.get(key) !== value).map(({ key }) => `${what} '${key}'`)
  }
  const fields = (['status', 'start_time', 'end_time', 'run_name', 'lifecycle_stage'] as const).filter(
    (field) => (expected.info[field] || undefined) !== (found.info[field] || undefined),
  )
  return [...fields, ...lacks('param', expected.data.params, found.data.params), ...lacks('tag', expected.data.tags, found.data.tags)]
}

const LARGEST = Number.MAX_VALUE
const identityOf = (timestamp: unknown, value: unknown, step: unknown): string => {
  const number = Number(value)
  const stored = number === Infinity ? LARGEST : number === -Infinity ? -LARGEST : number
  return `${String(timestamp)} ${stored} ${String(step)}`
}

async function missingPoints(client: Client, run_id: string, { key, points }: NonNullable<Sample['points']>): Promise<string[]> {
  const { metrics = [] } = await client.getMetricHistory({ run_id, metric_key: key })
  const there = new Set(metrics.map(({ timestamp, value, step }) => identityOf(timestamp, value, step)))
  return points.every(([timestamp, value, step]) => there.has(identityOf(timestamp, value, step))) ? [] : [`points of '${key}'`]
}
