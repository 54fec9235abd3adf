import type { Run, RunInfo, RunInputs } from '@tailrace/contract'
import type { OnTheWire } from './client.ts'

/** A run that a search found. */
export interface FoundRun {
  readonly info: OnTheWire<RunInfo>
  /** The newest value of each metric; NaN is a number here. */
  readonly metrics: Readonly<Record<string, number>>
  readonly params: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
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
