import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { RUN_STATUS, type DatasetInput, type Run, type RunStatus } from '@tailrace/contract'
import type { LocalRoots } from '../local-roots.ts'
import { foldersIn, keysIn, pairsIn } from './folders.ts'
import { Meta } from './read-meta.ts'
import { locationOf } from './places.ts'

const STATUS_NAMES = Object.fromEntries(Object.entries(RUN_STATUS).map(([name, code]) => [String(code), name as RunStatus]))
const RUN_NAME = 'mlflow.runName'

/** A run of a file store with all but its points. */
export interface FileRun {
  readonly run: Run
  readonly deleted_time: number | undefined
  /** Where its artifacts were when that was written down. */
  readonly written_place: string
  /** Keys of its metrics; the file of each has the same name below `metrics`. */
  readonly metrics: readonly string[]
}

/**
 * Reads a run.
 * @param experimentId of the folder that it lies in: a copied experiment has runs that name another
 * @throws Error with one line that names the file
 */
export function readRun(from: LocalRoots, experimentFolder: string, runId: string, experimentId: string): FileRun {
  const folder = join(experimentFolder, runId)
  const meta = Meta.read(from, join(folder, 'meta.yaml'))
  const run_id = meta.text('run_id') || meta.required('run_uuid')
  if (run_id !== runId) throw new Error(`${meta.file} is broken: it belongs to the run ${run_id}`)
  const tags = pairsIn(from, join(folder, 'tags'))
  const run_name = meta.text('run_name') || (tags.find(({ key }) => key === RUN_NAME)?.value ?? meta.text('name'))
  const end_time = meta.whole('end_time')
  const outputs = foldersIn(from, join(folder, 'outputs')).map((id) => Meta.read(from, join(folder, 'outputs', id, 'meta.yaml')))
  const inputs = readInputs(from, experimentFolder, folder)
  const info: Run['info'] = {
    run_uuid: run_id,
    run_id,
    experiment_id: experimentId,
    run_name,
    user_id: meta.text('user_id'),
    status: statusOf(meta),
    start_time: meta.whole('start_time') ?? 0,
    ...(end_time !== undefined && { end_time }),
    artifact_uri: locationOf(from, meta.text('artifact_uri'), join(folder, 'artifacts')),
    lifecycle_stage: meta.text('lifecycle_stage') === 'deleted' ? 'deleted' : 'active',
  }
  return {
    run: {
      info,
      data: { params: pairsIn(from, join(folder, 'params')), tags },
      inputs,
      outputs: {
        model_outputs: outputs.map((output) => ({ model_id: output.required('destination_id'), step: output.whole('step') ?? 0 })),
      },
    },
    deleted_time: meta.whole('deleted_time'),
    written_place: meta.text('artifact_uri'),
    metrics: keysIn(from, join(folder, 'metrics')),
  }
}

/** Releases write the number, the first ones the name. */
function statusOf(meta: Meta): RunStatus {
  const text = meta.text('status')
  const name = STATUS_NAMES[text] ?? (text in RUN_STATUS ? (text as RunStatus) : undefined)
  if (name === undefined) throw new Error(`${meta.file} is broken: its status is '${text}'`)
  return name
}

function readInputs(from: LocalRoots, experimentFolder: string, folder: string): NonNullable<Run['inputs']> {
  const dataset_inputs: DatasetInput[] = []
  const model_inputs: { model_id: string }[] = []
  for (const id of foldersIn(from, join(folder, 'inputs'))) {
    const input = Meta.read(from, join(folder, 'inputs', id, 'meta.yaml'))
    const source = input.required('source_id')
    const file = join(experimentFolder, 'datasets', source, 'meta.yaml')
    if (existsSync(file))
      dataset_inputs.push({ dataset: readDataset(from, file), tags: input.map('tags').map(([key, value]) => ({ key, value })) })
    else if (input.text('source_type') !== 'DATASET') model_inputs.push({ model_id: source })
    else throw new Error(`${input.file} names a dataset that is not there: ${file}`)
  }
  return { dataset_inputs, model_inputs }
}

function readDataset(from: LocalRoots, file: string): DatasetInput['dataset'] {
  const meta = Meta.read(from, file)
  const [schema, profile] = [meta.text('schema'), meta.text('profile')]
  return {
    name: meta.required('name'),
    digest: meta.required('digest'),
    source_type: meta.text('source_type'),
    source: meta.text('source'),
    ...(schema !== '' && { schema }),
    ...(profile !== '' && { profile }),
  }
}
