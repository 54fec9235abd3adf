import { type ArtifactStore } from '@tailrace/artifacts'
import {
  MlflowError,
  type RequestOf,
  type ResponseOf,
  type SafePath,
  baseName,
  invalid,
  listTrash,
  parentPath,
  previewPurge,
  purgeTrash,
} from '@tailrace/contract'
import { type CallerStore, purgeRowsEndpoint } from '@tailrace/store'
import { type ServerEndpoint, serverEndpoint } from './server-endpoint.ts'
import type { ArtifactRoots, ArtifactTarget } from './artifact-roots.ts'
import type { StoreFor } from './caller-store.ts'

/** Files and the bytes in them. */
interface Size {
  files: number
  bytes: number
}

type Trash = ResponseOf<typeof listTrash>

/** Previews and purges the trash: files first, rows only when the files are gone or the caller says that they may be left. */
export function trashEndpoints(storeFor: StoreFor, places: ArtifactRoots): ServerEndpoint[] {
  return [
    serverEndpoint(previewPurge, async (request, http) => {
      const trash = await storeFor(http).call(listTrash, request)
      const { reachable, unreachable } = findAll(places, trash)
      return { ...counts(trash), ...(await sumOf(reachable, measure)), unreachable }
    }),
    serverEndpoint(purgeTrash, (request, http) => purge(storeFor(http), places, request)),
  ]
}

/**
 * Purges what is named. All of it is checked before anything is deleted; cut off in the middle, a second purge of the same finishes.
 * @throws MlflowError INVALID_PARAMETER_VALUE: nothing is named, something is active, or files cannot be reached and must not be left;
 * RESOURCE_DOES_NOT_EXIST
 */
async function purge(
  store: CallerStore,
  places: ArtifactRoots,
  { run_ids = [], experiment_ids = [], logged_model_ids = [], keep_artifacts = false }: RequestOf<typeof purgeTrash>,
): Promise<ResponseOf<typeof purgeTrash>> {
  if (run_ids.length + experiment_ids.length + logged_model_ids.length === 0) {
    throw invalid('Name the runs, experiments or logged models that are to be deleted for good.')
  }
  const trash = await store.call(listTrash, { run_ids, experiment_ids, logged_model_ids })
  const { reachable, unreachable } = findAll(places, trash)
  if (unreachable.length > 0 && !keep_artifacts) throw unreachableRefused(unreachable)
  const size = await sumOf(reachable, remove)
  const gone = {
    run_ids: trash.runs.map(({ run_id }) => run_id),
    experiment_ids: trash.experiment_ids,
    logged_model_ids: trash.logged_models.map(({ model_id }) => model_id),
  }
  while ((await store.call(purgeRowsEndpoint, gone)).changed > 0);
  return { ...gone, ...size, unreachable }
}

const counts = ({ runs, experiment_ids, logged_models }: Trash) => ({
  runs: runs.length,
  experiments: experiment_ids.length,
  logged_models: logged_models.length,
})

function unreachableRefused(locations: readonly string[]): MlflowError {
  const more = locations.length > 1 ? ` and ${locations.length - 1} more locations` : ''
  return invalid(
    `The files in ${locations[0] ?? ''}${more} cannot be reached from here, so nothing was deleted. Make them reachable, or leave them with keep_artifacts.`,
  )
}

/** Finds the files of each run and logged model; a location that this server cannot reach is named. */
function findAll(places: ArtifactRoots, { runs, logged_models }: Trash): { reachable: ArtifactTarget[]; unreachable: string[] } {
  const reachable: ArtifactTarget[] = []
  const unreachable: string[] = []
  for (const { artifact_uri } of [...runs, ...logged_models]) {
    if (artifact_uri === '') continue
    try {
      const place = places.find(artifact_uri)
      // A location that is a whole store belongs to no run alone.
      if (place.path === '') unreachable.push(artifact_uri)
      else reachable.push(place)
    } catch (error) {
      if (!(error instanceof MlflowError)) throw error
      unreachable.push(artifact_uri)
    }
  }
  return { reachable, unreachable }
}

/** Storage that is down ends this with an error: the files in it would be left for ever. */
async function sumOf(places: readonly ArtifactTarget[], work: (store: ArtifactStore, path: SafePath) => Promise<Size>): Promise<Size> {
  const size = { files: 0, bytes: 0 }
  for (const { store, path } of places) {
    const { files, bytes } = await work(store, path)
    size.files += files
    size.bytes += bytes
  }
  return size
}

async function measure(store: ArtifactStore, path: SafePath): Promise<Size> {
  const size = { files: 0, bytes: 0 }
  const folders = [path]
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await store.list(folder)) {
      if (entry.is_dir) folders.push(entry.path)
      else {
        size.files++
        size.bytes += entry.file_size ?? 0
      }
    }
  }
  return size
}

/** Deletes the files, and the folder of the run or model above them when nothing else is in it. */
async function remove(store: ArtifactStore, path: SafePath): Promise<Size> {
  const size = await measure(store, path)
  await store.delete(path)
  const above = parentPath(path)
  if (baseName(path) === 'artifacts' && above !== '' && (await store.stat(above))?.is_dir && (await store.list(above)).length === 0) {
    await store.delete(above)
  }
  return size
}
