import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { MlflowError, type Experiment } from '@tailrace/contract'
import { LocalRoots } from '../local-roots.ts'
import { OutsideLocations } from '../outside-locations.ts'
import { replacePlace } from '../replace-place.ts'
import type { FileOwner, MovedFile, MovedItem, OnProblem, Source, Wanted } from '../source.ts'
import { foldersIn, keysIn, pairsIn } from './folders.ts'
import { NO_RUNS, TRASH } from './names.ts'
import { localFolder, locationOf } from './places.ts'
import { readPoints } from './points.ts'
import { Meta } from './read-meta.ts'
import { readLoggedModel, readModelVersion, readRegisteredModel, versionFolders } from './read-models.ts'
import { readRun } from './read-run.ts'

const REGISTRY = 'models'

interface Owned {
  readonly owner: FileOwner
  readonly folder: string
}

/**
 * The folder in which MLflow kept experiments before it had a database (1.x to 3.x). Files are taken from below it only.
 * @param localRoots more folders of artifacts
 * @throws MlflowError when there is no folder, when it cannot be read, and when it is none of those
 */
export function openFileStore(folder: string, localRoots: readonly string[] = []): Source {
  const root = resolve(folder)
  const from = new LocalRoots([root, ...localRoots])
  checkStore(from, root)
  return {
    name: root,
    runs: async () =>
      experimentFolders(from, root, () => {}).reduce(
        (sum, at) =>
          sum +
          (attempt(
            () => runFolders(from, at),
            () => {},
          )?.length ?? 0),
        0,
      ),
    items: (wanted, onProblem) => items(from, root, wanted, onProblem),
  }
}

function checkStore(from: LocalRoots, root: string): void {
  let names: string[]
  try {
    names = readdirSync(root)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      reason === 'ENOENT' ? `There is no folder or archive ${root}.` : `The folder ${root} cannot be read (${reason}).`,
    )
  }
  if (names.some((name) => name === TRASH || existsSync(join(root, name, 'meta.yaml')))) return
  if (names.includes(REGISTRY) && foldersIn(from, join(root, REGISTRY)).length > 0) return
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `${root} is no file store: none of its folders holds a meta.yaml. Name the folder that is usually called mlruns.`,
  )
}

const experimentFolders = (from: LocalRoots, root: string, onProblem: OnProblem): string[] => [
  ...foldersIn(from, root)
    .filter((name) => name !== REGISTRY)
    .map((name) => join(root, name)),
  ...(attempt(() => foldersIn(from, join(root, TRASH)), onProblem) ?? []).map((name) => join(root, TRASH, name)),
]

const runFolders = (from: LocalRoots, experiment: string): string[] => foldersIn(from, experiment).filter((name) => !NO_RUNS.has(name))

/** Whether a folder was written by a client that keeps its experiments in a database: neither it nor a run in it has a meta.yaml. */
function isOnlyArtifacts(from: LocalRoots, experiment: string): boolean {
  if (existsSync(join(experiment, 'meta.yaml'))) return false
  const names = attempt(
    () => runFolders(from, experiment),
    () => {},
  )
  return names !== undefined && names.length > 0 && !names.some((run) => existsSync(join(experiment, run, 'meta.yaml')))
}

async function* items(from: LocalRoots, root: string, wanted: Wanted, onProblem: OnProblem): AsyncGenerator<MovedItem, void, undefined> {
  const owned: Owned[] = []
  const outside = new OutsideLocations(from)
  // Locations that stay as they are need the same consent as files that are read.
  const mayStay = (location: string): boolean => wanted.files || !outside.note(location)
  const moved = new Map<string, string>()
  const own: Own = (owner, location, written) => {
    if (written !== undefined && written !== location) moved.set(written, location)
    const folder = localFolder(location)
    if (folder !== undefined && (!wanted.files || !outside.note(location))) owned.push({ owner, folder })
  }
  const reader: Reader = { from, own, mayStay, onProblem }
  for (const folder of experimentFolders(from, root, onProblem)) {
    if (isOnlyArtifacts(from, folder)) {
      onProblem(`${folder} holds artifacts only, of a store with its own database`, 'note')
      continue
    }
    const experiment = attempt(() => readExperiment(from, folder), onProblem)
    if (!experiment || (wanted.experiments && !wanted.experiments.includes(experiment.name))) continue
    if (!mayStay(experiment.artifact_location)) continue
    yield { kind: 'experiment', experiment }
    yield* runs(reader, folder, experiment.experiment_id)
    if (wanted.models) yield* loggedModels(reader, folder, experiment.experiment_id)
    const traces = attempt(() => foldersIn(from, join(folder, 'traces')), onProblem)?.length ?? 0
    if (traces > 0) onProblem(`${join(folder, 'traces')}: ${traces} traces, which are not kept here`, 'note')
  }
  if (wanted.models && !wanted.experiments) yield* registry(from, join(root, REGISTRY), moved, onProblem)
  if (wanted.files) for (const { owner, folder } of owned) yield* localFiles(from, owner, folder, onProblem)
  for (const problem of outside.problems()) onProblem(problem)
}

function readExperiment(from: LocalRoots, folder: string): Experiment {
  const meta = Meta.read(from, join(folder, 'meta.yaml'))
  const [creation_time, last_update_time] = [meta.whole('creation_time'), meta.whole('last_update_time')]
  return {
    experiment_id: meta.required('experiment_id'),
    name: meta.required('name'),
    artifact_location: locationOf(from, meta.text('artifact_location'), folder),
    lifecycle_stage: meta.text('lifecycle_stage') === 'deleted' ? 'deleted' : 'active',
    ...(creation_time !== undefined && { creation_time }),
    ...(last_update_time !== undefined && { last_update_time }),
    tags: pairsIn(from, join(folder, 'tags')),
    workspace: 'default',
  }
}

/** Notes whose files lie where, and where they lay when that was written down. */
type Own = (owner: FileOwner, location: string, written?: string) => void

interface Reader {
  readonly from: LocalRoots
  readonly own: Own
  /** Whether a location may be stored as it is. */
  readonly mayStay: (location: string) => boolean
  readonly onProblem: OnProblem
}

async function* runs(
  { from, own, mayStay, onProblem }: Reader,
  folder: string,
  experimentId: string,
): AsyncGenerator<MovedItem, void, undefined> {
  for (const run_id of attempt(() => runFolders(from, folder), onProblem) ?? []) {
    const read = attempt(() => readRun(from, folder, run_id, experimentId), onProblem)
    if (!read) continue
    const { run, deleted_time, written_place, metrics } = read
    if (!mayStay(run.info.artifact_uri ?? '')) continue
    yield { kind: 'run', run, ...(deleted_time !== undefined && { deleted_time }) }
    for (const key of metrics) {
      const file = attempt(() => from.file(join(folder, run_id, 'metrics', key)), onProblem)
      if (file === undefined) continue
      for await (const points of readPoints(file, onProblem)) yield { kind: 'points', run_id, key, points }
    }
    own({ run_id }, run.info.artifact_uri ?? '', written_place)
  }
}

function* loggedModels(
  { from, own, mayStay, onProblem }: Reader,
  folder: string,
  experimentId: string,
): Generator<MovedItem, void, undefined> {
  for (const model_id of attempt(() => foldersIn(from, join(folder, 'models')), onProblem) ?? []) {
    const model = attempt(() => readLoggedModel(from, folder, model_id, experimentId), onProblem)
    if (!model || !mayStay(model.info.artifact_uri)) continue
    yield { kind: 'logged_model', model }
    own({ model_id }, model.info.artifact_uri)
  }
}

function* registry(
  from: LocalRoots,
  folder: string,
  moved: ReadonlyMap<string, string>,
  onProblem: OnProblem,
): Generator<MovedItem, void, undefined> {
  for (const name of attempt(() => foldersIn(from, folder), onProblem) ?? []) {
    const registered_model = attempt(() => readRegisteredModel(from, join(folder, name)), onProblem)
    if (!registered_model) continue
    yield { kind: 'registered_model', registered_model }
    for (const at of attempt(() => versionFolders(from, join(folder, name)), onProblem) ?? []) {
      const read = attempt(() => readModelVersion(from, join(folder, name, at), registered_model.aliases), onProblem)
      if (!read) continue
      const { version, storage_location } = read
      const model_version = { ...version, source: replacePlace(moved, version.source) }
      const place = storage_location === undefined ? {} : { storage_location: replacePlace(moved, storage_location) }
      yield { kind: 'model_version', model_version, ...place }
    }
  }
}

/** The files below a folder of this machine, links resolved, as far as they may be taken. */
export function* localFiles(
  from: LocalRoots,
  owner: FileOwner,
  folder: string,
  onProblem: OnProblem,
): Generator<MovedFile, void, undefined> {
  for (const path of attempt(() => keysIn(from, folder), onProblem) ?? []) {
    const file = attempt(() => from.file(join(folder, path)), onProblem)
    if (file === undefined) continue
    const stats = statSync(file, { throwIfNoEntry: false })
    if (!stats?.isFile()) onProblem(`${file} is no file`)
    else yield { kind: 'file', owner, path, size: stats.size, open: async () => createReadStream(file) }
  }
}

/** The result of `work`, or nothing after its error was reported. */
function attempt<Result>(work: () => Result, onProblem: OnProblem): Result | undefined {
  try {
    return work()
  } catch (error) {
    onProblem(error instanceof Error ? error.message : String(error))
    return undefined
  }
}
