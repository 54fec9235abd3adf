import { natural } from '../../natural.ts'
import type { LoggedModel, Metric } from '@tailrace/contract'
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

/** The newest value of each metric on each dataset by each run, by name. */
export const metricRows = ({ data }: LoggedModel): Metric[] =>
  newestBy(data.metrics ?? [], ({ key, dataset_name, dataset_digest, run_id }) =>
    JSON.stringify([key, dataset_name, dataset_digest, run_id]),
  ).toSorted((a, b) => natural(a.key, b.key) || natural(a.dataset_name ?? '', b.dataset_name ?? ''))

/** Names of the datasets that a model was measured on. */
export const datasetsOf = ({ data }: LoggedModel): string[] =>
  [...new Set((data.metrics ?? []).flatMap(({ dataset_name }) => dataset_name ?? []))].toSorted()

/** READY for LOGGED_MODEL_READY. */
export const statusWord = (status: string): string =>
  status
    .replace(/^LOGGED_MODEL_/, '')
    .toLowerCase()
    .replaceAll('_', ' ')

/** Columns that models have beside their attributes: `metrics.x`, `params.x`; the ones of most models first. */
export function valueColumns(models: readonly LoggedModel[]): string[] {
  const counts = new Map<string, number>()
  const add = (id: string): Map<string, number> => counts.set(id, (counts.get(id) ?? 0) + 1)
  for (const model of models) {
    for (const key of latestMetrics(model).keys()) add(`metrics.${key}`)
    for (const { key } of model.data.params ?? []) add(`params.${key}`)
  }
  return [...counts].toSorted(([a, m], [b, n]) => n - m || natural(a, b)).map(([id]) => id)
}

/** The columns of a first look: four metrics that most have, then up to four params that vary. */
export function firstColumns(models: readonly LoggedModel[]): string[] {
  const all = valueColumns(models)
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
