import type { LoggedModel } from '@tailrace/contract'
import { type Client, MlflowError, items } from '@tailrace/sdk'
import type { Places } from './places.ts'
import { SOURCE_MODEL } from './source-tags.ts'

const METRICS = 1000
/** Points of a history that one request reads. */
const HISTORY = 10_000

/** A logged model at the target. */
export interface ModelCopy {
  readonly model_id: string
  readonly artifact_uri: string
  readonly status: string
  /** Points that it has, as `pointName` says. */
  readonly points: ReadonlySet<string>
}

type ModelPoint = NonNullable<LoggedModel['data']['metrics']>[number]

/** What tells two points of a logged model apart. */
const pointName = ({ key, timestamp, step }: ModelPoint, run_id: string | undefined): string =>
  JSON.stringify([key, String(timestamp), String(step), run_id])

/** The logged models of an experiment of the target, by their own ids and by those that they had where they came from. */
export async function knownModels(client: Client, experiment_id: string): Promise<Map<string, ModelCopy>> {
  const known = new Map<string, ModelCopy>()
  for await (const { info, data } of items(client.searchLoggedModels, { experiment_ids: [experiment_id], max_results: 50 }, 'models')) {
    const points = new Set((data.metrics ?? []).map((point) => pointName(point, point.run_id)))
    const copy = { model_id: info.model_id, artifact_uri: info.artifact_uri, status: info.status, points }
    known.set(info.model_id, copy)
    const source = info.tags?.find(({ key }) => key === SOURCE_MODEL)?.value
    if (source !== undefined) known.set(source, copy)
  }
  return known
}

/** Copies a logged model with its params, tags and metrics; one that is there gets what it lacks. Answers whether it is new. */
export async function copyModel(
  client: Client,
  { info, data }: LoggedModel,
  experiment_id: string,
  known: ReadonlyMap<string, ModelCopy>,
  places: Places,
): Promise<{ copy: ModelCopy; isNew: boolean }> {
  const there = known.get(info.model_id)
  const copy = there ?? (await create(client, { info, data }, experiment_id, places))
  const from = { id: info.model_id, location: info.artifact_uri }
  places.add(from, { id: copy.model_id, location: copy.artifact_uri })
  const runs = Map.groupBy(data.metrics ?? [], ({ run_id = '' }) => places.id(run_id))
  for (const [run_id, points] of runs) {
    const missing = points.filter((point) => !copy.points.has(pointName(point, run_id)))
    if (run_id !== undefined && missing.length > 0) await sendPoints(client, copy.model_id, run_id, missing)
  }
  if (copy.status !== info.status && info.status !== 'LOGGED_MODEL_PENDING' && info.status !== 'LOGGED_MODEL_STATUS_UNSPECIFIED') {
    await client.finalizeLoggedModel({ model_id: copy.model_id, status: info.status })
  }
  return { copy, isNew: !there }
}

/** Links points of a run to a model. The run has them already: they are sent as it has them, so that none is new to it. */
async function sendPoints(client: Client, model_id: string, run_id: string, points: readonly ModelPoint[]): Promise<void> {
  const nans = await nansOf(client, run_id, points)
  const metrics = points.map(({ run_id: _old, model_id: _model, value, ...point }) => ({
    ...point,
    value: nans.has(pointName({ ...point, value }, run_id)) ? Number.NaN : (value as number),
    model_id,
  }))
  const isDeleted = (await client.getRun({ run_id })).run.info.lifecycle_stage === 'deleted'
  if (isDeleted) await client.restoreRun({ run_id })
  for (let at = 0; at < metrics.length; at += METRICS) await client.logBatch({ run_id, metrics: metrics.slice(at, at + METRICS) })
  if (isDeleted) await client.deleteRun({ run_id })
}

/** Names of points that are NaN in their run: a logged model says 0 for them. */
async function nansOf(client: Client, run_id: string, points: readonly ModelPoint[]): Promise<Set<string>> {
  const nans = new Set<string>()
  for (const metric_key of new Set(points.filter(({ value }) => Number(value) === 0).map(({ key }) => key))) {
    const zeros = new Set<string>()
    for await (const point of items(client.getMetricHistory, { run_id, metric_key, max_results: HISTORY }, 'metrics')) {
      const name = pointName(point, run_id)
      if (point.value === 'NaN') nans.add(name)
      if (Number(point.value) === 0) zeros.add(name)
    }
    for (const name of zeros) nans.delete(name)
  }
  return nans
}

async function create(client: Client, { info, data }: LoggedModel, experiment_id: string, places: Places): Promise<ModelCopy> {
  const source = info.source_run_id ? places.id(info.source_run_id) : undefined
  const { model } = await client.createLoggedModel({
    experiment_id,
    name: info.name,
    ...(info.model_type && { model_type: info.model_type }),
    ...(source !== undefined && { source_run_id: source }),
    params: data.params ?? [],
    tags: [...(info.tags ?? []).filter(({ key }) => key !== SOURCE_MODEL), { key: SOURCE_MODEL, value: info.model_id }],
  })
  return { model_id: model.info.model_id, artifact_uri: model.info.artifact_uri, status: model.info.status, points: new Set() }
}

/** Whether a refusal says that the thing is not there. */
export const isAbsent = (error: unknown): boolean => error instanceof MlflowError && [404, 405, 501].includes(error.status)
