import { userInfo } from 'node:os'
import { MlflowError } from '@tailrace/contract'
import type { Client } from '@tailrace/sdk'
import { pythonIndented } from '../output/json.ts'
import { note, print, shown } from '../output/text.ts'
import { envFlag } from '../settings.ts'
import type { Tracking } from '../tracking.ts'
import type { WireRun } from './stock-run.ts'

/** Options of `runs create`. One of id and name of the experiment is there. */
export interface NewRun {
  readonly experimentId?: string
  readonly experimentName?: string
  readonly runName?: string
  readonly description?: string
  readonly tags: readonly (readonly [key: string, value: string])[]
  readonly status: 'FINISHED' | 'FAILED' | 'KILLED'
  readonly parentRunId?: string
}

/** Makes a run and ends it at once; prints it as MLflow does. @throws MlflowError `Failed to create run: ...` */
export async function createEndedRun({ client, uri }: Tracking, wanted: NewRun): Promise<void> {
  const run = await makeRun(client, wanted).catch((error: unknown) => {
    const { code, message } = error as MlflowError
    throw new MlflowError(code, `Failed to create run: ${message}`)
  })
  const { run_id, experiment_id, run_name = '' } = run.info
  if (/^https?:/i.test(uri) && !envFlag('MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT', false)) {
    const page = `${client.http.connection.trackingUri}/#/experiments/${experiment_id}`
    print(`🏃 View run ${shown(run_name)} at: ${page}/runs/${run_id}\n🧪 View experiment at: ${page}`)
  }
  print(pythonIndented({ run_id, experiment_id, status: wanted.status, run_name: wanted.runName }, 2))
}

async function makeRun(client: Client, wanted: NewRun): Promise<WireRun> {
  const experiment_id = wanted.experimentId ?? (await experimentOf(client, wanted.experimentName ?? ''))
  if (wanted.parentRunId !== undefined) await client.getRun({ run_id: wanted.parentRunId })
  const user_id = userName()
  const tags: Record<string, string> = {
    'mlflow.user': user_id,
    'mlflow.source.name': process.argv[1] ?? 'tailrace',
    'mlflow.source.type': 'LOCAL',
    ...Object.fromEntries(wanted.tags),
    ...(wanted.description !== undefined && { 'mlflow.note.content': wanted.description }),
    ...(wanted.parentRunId !== undefined && { 'mlflow.parentRunId': wanted.parentRunId }),
  }
  const { run } = await client.createRun({
    experiment_id,
    user_id,
    start_time: BigInt(Date.now()),
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    ...(wanted.runName !== undefined && { run_name: wanted.runName }),
  })
  await client.updateRun({ run_id: run.info.run_id, status: wanted.status, end_time: BigInt(Date.now()) })
  return run
}

/** The id of an experiment, which is made when there is none of this name. */
async function experimentOf(client: Client, name: string): Promise<string> {
  try {
    return (await client.getExperimentByName({ experiment_name: name })).experiment.experiment_id
  } catch (error) {
    if ((error as { code?: string }).code !== 'RESOURCE_DOES_NOT_EXIST') throw error
    note(`Experiment with name '${name}' does not exist. Creating a new experiment.`)
    return (await client.createExperiment({ name })).experiment_id
  }
}

function userName(): string {
  const { LOGNAME, USER, USERNAME } = process.env
  return LOGNAME || USER || USERNAME || userInfo().username
}
