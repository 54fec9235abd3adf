import {
  type Experiment,
  type ExperimentTag,
  LIMITS,
  type LifecycleStage,
  MlflowError,
  type RequestOf,
  type createExperiment as CreateExperiment,
  type deleteExperimentTag as DeleteTag,
  type setExperimentTag as SetTag,
  type updateExperiment as UpdateExperiment,
  invalid,
  resolveArtifactLocation,
} from '@tailrace/contract'
import { joinLocation } from './artifact-location.ts'
import type { Db, SqlValue } from './database.ts'
import { isOneOf, jsonText } from './dialect.ts'
import { type ExperimentNumber, experimentIdNumber, noExperiment, requireActiveExperiment } from './experiment-id.ts'

/** Prefix of the tags that hold a custom view of the UI. */
const CUSTOM_VIEW = 'mlflow.customView.view'

interface ExperimentRow {
  experiment_id: ExperimentNumber
  name: string
  artifact_location: string | null
  lifecycle_stage: LifecycleStage
  creation_time: number | null
  last_update_time: number | null
  workspace: string
}
const EXPERIMENT_COLUMNS = 'experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace'

/** Creates an experiment with its tags. @throws MlflowError RESOURCE_ALREADY_EXISTS: the name is taken, by a deleted one too */
export async function createExperiment(db: Db, request: RequestOf<typeof CreateExperiment>): Promise<{ experiment_id: string }> {
  const now = Date.now()
  const location = request.artifact_location ? resolveArtifactLocation(request.artifact_location, db.settings.location_rules) : ''
  const tags = request.tags ?? []
  checkCustomViews(tags.filter((tag) => tag.key.startsWith(CUSTOM_VIEW)).length)
  const insert = () =>
    db.get<{ experiment_id: ExperimentNumber }>(
      `insert into experiments (name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace)
       values (?, ?, 'active', ?, ?, 'default') on conflict do nothing returning experiment_id`,
      [request.name, location, now, now],
    )
  const row = (await insert()) ?? ((await raiseSequence(db, request.name)) ? await insert() : undefined)
  if (!row) throw new MlflowError('RESOURCE_ALREADY_EXISTS', `Experiment(name=${request.name}) already exists. Error: the name is taken.`)
  const id = String(row.experiment_id)
  if (location === '') {
    const own = joinLocation(db.settings.artifact_root, id)
    await db.run('update experiments set artifact_location = ? where experiment_id = ?', [own, row.experiment_id])
  }
  await writeTags(db, row.experiment_id, tags)
  return { experiment_id: id }
}

/**
 * PostgreSQL: sets the sequence of the ids of experiments to the largest id, when a new experiment was refused though no other has its name: whoever filled in rows
 * with their ids left the sequence behind. Answers whether it did.
 */
async function raiseSequence(db: Db, name: string): Promise<boolean> {
  if (db.dialect === 'sqlite') return false
  if (await db.get("select 1 as found from experiments where workspace = 'default' and name = ?", [name])) return false
  await db.get("select setval(pg_get_serial_sequence('experiments', 'experiment_id'), (select max(experiment_id) from experiments))")
  return true
}

function checkCustomViews(count: number): void {
  if (count <= LIMITS.customViewTags) return
  throw invalid(
    `Unable to create another custom view; the maximum number of custom views per experiment is ${LIMITS.customViewTags}. Delete an existing custom view before creating a new one.`,
  )
}

async function writeTags(db: Db, experimentId: ExperimentNumber, tags: readonly { key: string; value?: string }[]): Promise<void> {
  const last = new Map(tags.map(({ key, value }) => [key, value ?? '']))
  await db.insertRows(
    'experiment_tags',
    ['key text', 'value text', 'experiment_id integer'],
    [...last].map(([key, value]) => [key, value, experimentId]),
    'on conflict (key, experiment_id) do update set value = excluded.value',
  )
}

/** Reads an experiment, deleted or not. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function getExperiment(db: Db, { experiment_id: id }: { experiment_id: string }): Promise<{ experiment: Experiment }> {
  const [experiment] = await readExperiments(db, 'where experiment_id = ?', [experimentIdNumber(db, id)])
  if (!experiment) throw noExperiment(id)
  return { experiment }
}

/** Reads an experiment by name, deleted or not. @throws MlflowError RESOURCE_DOES_NOT_EXIST */
export async function getExperimentByName(
  db: Db,
  { experiment_name: name }: { experiment_name: string },
): Promise<{ experiment: Experiment }> {
  const [experiment] = await readExperiments(db, "where workspace = 'default' and name = ?", [name])
  if (!experiment) throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `Could not find experiment with name '${name}'`)
  return { experiment }
}

/** Reads experiments with their tags. `tail` is what follows `from experiments`. */
export async function readExperiments(db: Db, tail: string, params: readonly SqlValue[]): Promise<Experiment[]> {
  const rows = await db.all<ExperimentRow>(`select ${EXPERIMENT_COLUMNS} from experiments ${tail}`, params)
  if (rows.length === 0) return []
  const tags = new Map<ExperimentNumber, ExperimentTag[]>()
  const tagRows = await db.all<{ experiment_id: ExperimentNumber; key: string; value: string | null }>(
    `select experiment_id, key, value from experiment_tags where experiment_id ${isOneOf(db)} order by experiment_id, key`,
    [jsonText(rows.map((row) => row.experiment_id))],
  )
  for (const { experiment_id, key, value } of tagRows) {
    const list = tags.get(experiment_id)
    if (list) list.push({ key, value: value ?? '' })
    else tags.set(experiment_id, [{ key, value: value ?? '' }])
  }
  return rows.map((row) => toExperiment(row, tags.get(row.experiment_id)))
}

function toExperiment(row: ExperimentRow, tags: ExperimentTag[] | undefined): Experiment {
  return {
    experiment_id: String(row.experiment_id),
    name: row.name,
    artifact_location: row.artifact_location ?? '',
    lifecycle_stage: row.lifecycle_stage,
    ...(row.last_update_time === null ? {} : { last_update_time: row.last_update_time }),
    ...(row.creation_time === null ? {} : { creation_time: row.creation_time }),
    ...(tags ? { tags } : {}),
    workspace: row.workspace,
  }
}

/** Marks an active experiment and its active runs deleted. @throws MlflowError RESOURCE_DOES_NOT_EXIST: unknown or deleted already */
export async function deleteExperiment(db: Db, { experiment_id: id }: { experiment_id: string }): Promise<object> {
  const now = Date.now()
  await moveStage(db, id, 'active', 'deleted', now)
  await db.run("update runs set lifecycle_stage = 'deleted', deleted_time = ? where experiment_id = ? and lifecycle_stage = 'active'", [
    now,
    experimentIdNumber(db, id),
  ])
  return {}
}

/** Restores a deleted experiment and all its runs. @throws MlflowError RESOURCE_DOES_NOT_EXIST: unknown or not deleted */
export async function restoreExperiment(db: Db, { experiment_id: id }: { experiment_id: string }): Promise<object> {
  await moveStage(db, id, 'deleted', 'active', Date.now())
  await db.run("update runs set lifecycle_stage = 'active', deleted_time = null where experiment_id = ?", [experimentIdNumber(db, id)])
  return {}
}

async function moveStage(db: Db, id: string, from: LifecycleStage, to: LifecycleStage, now: number): Promise<void> {
  const changed = await db.run(
    'update experiments set lifecycle_stage = ?, last_update_time = ? where experiment_id = ? and lifecycle_stage = ?',
    [to, now, experimentIdNumber(db, id), from],
  )
  if (changed === 0) throw noExperiment(id)
}

/** Renames an active experiment. @throws MlflowError BAD_REQUEST: the name is taken */
export async function updateExperiment(db: Db, { experiment_id: id, new_name: name }: RequestOf<typeof UpdateExperiment>): Promise<object> {
  const { experiment_id } = await requireActiveExperiment(db, id)
  const taken = await db.get('select 1 as taken from experiments where name = ? and experiment_id <> ?', [name, experiment_id])
  if (taken) throw new MlflowError('BAD_REQUEST', `An experiment named '${name}' exists already.`)
  await db.run('update experiments set name = ?, last_update_time = ? where experiment_id = ?', [name, Date.now(), experiment_id])
  return {}
}

/** Writes one tag, replacing an earlier value of its key. */
export async function setExperimentTag(db: Db, { experiment_id: id, key, value }: RequestOf<typeof SetTag>): Promise<object> {
  const { experiment_id } = await requireActiveExperiment(db, id)
  if (key.startsWith(CUSTOM_VIEW)) {
    const others = await db.get<{ n: number }>(
      'select count(*) as n from experiment_tags where experiment_id = ? and substr(key, 1, ?) = ? and key <> ?',
      [experiment_id, CUSTOM_VIEW.length, CUSTOM_VIEW, key],
    )
    checkCustomViews((others?.n ?? 0) + 1)
  }
  await writeTags(db, experiment_id, [{ key, value: value ?? '' }])
  return {}
}

/** Deletes one tag. @throws MlflowError RESOURCE_DOES_NOT_EXIST: no such tag */
export async function deleteExperimentTag(db: Db, { experiment_id: id, key }: RequestOf<typeof DeleteTag>): Promise<object> {
  const { experiment_id } = await requireActiveExperiment(db, id)
  const changed = await db.run('delete from experiment_tags where experiment_id = ? and key = ?', [experiment_id, key])
  if (changed === 0) throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `No tag with name: ${key} in experiment with id ${experiment_id}`)
  return {}
}
