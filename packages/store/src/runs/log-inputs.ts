import { MlflowError, type RequestOf, type logInputs as LogInputs } from '@tailrace/contract'
import type { Db, SqlValue } from '../database.ts'
import { isOneText } from '../dialect.ts'
import type { ExperimentNumber } from '../experiment-id.ts'
import { LINK, newId } from './log-outputs.ts'
import { checkRunId, requireActiveRun } from './require-run.ts'

/** Columns of a dataset. */
export const DATASET = [
  'dataset_uuid text',
  'experiment_id integer',
  'name text',
  'digest text',
  'dataset_source_type text',
  'dataset_source text',
  'dataset_schema text',
  'dataset_profile text',
] as const

type Input = NonNullable<RequestOf<typeof LogInputs>['datasets']>[number]

/**
 * Links datasets and models that a run used. A dataset is one by experiment, name and digest, and keeps what was written first; so do
 * the tags of a link. What is linked already is left alone.
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE: the run is deleted; BAD_REQUEST: a tag twice on a new link
 */
export async function logInputs(db: Db, { run_id, datasets = [], models = [] }: RequestOf<typeof LogInputs>): Promise<object> {
  checkRunId(run_id)
  const { experiment_id } = await requireActiveRun(db, run_id)
  if (datasets.length > 0) await linkDatasets(db, run_id, experiment_id, datasets)
  await db.insertRows(
    'inputs',
    LINK,
    models.map(({ model_id = '' }) => [newId(), 'RUN_INPUT', run_id, 'MODEL_INPUT', model_id, 0]),
    'on conflict do nothing',
  )
  return {}
}

async function linkDatasets(db: Db, runId: string, experimentId: ExperimentNumber, inputs: readonly Input[]): Promise<void> {
  const first = new Map<string, Input>()
  for (const input of inputs) {
    const identity = identityOf(input.dataset?.name, input.dataset?.digest)
    if (!first.has(identity)) first.set(identity, input)
  }
  const ids = await writeDatasets(db, experimentId, [...first.values()])
  const links = new Map<string, Input>()
  const rows = [...first].map(([identity, input]): SqlValue[] => {
    const dataset = ids.get(identity)
    if (dataset === undefined) throw new Error(`the dataset ${identity} was written and is not there`)
    const link = newId()
    links.set(link, input)
    return [link, 'DATASET', dataset, 'RUN', runId, 0]
  })
  const written = await db.insertRows('inputs', LINK, rows, 'on conflict do nothing')
  if (written > 0) await writeTags(db, links)
}

const identityOf = (name = '', digest = ''): string => JSON.stringify([name, digest])

/** Writes the datasets that are new; answers the ids of all, by name and digest. */
async function writeDatasets(db: Db, experimentId: ExperimentNumber, inputs: readonly Input[]): Promise<Map<string, string>> {
  const datasets = inputs.map(({ dataset: { name = '', digest = '', source_type = '', source = '', schema, profile } = {} }) => ({
    name,
    digest,
    row: [newId(), experimentId, name, digest, source_type, source, schema ?? null, profile ?? null],
  }))
  // In the order of their keys, so that two runs that log the same datasets never wait for each other in a circle.
  const sorted = datasets.toSorted((a, b) => (identityOf(a.name, a.digest) < identityOf(b.name, b.digest) ? -1 : 1))
  await db.insertRows(
    'datasets',
    DATASET,
    sorted.map(({ row }) => row),
    'on conflict (experiment_id, name, digest) do nothing',
  )
  const rows = await db.all<{ dataset_uuid: string; name: string; digest: string }>(
    `select dataset_uuid, name, digest from datasets where experiment_id = ? and name ${isOneText(db)} and digest ${isOneText(db)}`,
    [experimentId, JSON.stringify(datasets.map(({ name }) => name)), JSON.stringify(datasets.map(({ digest }) => digest))],
  )
  return new Map(rows.map(({ dataset_uuid, name, digest }) => [identityOf(name, digest), dataset_uuid]))
}

/** Writes the tags of those links that are new. */
async function writeTags(db: Db, links: ReadonlyMap<string, Input>): Promise<void> {
  const found = await db.all<{ input_uuid: string }>(`select input_uuid from inputs where input_uuid ${isOneText(db)}`, [
    JSON.stringify([...links.keys()]),
  ])
  const rows = found.flatMap(({ input_uuid }) =>
    (links.get(input_uuid)?.tags ?? []).map(({ key = '', value = '' }): SqlValue[] => [input_uuid, key, value]),
  )
  const written = await db.insertRows('input_tags', ['input_uuid text', 'name text', 'value text'], rows, 'on conflict do nothing')
  if (written < rows.length) throw new MlflowError('BAD_REQUEST', 'An input has a tag twice.')
}
