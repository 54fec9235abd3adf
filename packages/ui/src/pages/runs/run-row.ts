import type { ChildMetric, QueriedRun } from '@tailrace/contract'
import type { OnTheWire } from '../../api/on-the-wire.ts'
import type { WireNumber } from '../../format.ts'
import { type Shown, shownKey } from '../../table/shown-value.ts'

type WireRun = OnTheWire<QueriedRun>

/** The latest point of a metric. */
export interface Latest {
  value: WireNumber
  step: number
  timestamp: number
}

/** A run as a row shows it: its lists as maps, since keys may be any text. */
export interface RunRow {
  readonly id: string
  readonly name: string
  readonly info: WireRun['info']
  readonly params: ReadonlyMap<string, string>
  readonly metrics: ReadonlyMap<string, Latest>
  /** Extremes that were asked for, by `shownKey`. */
  readonly extremes: ReadonlyMap<string, Latest>
  readonly tags: ReadonlyMap<string, string>
  readonly datasets: readonly { name: string; digest: string; context: string }[]
  /** Ids of logged models that it used or made. */
  readonly models: readonly string[]
  readonly children: number
  /** Place in its experiment in order of creation, from 0. */
  readonly ordinal: number | undefined
  /** What the runs nested in it have of the metrics shown. */
  readonly childMetrics: ReadonlyMap<string, OnTheWire<ChildMetric>>
  /** What it was made of, to see whether it has changed. */
  readonly text: string
}

/** Makes the row of a run; `before` comes back when nothing has changed, so that it is not drawn again. */
export function rowOf(run: WireRun, before?: RunRow): RunRow {
  const text = JSON.stringify(run)
  if (before?.text === text) return before
  const { info, data, inputs, outputs } = run
  return {
    id: info.run_id,
    name: info.run_name || info.run_id,
    info,
    params: new Map(data.params?.map(({ key, value }) => [key, value])),
    metrics: new Map(data.metrics?.map(({ key, value, step, timestamp }) => [key, { value, step, timestamp }])),
    extremes: new Map(
      run.extremes?.map(({ value, step, timestamp, ...which }) => [shownKey(which.key, which), { value, step, timestamp }]),
    ),
    tags: new Map(data.tags?.map(({ key, value }) => [key, value])),
    datasets: (inputs?.dataset_inputs ?? []).map(({ dataset, tags }) => ({
      name: dataset.name,
      digest: dataset.digest,
      context: tags?.find(({ key }) => key === 'mlflow.data.context')?.value ?? '',
    })),
    models: [...new Set([...(outputs?.model_outputs ?? []), ...(inputs?.model_inputs ?? [])].map(({ model_id }) => model_id))],
    children: run.child_count ?? 0,
    ordinal: run.ordinal,
    childMetrics: new Map(run.child_metrics?.map((metric) => [metric.key, metric])),
    text,
  }
}

/** How long a run took so far, in ms; undefined when it never started. */
export const tookOf = ({ info }: RunRow, now = Date.now()): number | undefined =>
  info.start_time > 0 ? (info.end_time ?? (info.status === 'RUNNING' ? now : undefined) ?? NaN) - info.start_time : undefined

/** The point of a run that a metric's column shows. */
export const pointIn = (row: RunRow, { key, shown }: { key: string; shown?: Shown | undefined }): Latest | undefined =>
  shown ? row.extremes.get(shownKey(key, shown)) : row.metrics.get(key)
