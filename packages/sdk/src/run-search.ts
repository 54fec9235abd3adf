import type { Run, RunInfo, RunInputs } from '@tailrace/contract'
import type { OnTheWire } from './client.ts'

/**
 * A run that a search found.
 *
 * @example const losses = (await searchRuns()).map(({ info, metrics }: FoundRun) => [info.run_name, metrics['loss']])
 */
export interface FoundRun {
  /** Id, name, status, times in ms since the epoch. */
  readonly info: OnTheWire<RunInfo>
  /** The newest value of each metric; NaN is a number here. */
  readonly metrics: Readonly<Record<string, number>>
  /** Params by key. */
  readonly params: Readonly<Record<string, string>>
  /** Tags by key. */
  readonly tags: Readonly<Record<string, string>>
  /** Datasets and models that it used. */
  readonly inputs: OnTheWire<RunInputs>
}

/** The wire's run with its lists as records. */
export function foundRun({ info, data, inputs = {} }: OnTheWire<Run>): FoundRun {
  return {
    info,
    metrics: Object.fromEntries((data.metrics ?? []).map(({ key, value }) => [key, Number(value)])),
    params: Object.fromEntries((data.params ?? []).map(({ key, value }) => [key, value])),
    tags: Object.fromEntries((data.tags ?? []).map(({ key, value }) => [key, value])),
    inputs,
  }
}
