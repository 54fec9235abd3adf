import type { Run } from '@tailrace/contract'
import type { Client } from '@tailrace/sdk'
import type { DirectStore, MovedPoint, RunCounts } from '@tailrace/store'
import { BULK_POINTS, BULK_RUNS, type PointText, countPoints, historyTexts, pointText } from './history-text.ts'
import type { MovedItem, OnProblem, ReadAgain } from './source.ts'

/** Runs that are read back whole. */
const SAMPLES = 20
/** Metrics of such a run whose points are compared one by one. */
const SAMPLE_METRICS = 10
/** Points up to which a metric is compared so. */
const SAMPLE_POINTS = 50_000
/** Runs that are counted with one query each. */
const COUNTED = 500

interface Sample {
  readonly run: Run
  readonly histories: Map<string, PointText[]>
}

/** Points that passed by, by metric, and the other things that a run has. */
interface Expected extends RunCounts {
  readonly metrics: Map<string, number>
}

/** A run at the target. */
export interface TargetRun {
  readonly run_id: string
  /** It was there before the move, so that it may have more than the source: what others wrote since. */
  readonly existed: boolean
}

/** Remembers what passes by, and looks afterwards whether it arrived: counts of every run, and some runs value by value. */
export class Verification {
  readonly #expected = new Map<string, Expected>()
  readonly #samples = new Map<string, Sample>()

  /** Runs that passed by. */
  get size(): number {
    return this.#expected.size
  }

  /** Remembers an item. */
  note(item: MovedItem): void {
    if (item.kind === 'run') this.#noteRun(item.run)
    else if (item.kind === 'points') this.#notePoints(item)
  }

  #notePoints({ run_id, key, points }: Extract<MovedItem, { kind: 'points' }>): void {
    const expected = this.#expected.get(run_id)
    if (expected) {
      expected.points += points.length
      expected.metrics.set(key, (expected.metrics.get(key) ?? 0) + points.length)
    }
    const histories = this.#samples.get(run_id)?.histories
    const known = histories?.get(key) ?? []
    if (!histories || (histories.size >= SAMPLE_METRICS && known.length === 0) || known.length > SAMPLE_POINTS) return
    histories.set(key, [...known, ...points.map(textOf)])
  }

  #noteRun(run: Run): void {
    const id = run.info.run_id
    this.#expected.set(id, {
      params: run.data.params?.length ?? 0,
      tags: run.data.tags?.length ?? 0,
      points: 0,
      inputs: (run.inputs?.dataset_inputs?.length ?? 0) + (run.inputs?.model_inputs?.length ?? 0),
      outputs: run.outputs?.model_outputs?.length ?? 0,
      metrics: new Map(),
    })
    // Every run has the same chance to be among the samples (reservoir sampling).
    if (this.#samples.size < SAMPLES) this.#samples.set(id, { run, histories: new Map() })
    else if (Math.random() < SAMPLES / this.#expected.size) {
      const victims = [...this.#samples.keys()]
      this.#samples.delete(victims[Math.floor(Math.random() * SAMPLES)] ?? '')
      this.#samples.set(id, { run, histories: new Map() })
    }
  }

  /**
   * Counts in the database what each run has there. Another number is a problem, but for what others may have added to a run that was there
   * before. Runs that were reported as left out are missing too.
   */
  async count(store: DirectStore, onProblem: OnProblem, existed: ReadonlySet<string>): Promise<void> {
    const { countRuns } = await import('@tailrace/store')
    const ids = [...this.#expected.keys()]
    for (let at = 0; at < ids.length; at += COUNTED) {
      const some = ids.slice(at, at + COUNTED)
      const counts = await store.snapshot((db) => countRuns(db, some))
      for (const id of some) {
        const [expected, found] = [this.#expected.get(id), counts.get(id)]
        if (!expected) continue
        const lines = found ? miscounts(expected, found, existed.has(id)) : ['it is not there']
        if (lines.length > 0) onProblem(`run ${id}: ${lines.join(', ')}`)
      }
    }
  }

  /**
   * Counts at a server the points of every metric of the runs that were sent.
   * @param targetOf the run there, undefined when nothing was sent
   */
  async countAt(client: Client, onProblem: OnProblem, targetOf: (id: string) => TargetRun | undefined): Promise<void> {
    const byKey = new Map<string, Map<string, { expected: number; existed: boolean }>>()
    for (const [id, { metrics }] of this.#expected) {
      const target = targetOf(id)
      if (!target) continue
      for (const [key, expected] of metrics) {
        const runs = byKey.get(key) ?? new Map<string, { expected: number; existed: boolean }>()
        byKey.set(key, runs.set(target.run_id, { expected, existed: target.existed }))
      }
    }
    for (const [key, runs] of byKey) {
      for (const some of countable(runs)) {
        const counts = await pointsAt(client, some, key)
        for (const run_id of some) {
          const [found, { expected = 0, existed = false } = {}] = [counts.get(run_id) ?? 0, runs.get(run_id)]
          if (found < expected || (found > expected && !existed))
            onProblem(`run ${run_id}: ${found} points of '${key}' are there, and the source has ${expected}`)
        }
      }
    }
  }

  /**
   * Reads some runs back through the interface and compares them value by value; points as text, so that no number type is in between.
   * @param again reads a history of the source by other means than the move did
   * @param targetOf the run there, undefined when it was reported as left out
   * @returns how many runs were compared
   */
  async compare(
    client: Client,
    onProblem: OnProblem,
    again: ReadAgain | undefined,
    targetOf: (id: string) => TargetRun | undefined,
  ): Promise<number> {
    let compared = 0
    for (const [id, { run, histories }] of this.#samples) {
      const target = targetOf(id)
      if (target === undefined) continue
      const { run_id } = target
      try {
        const { run: found } = await client.getRun({ run_id })
        const different = differences(run, found as Run)
        for (const [key, points] of histories) {
          if (points.length > SAMPLE_POINTS) continue
          const there = await historyTexts(client, run_id, key)
          const source = again && !target.existed ? await again(id, key) : undefined
          // A run that goes on has more in the source by now, but nothing else.
          if (!includesAll(there, points) || (source && !includesAll(source, there))) different.push(`points of '${key}'`)
        }
        if (different.length > 0) onProblem(`run ${run_id}: ${different.join(', ')} differ from the source`)
        compared++
      } catch (error) {
        onProblem(`run ${run_id} cannot be read back: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return compared
  }
}

const textOf = ([timestamp, value, step]: MovedPoint): PointText => pointText(timestamp, step, value)

/** Whether the first list holds each text of the second at least as often. */
function includesAll(list: readonly PointText[], wanted: readonly PointText[]): boolean {
  const counts = new Map<PointText, number>()
  for (const text of list) counts.set(text, (counts.get(text) ?? 0) + 1)
  return wanted.every((text) => {
    const left = (counts.get(text) ?? 0) - 1
    counts.set(text, left)
    return left >= 0
  })
}

/** Runs in groups that one request counts; a run with more points than that stands alone. */
function* countable(runs: ReadonlyMap<string, { expected: number }>): Generator<string[], void, undefined> {
  let group: string[] = []
  let points = 0
  for (const [run, { expected }] of runs) {
    if (group.length > 0 && (group.length >= BULK_RUNS || points + expected >= BULK_POINTS / 2)) {
      yield group
      group = []
      points = 0
    }
    group.push(run)
    points += expected
  }
  if (group.length > 0) yield group
}

async function pointsAt(client: Client, runs: readonly string[], key: string): Promise<Map<string, number>> {
  const counts = runs.length > 1 ? await countPoints(client, runs, key) : undefined
  if (counts) return counts
  const found = new Map<string, number>()
  for (const run of runs) found.set(run, (await historyTexts(client, run, key)).length)
  return found
}

/** Tags that say other ids at another server. */
const OWN_TAGS = /^(mlflow\.parentRunId|tailrace\.source_\w+)$/

function miscounts(expected: RunCounts, found: RunCounts, existed: boolean): string[] {
  return (['params', 'tags', 'points', 'inputs', 'outputs'] as const)
    .filter((what) => found[what] < expected[what] || (found[what] > expected[what] && !existed))
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
