import type { Dataset, DatasetInput, Run } from '@tailrace/contract'
import type { Db, SqlValue } from '../database.ts'
import { isOneText, orderedTextList, rowsOfList, withoutIndex } from '../dialect.ts'

/** For `from`: the runs of a list as `wanted`, each with the links `i` to the datasets that it used. */
export const datasetLinks = (db: Db): string =>
  rowsOfList(
    db,
    orderedTextList(db),
    'inputs',
    'i',
    `i.destination_type = 'RUN' and i.destination_id = wanted.value and ${withoutIndex(db, 'i.source_type')} = 'DATASET'`,
  )

interface LinkRow {
  source_type: 'DATASET' | 'RUN_INPUT' | 'RUN_OUTPUT'
  source_id: string
  destination_id: string
  input_uuid: string
  step: number | bigint
}

/** Bytes of the datasets of runs that are held together. */
const MOST_BYTES = 4 * 1024 * 1024

/**
 * Adds the datasets that runs used and the models that they made; the models that they used with `modelInputs` only, since MLflow
 * leaves those out of searches. `is` and `params` name the runs.
 * @returns false when `bounded` is wanted and the datasets are too large to be held together
 */
export async function readLinks(
  db: Db,
  runs: Map<string, Run>,
  { is, params }: { is: string; params: readonly SqlValue[] },
  { modelInputs, bounded }: { modelInputs: boolean; bounded: boolean },
): Promise<boolean> {
  const models = modelInputs ? (['RUN_INPUT', 'RUN_OUTPUT'] as const) : (['RUN_OUTPUT'] as const)
  const columns = 'source_type, source_id, destination_id, input_uuid, step'
  const rows = await db.all<LinkRow>(
    `select ${columns} from inputs where destination_type = 'RUN' and destination_id ${is} and source_type = 'DATASET'
     ${models.map((type) => `union all select ${columns} from inputs where source_type = '${type}' and source_id ${is}`).join(' ')}`,
    [...params, ...models.flatMap(() => params)],
  )
  if (rows.length === 0) return true
  const toDatasets = rows.filter((row) => row.source_type === 'DATASET')
  for (const { source_type, source_id, destination_id, step } of rows) {
    const run = runs.get(source_id)
    if (source_type === 'RUN_INPUT' && run?.inputs) (run.inputs.model_inputs ??= []).push({ model_id: destination_id })
    if (source_type === 'RUN_OUTPUT' && run?.outputs) (run.outputs.model_outputs ??= []).push({ model_id: destination_id, step })
  }
  if (toDatasets.length === 0) return true
  if (bounded && (await bytesOf(db, toDatasets)) > MOST_BYTES) return false
  await addDatasets(db, runs, toDatasets)
  return true
}

/** Bytes of the long texts of datasets, each as often as it is linked. */
async function bytesOf(db: Db, links: readonly LinkRow[]): Promise<number> {
  const rows = await db.arrays<readonly [id: string, bytes: number]>(
    `select dataset_uuid, octet_length(dataset_source) + coalesce(octet_length(dataset_schema), 0) + coalesce(octet_length(dataset_profile), 0)
     from datasets where dataset_uuid ${isOneText(db)}`,
    [JSON.stringify([...new Set(links.map(({ source_id }) => source_id))])],
  )
  const bytes = new Map(rows)
  return links.reduce((sum, { source_id }) => sum + Number(bytes.get(source_id) ?? 0), 0)
}

async function addDatasets(db: Db, runs: Map<string, Run>, links: readonly LinkRow[]): Promise<void> {
  const datasets = await readDatasets(db, [...new Set(links.map((link) => link.source_id))])
  const tags = new Map<string, { key: string; value: string }[]>()
  const tagRows = await db.all<{ input_uuid: string; name: string; value: string }>(
    `select input_uuid, name, value from input_tags where input_uuid ${isOneText(db)}`,
    [JSON.stringify(links.map((link) => link.input_uuid))],
  )
  for (const { input_uuid, name, value } of tagRows) tags.set(input_uuid, [...(tags.get(input_uuid) ?? []), { key: name, value }])
  for (const { source_id, destination_id, input_uuid } of links) {
    const inputs = runs.get(destination_id)?.inputs
    const dataset = datasets.get(source_id)
    if (!inputs || !dataset) continue
    const linked = tags.get(input_uuid)
    const input: DatasetInput = linked ? { tags: linked, dataset } : { dataset }
    ;(inputs.dataset_inputs ??= []).push(input)
  }
}

async function readDatasets(db: Db, ids: readonly string[]): Promise<Map<string, Dataset>> {
  const rows = await db.all<{
    dataset_uuid: string
    name: string
    digest: string
    dataset_source_type: string
    dataset_source: string
    dataset_schema: string | null
    dataset_profile: string | null
  }>(
    `select dataset_uuid, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile
     from datasets where dataset_uuid ${isOneText(db)}`,
    [JSON.stringify(ids)],
  )
  return new Map(
    rows.map((row) => {
      const dataset: Dataset = { name: row.name, digest: row.digest, source_type: row.dataset_source_type, source: row.dataset_source }
      if (row.dataset_schema) dataset.schema = row.dataset_schema
      if (row.dataset_profile) dataset.profile = row.dataset_profile
      return [row.dataset_uuid, dataset]
    }),
  )
}
