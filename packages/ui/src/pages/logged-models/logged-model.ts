import { natural } from '../../natural.ts'
import { type LoggedModel, type Metric, type PrimaryKey, rankMetrics, rankParams } from '@tailrace/contract'
import { type WireNumber, toNumber } from '../../format.ts'

/** A registered model version that a logged model became. */
export interface RegisteredAs {
  name: string
  version: string
}

/** The versions that were made of a logged model, as the server notes them in a tag. */
export function registeredAs({ info }: LoggedModel): RegisteredAs[] {
  const text = info.tags?.find(({ key }) => key === 'mlflow.modelVersions')?.value
  try {
    const list: unknown = JSON.parse(text ?? '[]')
    if (!Array.isArray(list)) return []
    const versions = list.flatMap((each: unknown) => {
      const { name, version } = (each ?? {}) as { name?: unknown; version?: unknown }
      return typeof name === 'string' && version !== undefined ? [{ name, version: String(version) }] : []
    })
    // The client notes what the server has noted already, once as a number and once as a text.
    return [...new Map(versions.map((each) => [`${each.name}/${each.version}`, each])).values()]
  } catch {
    return []
  }
}

/** Whether one point of a metric is newer than another: by step, then by time. */
const isNewer = (a: Metric, b: Metric): boolean =>
  Number(a.step) > Number(b.step) || (Number(a.step) === Number(b.step) && Number(a.timestamp) >= Number(b.timestamp))

const newestBy = (metrics: readonly Metric[], keyOf: (metric: Metric) => string): Metric[] => {
  const newest = new Map<string, Metric>()
  for (const metric of metrics) {
    const known = newest.get(keyOf(metric))
    if (!known || isNewer(metric, known)) newest.set(keyOf(metric), metric)
  }
  return [...newest.values()]
}

/** The newest value of each metric. */
export const latestMetrics = ({ data }: LoggedModel): Map<string, WireNumber> =>
  new Map(newestBy(data.metrics ?? [], ({ key }) => key).map(({ key, value }) => [key, value]))

/** The newest value of each metric on each dataset by each run; metrics that matter most first. */
export function metricRows({ data }: LoggedModel, primary?: PrimaryKey): Metric[] {
  const rows = newestBy(data.metrics ?? [], ({ key, dataset_name, dataset_digest, run_id }) =>
    JSON.stringify([key, dataset_name, dataset_digest, run_id]),
  )
  const keys = rankMetrics([...new Set(rows.map(({ key }) => key))].toSorted(natural), primary)
  const place = new Map(keys.map((key, at) => [key, at]))
  return rows.toSorted((a, b) => (place.get(a.key) ?? 0) - (place.get(b.key) ?? 0) || natural(a.dataset_name ?? '', b.dataset_name ?? ''))
}

/** Names of the datasets that a model was measured on. */
export const datasetsOf = ({ data }: LoggedModel): string[] =>
  [...new Set((data.metrics ?? []).flatMap(({ dataset_name }) => dataset_name ?? []))].toSorted()

/** Columns that models have beside their attributes: `metrics.x`, `params.x`; those that matter most first, of these the ones of most models. */
export function valueColumns(models: readonly LoggedModel[], primary?: PrimaryKey): string[] {
  const metrics = new Map<string, number>()
  const params = new Map<string, number>()
  const add = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1)
  for (const model of models) {
    for (const key of latestMetrics(model).keys()) add(metrics, key)
    for (const { key } of model.data.params ?? []) add(params, key)
  }
  const byCount = (counts: ReadonlyMap<string, number>): string[] =>
    [...counts].toSorted(([a, m], [b, n]) => n - m || natural(a, b)).map(([key]) => key)
  return [
    ...rankMetrics(byCount(metrics), primary).map((key) => `metrics.${key}`),
    ...rankParams(byCount(params)).map((key) => `params.${key}`),
  ]
}

/** The columns of a first look: the four metrics that matter most, then up to four params that vary. */
export function firstColumns(models: readonly LoggedModel[], primary?: PrimaryKey): string[] {
  const all = valueColumns(models, primary)
  const values = (key: string): Set<string | undefined> =>
    new Set(models.map(({ data }) => data.params?.find((param) => param.key === key)?.value))
  const params = all.filter((id) => id.startsWith('params.') && values(id.slice(7)).size > 1)
  return [...all.filter((id) => id.startsWith('metrics.')).slice(0, 4), ...params.slice(0, 4)]
}

/** Value of a column for sorting and showing: a number of a metric, a text of a param. */
export function columnValue(model: LoggedModel, id: string): WireNumber | undefined {
  if (id.startsWith('metrics.')) return latestMetrics(model).get(id.slice(8))
  return model.data.params?.find(({ key }) => key === id.slice(7))?.value
}

/** Whether a text is a number, so that it stands at the right. */
export const isNumeric = (value: WireNumber | undefined): boolean => value !== undefined && value !== '' && !Number.isNaN(toNumber(value))
