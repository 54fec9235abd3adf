import type { Experiment, LoggedModel, ModelVersion, RegisteredModel, Run, WireDouble } from '@tailrace/contract'

/** Points of one metric of a run, in the order in which they were logged: timestamp (ms since the epoch), value, step. */
export type MovedPoint = readonly [timestamp: number | bigint, value: WireDouble, step: number | bigint]

/**
 * What moves between places, one thing at a time, as the wire shows it, with ids and times. An experiment comes before its runs, a run
 * before its points and before the logged models that name it, a registered model before its versions.
 */
export type MovedRecord =
  | { readonly kind: 'experiment'; readonly experiment: Experiment }
  /** `metrics` of its data are the latest values and are not written: points say all. `deleted_time` is ms since the epoch. */
  | { readonly kind: 'run'; readonly run: Run; readonly deleted_time?: number | bigint | null }
  | { readonly kind: 'points'; readonly run_id: string; readonly key: string; readonly points: readonly MovedPoint[] }
  | { readonly kind: 'logged_model'; readonly model: LoggedModel }
  | { readonly kind: 'registered_model'; readonly registered_model: RegisteredModel }
  /** `storage_location` is where the files lie when the source is only a name for that. */
  | { readonly kind: 'model_version'; readonly model_version: ModelVersion; readonly storage_location?: string }

/** How much there is of each kind. */
export interface Tally {
  experiments: number
  runs: number
  params: number
  tags: number
  points: number
  inputs: number
  outputs: number
  logged_models: number
  registered_models: number
  model_versions: number
}

/** A tally of nothing. */
export const noTally = (): Tally => ({
  experiments: 0,
  runs: 0,
  params: 0,
  tags: 0,
  points: 0,
  inputs: 0,
  outputs: 0,
  logged_models: 0,
  registered_models: 0,
  model_versions: 0,
})
