import type { Metric } from '@tailrace/contract'

/** The latest point of each metric and dataset, by step, then time; in the order in which the metrics first come. */
export function latestOf(points: readonly Metric[]): Metric[] {
  const latest = new Map<string, Metric>()
  for (const point of points) {
    const key = JSON.stringify([point.key, point.dataset_name, point.dataset_digest])
    const known = latest.get(key)
    if (!known || isLater(point, known)) latest.set(key, point)
  }
  return [...latest.values()]
}

const isLater = (a: Metric, b: Metric): boolean => a.step > b.step || (a.step === b.step && a.timestamp > b.timestamp)
