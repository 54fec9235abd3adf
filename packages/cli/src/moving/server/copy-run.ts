import type { MovedPoint } from '@tailrace/store'
import type { Run, RunStatus } from '@tailrace/contract'
import type { Client } from '@tailrace/sdk'
import type { KnownRun } from './known-runs.ts'
import { PARENT, SOURCE_RUN, SOURCE_STATE, isSameState, stateOf, stateText } from './source-tags.ts'

/** What a request of log-batch takes. */
const METRICS = 1000
const PARAMS = 100
const TAGS = 100

/** A run of the source on its way to a server. */
export interface RunCopy {
  readonly run_id: string
  readonly artifact_uri: string
  /** False when the copy that is there is like the source already: nothing need be sent. */
  readonly changed: boolean
  /** It was at the target before. */
  readonly existed: boolean
  /** What the target had before: its stage, its mark and the id in the tag that names its parent. */
  readonly lifecycle_stage: string
  readonly state: string | undefined
  readonly parent: string | undefined
}

/**
 * Makes the copy of a run, or finds out that it is there; a deleted one that needs work is restored until `finishRun`.
 * @param parent the copy of its parent, where it has one
 */
export async function beginRun(
  client: Client,
  run: Run,
  experiment_id: string,
  known: KnownRun | undefined,
  parent: string | undefined,
): Promise<RunCopy> {
  const { info } = run
  if (known) {
    const changed = !isSameState(known.state, stateOf(run))
    if (changed && known.lifecycle_stage === 'deleted') await client.restoreRun({ run_id: known.run_id })
    if (changed) await sendValues(client, known.run_id, run, parent)
    return { ...known, ...(changed && { parent }), changed, existed: true }
  }
  const first = tagsOf(run, parent).slice(0, TAGS)
  const { run: made } = await client.createRun({
    experiment_id,
    user_id: info.user_id,
    ...(info.run_name && { run_name: info.run_name }),
    start_time: info.start_time,
    tags: [...first, { key: SOURCE_RUN, value: info.run_id }],
  })
  await sendValues(client, made.info.run_id, run, parent)
  const { run_id, artifact_uri = '' } = made.info
  return { run_id, artifact_uri, changed: true, existed: false, lifecycle_stage: 'active', state: undefined, parent }
}

function tagsOf({ data }: Run, parent: string | undefined): { key: string; value: string }[] {
  return (data.tags ?? [])
    .filter(({ key }) => key !== SOURCE_RUN && key !== SOURCE_STATE)
    .map(({ key, value }) => ({ key, value: key === PARENT && parent !== undefined ? parent : value }))
}

async function sendValues(client: Client, run_id: string, run: Run, parent: string | undefined): Promise<void> {
  const [params, tags] = [run.data.params ?? [], tagsOf(run, parent)]
  for (let at = 0; at < Math.max(params.length, tags.length); at += Math.min(PARAMS, TAGS)) {
    await client.logBatch({ run_id, params: params.slice(at, at + PARAMS), tags: tags.slice(at, at + TAGS) })
  }
  const datasets = run.inputs?.dataset_inputs ?? []
  if (datasets.length > 0) await client.logInputs({ run_id, datasets })
}

/** Sends points of one metric; those that are there already change nothing. */
export async function sendPoints(client: Client, run_id: string, key: string, points: readonly MovedPoint[]): Promise<void> {
  for (let at = 0; at < points.length; at += METRICS) {
    const some = points.slice(at, at + METRICS)
    // A double of JSON has no NaN; the wire writes it, and the infinities, as text.
    const metrics = some.map(([timestamp, value, step]) => ({ key, value: value as number, timestamp, step }))
    await client.logBatch({ run_id, metrics })
  }
}

/** Gives a copy the state of its run and marks it as whole; `unresolved` says that links have nowhere to lead yet. */
export async function finishRun(client: Client, { run_id }: Pick<RunCopy, 'run_id'>, run: Run, unresolved = false): Promise<void> {
  const { status, end_time, run_name, lifecycle_stage } = run.info
  await client.updateRun({
    run_id,
    status: status as RunStatus,
    ...(end_time !== undefined && { end_time }),
    ...(run_name && { run_name }),
  })
  const state = stateOf(run)
  if (state !== undefined) await client.setTag({ run_id, key: SOURCE_STATE, value: stateText(state, unresolved) })
  if (lifecycle_stage === 'deleted') await client.deleteRun({ run_id })
}
