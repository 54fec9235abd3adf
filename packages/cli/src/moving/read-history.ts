import type { Run } from '@tailrace/contract'
import { type Client, pages } from '@tailrace/sdk'
import type { MovedPoint } from '@tailrace/store'
import type { MovedItem, OnProblem } from './source.ts'

type PointsItem = Extract<MovedItem, { kind: 'points' }>

/** Points that the bulk endpoint answers at most, over all its runs. */
const BULK = 25_000
/** Points of one request for one run. */
const PAGE = 10_000
/** Requests at a time. */
const PARALLEL = 4

/**
 * Reads the histories of some runs: where they are short, one request a metric for all of them. Long ones are read page by page when
 * their run's turn comes.
 * @returns what gives the points of one of these runs
 */
export async function pointsOf(
  client: Client,
  runs: readonly Run[],
  onProblem: OnProblem,
): Promise<(run: Run) => AsyncGenerator<PointsItem, void, undefined>> {
  const owners = new Map<string, string[]>()
  for (const { info, data } of runs) {
    for (const { key } of data.metrics ?? []) {
      const list = owners.get(key)
      if (list) list.push(info.run_id)
      else owners.set(key, [info.run_id])
    }
  }
  const known = new Map<string, MovedPoint[]>()
  const waiting = [...owners]
  const next = async (): Promise<void> => {
    for (let one = waiting.pop(); one; one = waiting.pop()) await readBulk(client, ...one, known)
  }
  await Promise.all(Array.from({ length: PARALLEL }, next))
  return async function* ({ info: { run_id }, data }) {
    for (const { key } of data.metrics ?? []) {
      const points = known.get(placeOf(run_id, key))
      if (points) yield { kind: 'points', run_id, key, points }
      else yield* paged(client, run_id, key, onProblem)
    }
  }
}

const placeOf = (run: string, key: string): string => `${run}/${key}`

/** Where it is not known whether everything has arrived, nothing is kept. */
async function readBulk(client: Client, key: string, runs: readonly string[], known: Map<string, MovedPoint[]>): Promise<void> {
  if (runs.length < 2) return
  try {
    const { metrics } = await client.getMetricHistoryBulk({ run_id: [...runs], metric_key: key, max_results: BULK })
    if (metrics.length >= BULK) return
    for (const run of runs) known.set(placeOf(run, key), [])
    for (const { run_id, timestamp, value, step } of metrics) known.get(placeOf(run_id, key))?.push([timestamp, value, step])
  } catch {
    // MLflow's answer is no JSON when a value is NaN: each run is read on its own then, and says what is wrong.
  }
}

async function* paged(
  client: Client,
  run_id: string,
  metric_key: string,
  onProblem: OnProblem,
): AsyncGenerator<PointsItem, void, undefined> {
  try {
    for await (const { metrics = [] } of pages(client.getMetricHistory, { run_id, metric_key, max_results: PAGE })) {
      const points = metrics.map(({ timestamp, value, step }): MovedPoint => [timestamp, value, step])
      if (points.length > 0) yield { kind: 'points', run_id, key: metric_key, points }
    }
  } catch (error) {
    onProblem(`points of '${metric_key}' of run ${run_id}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
