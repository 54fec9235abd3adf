import type { Experiment } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { joinLocation } from '../artifact-location.ts'

/** Tag of an experiment whose id the database could not take: the id that it had. */
export const SOURCE_EXPERIMENT = 'tailrace.source_experiment_id'

/** Largest id that the column takes: file stores hand out 18 digits. */
const MAX_ID = { sqlite: 9_223_372_036_854_775_807n, postgres: 2_147_483_647n } as const

/** Where an experiment is after the move. */
export interface TakenExperiment {
  readonly experiment_id: number | bigint
  readonly artifact_location: string
  readonly written: boolean
}

interface Row {
  experiment_id: number | bigint
  name: string
  artifact_location: string | null
}

/**
 * Takes an experiment in. One that was taken before, or that has its name, is the same: tags that it lacks are added. A new one keeps its
 * id, unless that is taken or too large; then it gets another, and a tag with the old one.
 * @param locate answers where its artifacts go, by its id; absent: where they are
 */
export async function takeExperiment(
  db: Db,
  experiment: Experiment,
  { update, locate }: { update: boolean; locate?: ((id: string) => string) | undefined },
): Promise<TakenExperiment> {
  const there = await sameExperiment(db, experiment)
  if (!there) return insertExperiment(db, experiment, locate)
  const id = there.experiment_id
  if (await isUntouchedDefault(db, there)) await overwriteDefault(db, experiment, locate?.(String(id)))
  else if (update) {
    await db.run('update experiments set lifecycle_stage = ? where experiment_id = ? and lifecycle_stage <> ?', [
      experiment.lifecycle_stage,
      id,
      experiment.lifecycle_stage,
    ])
  }
  await writeTags(db, id, experiment, update)
  const after = await db.get<Row>('select experiment_id, name, artifact_location from experiments where experiment_id = ?', [id])
  return { experiment_id: id, artifact_location: after?.artifact_location ?? '', written: false }
}

async function sameExperiment(db: Db, { experiment_id, name }: Experiment): Promise<Row | undefined> {
  const columns = 'e.experiment_id, e.name, e.artifact_location'
  const tagged = await db.get<Row>(
    `select ${columns} from experiments e join experiment_tags t on t.experiment_id = e.experiment_id where t.key = ? and t.value = ?`,
    [SOURCE_EXPERIMENT, experiment_id],
  )
  return tagged ?? db.get<Row>(`select ${columns} from experiments e where e.name = ? and e.workspace = 'default'`, [name])
}

/** Every database has an experiment 0; while nothing is in it, it may become the one that moves in. */
async function isUntouchedDefault(db: Db, { experiment_id }: Row): Promise<boolean> {
  if (Number(experiment_id) !== 0) return false
  const used = await db.get(
    'select 1 as used where exists (select 1 from runs where experiment_id = 0) or exists (select 1 from experiment_tags where experiment_id = 0)',
  )
  return !used
}

async function overwriteDefault(db: Db, experiment: Experiment, location: string | undefined): Promise<void> {
  if (experiment.experiment_id !== '0') return
  await db.run(
    'update experiments set artifact_location = ?, creation_time = ?, last_update_time = ?, lifecycle_stage = ? where experiment_id = 0',
    [
      location ?? experiment.artifact_location,
      experiment.creation_time ?? null,
      experiment.last_update_time ?? null,
      experiment.lifecycle_stage,
    ],
  )
}

async function insertExperiment(db: Db, experiment: Experiment, locate?: (id: string) => string): Promise<TakenExperiment> {
  const id = await freeId(db, experiment.experiment_id)
  const kept = String(id) === experiment.experiment_id
  const artifact_location = locate?.(String(id)) ?? experiment.artifact_location
  await db.run(
    `insert into experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace)
     values (?, ?, ?, ?, ?, ?, 'default')`,
    [
      id,
      experiment.name,
      artifact_location,
      experiment.lifecycle_stage,
      experiment.creation_time ?? null,
      experiment.last_update_time ?? null,
    ],
  )
  if (db.dialect === 'postgres') await moveSequence(db)
  const tags = [...(experiment.tags ?? []), ...(kept ? [] : [{ key: SOURCE_EXPERIMENT, value: experiment.experiment_id }])]
  await writeTags(db, id, { ...experiment, tags }, true)
  return { experiment_id: id, artifact_location, written: true }
}

/** The id itself where it is free and fits, else the next one after those that the database gave out by counting. */
async function freeId(db: Db, wanted: string): Promise<number | bigint> {
  const id = /^\d{1,19}$/.test(wanted) ? BigInt(wanted) : -1n
  if (id >= 0n && id <= MAX_ID[db.dialect]) {
    const number = Number.isSafeInteger(Number(id)) ? Number(id) : id
    if (!(await db.get('select 1 as taken from experiments where experiment_id = ?', [number]))) return number
  }
  const row = await db.get<{ next: number }>(
    'select coalesce(max(experiment_id), 0) + 1 as next from experiments where experiment_id < 2147483647',
  )
  return row?.next ?? 1
}

const moveSequence = (db: Db): Promise<number> =>
  db.run("select setval('experiments_experiment_id_seq', (select greatest(max(experiment_id), 1) from experiments))")

async function writeTags(db: Db, id: number | bigint, { tags = [] }: Experiment, update: boolean): Promise<void> {
  await db.insertRows(
    'experiment_tags',
    ['key text', 'value text', 'experiment_id integer'],
    tags.map(({ key, value = '' }) => [key, value, id]),
    update ? 'on conflict (key, experiment_id) do update set value = excluded.value' : 'on conflict do nothing',
  )
}

/** Where the artifacts of a run go below its experiment's location. */
export const runLocation = (location: string, runId: string): string => joinLocation(location, runId, 'artifacts')

/** Where those of a logged model go. */
export const modelLocation = (location: string, modelId: string): string => joinLocation(location, 'models', modelId, 'artifacts')
