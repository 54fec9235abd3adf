import type { ArtifactStore } from '@tailrace/artifacts'
import {
  MlflowError,
  createPresignedDownloadUrl,
  createPresignedUploadUrl,
  invalid,
  joinSafePath,
  listArtifacts,
  listLoggedModelArtifacts,
  parseRequestedPath,
  type RequestOf,
  type ResponseOf,
} from '@tailrace/contract'
import { type ServerEndpoint, serverEndpoint } from './server-endpoint.ts'
import type { ArtifactLocations, LocationsFor } from './artifact-locations.ts'
import type { ArtifactRoots, ArtifactTarget } from './artifact-roots.ts'

/** Longest time for which a signed address may hold, in seconds: a week. */
const MAX_EXPIRATION = 604_800
/** Time for which one holds when the client names none, in seconds. */
const DEFAULT_EXPIRATION = 900

/** Lists files of runs and logged models, and signs addresses for those whose object store clients may reach. */
export function artifactEndpoints(locationsFor: LocationsFor, places: ArtifactRoots): ServerEndpoint[] {
  return [
    serverEndpoint(listArtifacts, (request, http) => listRunArtifacts(locationsFor(http), places, request)),
    serverEndpoint(listLoggedModelArtifacts, async ({ model_id, artifact_directory_path = '' }, http) =>
      listing(places, await locationsFor(http).ofLoggedModel(model_id), artifact_directory_path),
    ),
    serverEndpoint(createPresignedUploadUrl, async ({ run_id, model_id, path, expiration }, http) => {
      if (!run_id === !model_id) throw invalid('Exactly one of run_id and model_id must be provided.')
      parseRequestedPath(path)
      const locations = locationsFor(http)
      const location = run_id ? await locations.ofRun(run_id) : await locations.ofLoggedModel(model_id ?? '')
      const { presigned, path: root } = directPlace(places, location, 'upload')
      const { url, headers } = await presigned.upload(joinSafePath(root, parseRequestedPath(path)), seconds(expiration))
      return { presigned_url: url, headers }
    }),
    serverEndpoint(createPresignedDownloadUrl, async ({ run_id, path, expiration }, http) => {
      const lifetime = seconds(expiration)
      parseRequestedPath(path)
      const { presigned, path: root } = directPlace(places, await locationsFor(http).ofRun(run_id), 'download')
      const { url, headers, file_size } = await presigned.download(joinSafePath(root, parseRequestedPath(path)), lifetime)
      return { presigned_url: url, headers, ...(file_size !== undefined && { file_size }) }
    }),
  ]
}

/** The files of a run one level deep; paths are relative to its root. @throws MlflowError */
export async function listRunArtifacts(
  locations: ArtifactLocations,
  places: ArtifactRoots,
  { run_id, path = '' }: RequestOf<typeof listArtifacts>,
): Promise<ResponseOf<typeof listArtifacts>> {
  return listing(places, await locations.ofRun(run_id), path)
}

async function listing(places: ArtifactRoots, root_uri: string, path: string): Promise<ResponseOf<typeof listArtifacts>> {
  const relative = parseRequestedPath(path)
  const root = places.find(root_uri)
  const files = await root.store.list(joinSafePath(root.path, relative))
  if (files.length === 0) return { root_uri }
  const above = root.path === '' ? 0 : root.path.length + 1
  return { root_uri, files: files.map((file) => ({ ...file, path: file.path.slice(above) })) }
}

function directPlace(
  places: ArtifactRoots,
  location: string,
  direction: 'upload' | 'download',
): { presigned: NonNullable<ArtifactStore['presigned']>; path: ArtifactTarget['path'] } {
  const [, proxied] = /^(mlflow-artifacts|https?):/i.exec(location) ?? []
  if (proxied !== undefined) throw proxiedRefusal(direction, proxied.toLowerCase())
  const { store, path } = places.find(location)
  if (store.presigned) return { presigned: store.presigned, path }
  throw new MlflowError('NOT_IMPLEMENTED', `Presigned ${direction} is not supported for the current artifact repository`)
}

function proxiedRefusal(direction: 'upload' | 'download', scheme: string): MlflowError {
  return direction === 'upload'
    ? invalid(
        `Presigned upload is not supported for proxied artifact storage (artifact URI scheme: ${scheme}). ` +
          'This endpoint requires a direct cloud storage artifact URI.',
      )
    : invalid(
        `Presigned download is not supported for runs with proxied artifact storage (artifact URI scheme: ${scheme}). ` +
          'This endpoint requires a run with a direct cloud storage artifact URI.',
      )
}

function seconds(expiration: number | bigint = DEFAULT_EXPIRATION): number {
  if (expiration >= 1 && expiration <= MAX_EXPIRATION) return Number(expiration)
  throw invalid(`expiration must be between 1 and ${MAX_EXPIRATION} seconds (got ${expiration}).`)
}
