import { maskSecrets } from '@tailrace/contract'
import { existsSync } from 'node:fs'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import type { Experiment, LoggedModel, Run } from '@tailrace/contract'
import { type Client, Artifacts, MlflowError, items as all, pages, type RequestFor } from '@tailrace/sdk'
import type { Tracking } from '../tracking.ts'
import { localFiles } from './file-store/file-store.ts'
import { localFolder } from './file-store/places.ts'
import { historyTexts } from './history-text.ts'
import { inOrder } from './in-order.ts'
import type { LocalRoots } from './local-roots.ts'
import { OutsideLocations } from './outside-locations.ts'
import { pointsOf } from './read-history.ts'
import { registry } from './read-registry.ts'
import { type FileOwner, type MovedFile, type MovedItem, type OnProblem, type Source, type Wanted, isUnreachable } from './source.ts'

/** Runs of a page, whose histories are asked for together. */
const PAGE = 100
/** Owners of files whose folders are listed at a time. */
const LISTED = 8

/** How servers before 3.0 answer what is asked about logged models. */
const NO_MODELS: readonly number[] = [404, 405, 501]

interface Owned {
  readonly owner: FileOwner
  readonly uri: string
}

/**
 * A tracking server, or a database, as a place that things move out of.
 * @param from local folders whose files may be taken: what a location names does not count
 */
export function fromTracking({ client, uri }: Tracking, from: LocalRoots): Source {
  return {
    name: maskSecrets(uri),
    runs: (wanted) => countRuns(client, wanted),
    items: (wanted, onProblem) => items(client, from, wanted, onProblem),
    again: (run_id, key) => historyTexts(client, run_id, key),
  }
}

async function* items(client: Client, from: LocalRoots, wanted: Wanted, onProblem: OnProblem): AsyncGenerator<MovedItem, void, undefined> {
  const owned: Owned[] = []
  const chosen = wanted.experiments !== undefined || wanted.filter !== undefined ? new Set<string>() : undefined
  const list = await experiments(client, wanted)
  const whole = wanted.models && (await hasModels(client, list))
  for (const experiment of list) {
    yield { kind: 'experiment', experiment }
    const { experiment_id } = experiment
    const found = new Set<string>()
    for await (const item of runs(client, { experiment_id, filter: wanted.filter, whole }, onProblem)) {
      yield item
      if (item.kind !== 'run') continue
      const { run_id, artifact_uri = '' } = item.run.info
      found.add(run_id)
      owned.push({ owner: { run_id }, uri: artifact_uri })
    }
    if (wanted.models) {
      for await (const model of loggedModels(client, experiment_id)) {
        if (wanted.filter !== undefined && !found.has(model.info.source_run_id)) continue
        yield { kind: 'logged_model', model }
        owned.push({ owner: { model_id: model.info.model_id }, uri: model.info.artifact_uri })
      }
    }
    for (const run of found) chosen?.add(run)
  }
  if (wanted.models) yield* registry(client, chosen, onProblem)
  if (!wanted.files) return
  const outside = new OutsideLocations(from)
  for await (const files of inOrder(owned, LISTED, (one) => listed(client, { from, outside }, one, onProblem))) yield* files
  for (const problem of outside.problems()) onProblem(problem)
}

/** How many runs there will be; only Tailrace can say. What is wrong is said when they are read. */
async function countRuns(client: Client, wanted: Wanted): Promise<number | undefined> {
  try {
    const experiment_ids = (await experiments(client, wanted)).map(({ experiment_id }) => experiment_id)
    const none = { params: [], metrics: [], tags: [], inputs: false, max_results: 1 }
    const filter = wanted.filter !== undefined && { filter: wanted.filter }
    return (await client.queryRuns({ experiment_ids, ...filter, run_view_type: 'ALL', ...none, total: true })).total
  } catch (error) {
    if (error instanceof MlflowError && !isUnreachable(error)) return undefined
    throw error
  }
}

/** @throws MlflowError for a name that no experiment has */
async function experiments(client: Client, { experiments: names }: Wanted): Promise<Experiment[]> {
  const found: Experiment[] = []
  for await (const experiment of all(client.searchExperiments, { view_type: 'ALL', max_results: 1000 }, 'experiments')) {
    if (!names || names.includes(experiment.name)) found.push(experiment)
  }
  const missing = names?.find((name) => !found.some((experiment) => experiment.name === name))
  if (missing !== undefined) throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `There is no experiment named '${missing}'.`)
  return found.toSorted((a, b) => Number(a.creation_time ?? 0) - Number(b.creation_time ?? 0))
}

/** Whether there is a logged model at all: only then need each run be asked what it used, since searches do not say it. */
async function hasModels(client: Client, list: readonly Experiment[]): Promise<boolean> {
  const ids = list.map(({ experiment_id }) => experiment_id)
  try {
    const { models = [] } = await client.searchLoggedModels({ experiment_ids: ids, max_results: 1 })
    return models.length > 0
  } catch (error) {
    if (error instanceof MlflowError && NO_MODELS.includes(error.status)) return false
    throw error
  }
}

/** Runs in the order of their starts, so that parents come first, each followed by its points. */
async function* runs(
  client: Client,
  { experiment_id, filter, whole }: { experiment_id: string; filter: string | undefined; whole: boolean },
  onProblem: OnProblem,
): AsyncGenerator<Extract<MovedItem, { kind: 'run' | 'points' }>, void, undefined> {
  const request: RequestFor<'searchRuns'> = {
    experiment_ids: [experiment_id],
    run_view_type: 'ALL',
    max_results: PAGE,
    order_by: ['attributes.start_time ASC'],
    ...(filter !== undefined && { filter }),
  }
  for await (const { runs: page = [] } of pages(client.searchRuns, request)) {
    const histories = await pointsOf(client, page as Run[], onProblem)
    const read = async (run: Run): Promise<Run> =>
      whole ? { ...run, inputs: ((await client.getRun({ run_id: run.info.run_id })).run as Run).inputs ?? {} } : run
    for await (const run of inOrder(page as Run[], LISTED, read)) {
      // Searches leave empty lists out; here it is known that there are no metrics.
      yield { kind: 'run', run: { ...run, data: { metrics: [], ...run.data } } }
      yield* histories(run)
    }
  }
}

/** Servers before 3.0 know none. */
async function* loggedModels(client: Client, experiment_id: string): AsyncGenerator<LoggedModel, void, undefined> {
  try {
    yield* all(client.searchLoggedModels, { experiment_ids: [experiment_id], max_results: 50 }, 'models')
  } catch (error) {
    if (!(error instanceof MlflowError) || !NO_MODELS.includes(error.status)) throw error
  }
}

async function listed(
  client: Client,
  { from, outside }: { readonly from: LocalRoots; readonly outside: OutsideLocations },
  { owner, uri }: Owned,
  onProblem: OnProblem,
): Promise<MovedFile[]> {
  const local = uri === '' ? undefined : localFolder(uri)
  try {
    if (local !== undefined) {
      // A folder of this machine is read as it is: the server may be set not to show it.
      if (from.allows(local)) return existsSync(local) ? [...localFiles(from, owner, local, onProblem)] : []
      if (await hasFiles(client, owner)) outside.note(uri)
      return []
    }
    const artifacts = new Artifacts(client, owner, uri)
    const files: MovedFile[] = []
    for await (const { path, file_size: size = 0 } of artifacts.walk()) {
      const open = async (): Promise<Readable> => Readable.fromWeb((await artifacts.read(path)) as NodeReadableStream)
      files.push({ kind: 'file', owner, path, size: Number(size), open })
    }
    return files
  } catch (error) {
    if (isUnreachable(error)) throw error
    const whose = 'run_id' in owner ? `run ${owner.run_id}` : `logged model ${owner.model_id}`
    onProblem(`files of ${whose}: ${error instanceof Error ? error.message : String(error)}`)
    return []
  }
}

/** Whether an owner has files as far as its server says; one that may not look into a folder says that it cannot tell. */
async function hasFiles(client: Client, owner: FileOwner): Promise<boolean> {
  try {
    const { files = [] } = 'run_id' in owner ? await client.listArtifacts(owner) : await client.listLoggedModelArtifacts(owner)
    return files.length > 0
  } catch (error) {
    if (isUnreachable(error)) throw error
    return true
  }
}
