import type { Run } from '@tailrace/contract'
import type { Db, SqlValue } from '../database.ts'
import { isOneText } from '../dialect.ts'
import { isLater, POINT, UPSERT_LATEST } from '../metrics/write.ts'
import { storedValue } from '../metrics/stored-value.ts'
import { DATASET } from '../runs/log-inputs.ts'
import { LINK, newId } from '../runs/log-outputs.ts'
import type { MovedPoint, MovedRecord } from './records.ts'

/** A run with the number of the experiment that it goes to. */
export interface RunToTake {
  readonly record: Extract<MovedRecord, { kind: 'run' }>
  readonly experiment_id: number | bigint
}

/** Points of one metric. */
export type PointsToTake = Extract<MovedRecord, { kind: 'points' }>

const RUN = [
  'run_uuid text',
  'name text',
  'source_type text',
  'source_name text',
  'entry_point_name text',
  'user_id text',
  'status text',
  'start_time bigint',
  'end_time bigint',
  'source_version text',
  'lifecycle_stage text',
  'artifact_uri text',
  'experiment_id integer',
  'deleted_time bigint',
]

/** What of a run may change after it was taken in. */
const CHANGING = ['name', 'status', 'end_time', 'lifecycle_stage']
const UPDATE_RUN = `on conflict (run_uuid) do update set ${[...CHANGING, 'deleted_time'].map((column) => `${column} = excluded.${column}`).join(', ')}
  where ${CHANGING.map((column) => `runs.${column} is distinct from excluded.${column}`).join(' or ')}`

/**
 * Takes runs in with their ids and times, params, tags, datasets and links to models; a constant number of statements. Runs that are there
 * stay as they are, what they lack is added; with `update` their state and their tags become those of the source.
 * @returns how many runs were written or changed
 */
export async function takeRuns(db: Db, runs: readonly RunToTake[], update: boolean): Promise<number> {
  const written = await db.insertRows('runs', RUN, runs.map(rowOf), update ? UPDATE_RUN : 'on conflict do nothing')
  const rows = (of: (run: Run) => SqlValue[][]): SqlValue[][] => runs.flatMap(({ record }) => of(record.run))
  const text = ['key text', 'value text', 'run_uuid text']
  await db.insertRows(
    'params',
    text,
    rows(({ info, data }) => (data.params ?? []).map(({ key, value }) => [key, value, info.run_id])),
    'on conflict do nothing',
  )
  await db.insertRows(
    'tags',
    text,
    rows(({ info, data }) => (data.tags ?? []).map(({ key, value }) => [key, value, info.run_id])),
    update
      ? 'on conflict (key, run_uuid) do update set value = excluded.value where tags.value is distinct from excluded.value'
      : 'on conflict do nothing',
  )
  await takeDatasets(db, runs)
  const links = rows(({ info: { run_id }, inputs, outputs }) => [
    ...(inputs?.model_inputs ?? []).map(({ model_id }) => [newId(), 'RUN_INPUT', run_id, 'MODEL_INPUT', model_id, 0]),
    ...(outputs?.model_outputs ?? []).map(({ model_id, step }) => [newId(), 'RUN_OUTPUT', run_id, 'MODEL_OUTPUT', model_id, step]),
  ])
  await db.insertRows('inputs', LINK, links, 'on conflict do nothing')
  return written
}

/** Those of the ids that a run has here. */
export async function existingRuns(db: Db, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const rows = await db.all<{ run_uuid: string }>(`select run_uuid from runs where run_uuid ${isOneText(db)}`, [JSON.stringify(ids)])
  return rows.map(({ run_uuid }) => run_uuid)
}

function rowOf({ record: { run, deleted_time }, experiment_id }: RunToTake): SqlValue[] {
  const { run_id, run_name, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri } = run.info
  const deleted = lifecycle_stage === 'deleted' ? (deleted_time ?? end_time ?? start_time) : null
  const [name, end, uri] = [run_name ?? '', end_time ?? null, artifact_uri ?? '']
  return [run_id, name, 'UNKNOWN', '', '', user_id, status, start_time, end, '', lifecycle_stage, uri, experiment_id, deleted]
}

/** Takes points in; those that are there are left out. The latest value of each metric moves on. Three statements at most. */
export async function takePoints(db: Db, series: readonly PointsToTake[]): Promise<void> {
  const rows: SqlValue[][] = []
  const latest = new Map<string, SqlValue[]>()
  for (const { run_id, key, points } of series) {
    for (const point of points) {
      const row = pointRow(run_id, key, point)
      rows.push(row)
      const place = `${run_id}/${key}`
      const known = latest.get(place)
      if (!known || isLater(row, known)) latest.set(place, row)
    }
  }
  await db.insertRows('metrics', POINT, rows, 'on conflict do nothing')
  await db.insertRows('latest_metrics', POINT, [...latest.values()], UPSERT_LATEST)
}

function pointRow(runId: string, key: string, [timestamp, wire, step]: MovedPoint): SqlValue[] {
  const { value, is_nan } = storedValue(Number(wire))
  return [key, value, timestamp, step, is_nan, runId]
}

const identityOf = (experiment: number | bigint | string, name: string, digest: string): string =>
  JSON.stringify([String(experiment), name, digest])

async function takeDatasets(db: Db, runs: readonly RunToTake[]): Promise<void> {
  const inputs = runs.flatMap(({ record: { run }, experiment_id }) =>
    (run.inputs?.dataset_inputs ?? []).map((input) => ({ ...input, experiment_id, run_id: run.info.run_id })),
  )
  if (inputs.length === 0) return
  await db.insertRows(
    'datasets',
    DATASET,
    inputs.map(({ experiment_id, dataset: { name, digest, source_type, source, schema, profile } }) => [
      newId(),
      experiment_id,
      name,
      digest,
      source_type,
      source,
      schema ?? null,
      profile ?? null,
    ]),
    'on conflict (experiment_id, name, digest) do nothing',
  )
  const found = await db.all<{ dataset_uuid: string; experiment_id: number | bigint; name: string; digest: string }>(
    `select dataset_uuid, experiment_id, name, digest from datasets where name ${isOneText(db)} and digest ${isOneText(db)}`,
    [JSON.stringify(inputs.map(({ dataset }) => dataset.name)), JSON.stringify(inputs.map(({ dataset }) => dataset.digest))],
  )
  const ids = new Map(found.map((row) => [identityOf(row.experiment_id, row.name, row.digest), row.dataset_uuid]))
  const links = inputs.map(({ experiment_id, dataset, run_id, tags = [] }) => ({
    id: newId(),
    dataset: ids.get(identityOf(experiment_id, dataset.name, dataset.digest)) ?? '',
    run_id,
    tags,
  }))
  const rows = links.map(({ id, dataset, run_id }) => [id, 'DATASET', dataset, 'RUN', run_id, 0])
  await db.insertRows('inputs', LINK, rows, 'on conflict do nothing')
  await takeInputTags(db, links)
}

/** Writes the tags of those links that are new: a link that was there has its own. */
async function takeInputTags(db: Db, links: readonly { id: string; tags: readonly { key: string; value: string }[] }[]): Promise<void> {
  const found = await db.all<{ input_uuid: string }>(`select input_uuid from inputs where input_uuid ${isOneText(db)}`, [
    JSON.stringify(links.map(({ id }) => id)),
  ])
  const isNew = new Set(found.map(({ input_uuid }) => input_uuid))
  const rows = links.flatMap(({ id, tags }) => (isNew.has(id) ? tags.map(({ key, value }): SqlValue[] => [id, key, value]) : []))
  await db.insertRows('input_tags', ['input_uuid text', 'name text', 'value text'], rows, 'on conflict do nothing')
}
