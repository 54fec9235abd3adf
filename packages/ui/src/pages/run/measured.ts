import type { LoggedModel, Metric, Run } from '@tailrace/contract'

/** What a metric of a run tells of: a logged model, and the dataset that it was measured on where one was named. */
export interface Measured {
  model: LoggedModel
  dataset_name?: string | undefined
  dataset_digest?: string | undefined
}

/** Where a point stands in time, for sorting newest first. */
const byAge = (a: Metric, b: Metric): number => Number(b.step) - Number(a.step) || Number(b.timestamp) - Number(a.timestamp)

/**
 * Models and datasets that a run measured, by metric, those of the newest points first. The metrics of runs come without them, the models'
 * own points with their run.
 */
export function measuredIn({ info }: Run, models: readonly LoggedModel[]): Map<string, Measured[]> {
  // A run may use a model that it made.
  const distinct = [...new Map(models.map((model) => [model.info.model_id, model])).values()]
  const points = distinct
    .flatMap((model) => (model.data.metrics ?? []).map((point) => ({ model, point })))
    .filter(({ point }) => point.run_id === info.run_id)
    .toSorted((a, b) => byAge(a.point, b.point))
  const found = new Map<string, Map<string, Measured>>()
  for (const { model, point } of points) {
    const { key, dataset_name, dataset_digest } = point
    const ofKey = found.get(key) ?? new Map<string, Measured>()
    const pair = JSON.stringify([model.info.model_id, dataset_name, dataset_digest])
    if (!ofKey.has(pair)) ofKey.set(pair, { model, dataset_name, dataset_digest })
    found.set(key, ofKey)
  }
  return new Map([...found].map(([key, pairs]) => [key, [...pairs.values()]]))
}
