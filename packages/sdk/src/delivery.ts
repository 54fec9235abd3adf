import type { Client } from './client.ts'
import { Artifacts } from './artifacts.ts'
import type { Batch, KeptFile } from './entry.ts'
import type { CallOptions } from './http.ts'
import { localFiles } from './local-files.ts'
import type { Journal, PendingRun } from './journal.ts'
import { MlflowError } from './errors.ts'

/** Tag of runs that were made from a journal, so that they are found instead of made again: the journal's name. */
const JOURNAL_TAG = 'tailrace.journal'

/** The run that a writer writes to: known, or still to be made. */
export interface Target {
  runId: string | undefined
  readonly create?: PendingRun | undefined
  readonly journal?: Journal | undefined
  /** Where its files go, once it was needed. */
  artifactUri?: string
}

/** The writer repeats what fails. */
const ONCE = { retries: 0 } as const

/**
 * Sends batches of a run, which it makes first when that is still to be done. The writer repeats what fails; a second arrival changes nothing.
 */
export function deliverTo(client: Client, target: Target): (batch: Batch) => Promise<void> {
  return async (batch) => {
    const run_id = (target.runId ??= await makeRun(client, target))
    const { metrics, params, tags, file, end } = batch
    if (batch.items > 0) {
      await client.logBatch(
        {
          run_id,
          ...(metrics.length > 0 && { metrics: metrics as { key: string; value: number; timestamp: number }[] }),
          ...(params.length > 0 && { params }),
          ...(tags.length > 0 && { tags }),
        },
        ONCE,
      )
    }
    if (file) await uploadKept(client, target, run_id, file)
    if (end) await client.updateRun({ run_id, ...end }, ONCE)
  }
}

async function uploadKept(client: Client, target: Target, run_id: string, { path, stored, content_type }: KeptFile): Promise<void> {
  const { journal } = target
  const blob = journal && (await keptBlob(journal, stored))
  if (!blob)
    throw new MlflowError('INVALID_STATE', `The file '${path}' of run ${run_id} is lost: its copy beside the journal is gone.`, 400)
  target.artifactUri ??= (await client.getRun({ run_id }, ONCE)).run.info.artifact_uri ?? ''
  const artifacts = new Artifacts(client, { run_id }, target.artifactUri)
  await artifacts.write(path, blob, { ...ONCE, ...(content_type !== undefined && { contentType: content_type }) })
  journal.dropFile(stored)
}

const keptBlob = async (journal: Journal, stored: string): Promise<Blob | undefined> => {
  try {
    return (await localFiles().open(journal.filePath(stored))).blob
  } catch {
    return undefined
  }
}

async function makeRun(client: Client, { create, journal }: Target): Promise<string> {
  if (!create) throw new MlflowError('INVALID_STATE', 'The journal names no run.')
  const { experiment_name, experiment_id, tags, ...fields } = create
  const id = experiment_id ?? (await experimentNamed(client, experiment_name ?? 'Default', ONCE))
  const name = journal?.path.split('/').at(-1) ?? ''
  const mark = journal ? [{ key: JOURNAL_TAG, value: name }] : []
  const { runs: [made] = [] } = journal
    ? await client.searchRuns({ experiment_ids: [id], filter: `tags.\`${JOURNAL_TAG}\` = '${name}'` }, ONCE)
    : {}
  const run = made ?? (await client.createRun({ ...fields, experiment_id: id, tags: [...tags, ...mark] }, ONCE)).run
  journal?.setRunId(run.info.run_id)
  return run.info.run_id
}

/** Id of an experiment by its name; made when there is none. @throws MlflowError INVALID_PARAMETER_VALUE when it is deleted */
export async function experimentNamed(client: Client, name: string, options: CallOptions = {}): Promise<string> {
  const find = async (): Promise<string> => {
    const { experiment } = await client.getExperimentByName({ experiment_name: name }, options)
    if (experiment.lifecycle_stage === 'active') return experiment.experiment_id
    throw new MlflowError('INVALID_PARAMETER_VALUE', `The experiment '${name}' is deleted: restore it, or choose another name.`, 400)
  }
  try {
    return await find()
  } catch (error) {
    if (!(error instanceof MlflowError) || error.code !== 'RESOURCE_DOES_NOT_EXIST') throw error
  }
  try {
    return (await client.createExperiment({ name }, options)).experiment_id
  } catch (error) {
    // Another process was faster.
    if (error instanceof MlflowError && error.code === 'RESOURCE_ALREADY_EXISTS') return find()
    throw error
  }
}
