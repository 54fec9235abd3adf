import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MlflowError, maskSecrets } from '@tailrace/contract'
import { Artifacts, type Client, findModelVersion } from '@tailrace/sdk'

/** Files somewhere: on this machine, or a path below a root that a client reaches. */
export type ResolvedArtifact =
  { readonly kind: 'local'; readonly path: string } | { readonly kind: 'remote'; readonly files: Artifacts; readonly path: string }

/** A run's files, or those at a path below its root. */
export async function artifactInRun(client: Client, run_id: string, path = ''): Promise<ResolvedArtifact> {
  const { info } = (await client.getRun({ run_id })).run
  const uri = info.artifact_uri ?? ''
  return localPlace(uri, path) ?? { kind: 'remote', files: new Artifacts(client, { run_id }, uri), path: path.replace(/\/+$/, '') }
}

/** The files of a logged model. */
export async function artifactOfLoggedModel(client: Client, model_id: string, path = ''): Promise<ResolvedArtifact> {
  const uri = (await client.getLoggedModel({ model_id })).model.info.artifact_uri
  return localPlace(uri, path) ?? { kind: 'remote', files: new Artifacts(client, { model_id }, uri), path }
}

/**
 * Where the files of an address are: `runs:/<run id>[/path]`, `models:/m-<id>[/path]`, `models:/<name>/<version, stage or latest>[/path]`,
 * `models:/<name>@<alias>[/path]`, `mlflow-artifacts:/...`, the `http(s)` address of an artifact proxy, a `file:` URI or a local path.
 * @throws MlflowError for another one
 */
export async function resolveArtifact(client: Client, uri: string): Promise<ResolvedArtifact> {
  const [, run = '', inRun = ''] = /^runs:\/+([^/]+)(?:\/(.*))?$/.exec(uri) ?? []
  if (run !== '') return artifactInRun(client, run, inRun)
  const [, logged = '', inModel = ''] = /^models:\/+(m-[0-9a-f]{32})(?:\/(.*))?$/.exec(uri) ?? []
  if (logged !== '') return artifactOfLoggedModel(client, logged, inModel)
  if (uri.startsWith('models:')) return placeOfVersion(client, uri)
  if (/^(mlflow-artifacts|https?):/i.test(uri)) {
    const [, root = uri, path = ''] = /^(.*\/)([^/]+)\/?$/.exec(uri) ?? []
    return { kind: 'remote', files: new Artifacts(client, undefined, root.replace(/([^/:])\/$/, '$1')), path }
  }
  const local = localPlace(uri, '')
  if (local) return local
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `'${maskSecrets(uri)}' is no address of artifacts that can be read from here: give runs:/, models:/, mlflow-artifacts:/, http(s):// or a local path.`,
  )
}

async function placeOfVersion(client: Client, uri: string): Promise<ResolvedArtifact> {
  const [, address = '', path = ''] = /^(models:\/+(?:[^/@]+@[^/]+|[^/@]+\/[^/]+))(?:\/(.*))?$/.exec(uri) ?? []
  const version = await findModelVersion(client, address)
  const { artifact_uri } = await client.getModelVersionDownloadUri({ name: version.name, version: version.version })
  const below = (root: string): string => [root, path].filter(Boolean).join('/')
  if (/^models:\/+m-/.test(artifact_uri)) return resolveArtifact(client, below(artifact_uri))
  const local = localPlace(artifact_uri, path)
  if (local) return local
  // A client lists an object store by run or model only.
  const [, model = '', inModel = ''] = /\/(m-[0-9a-f]{32})\/artifacts(?:\/(.*))?$/.exec(artifact_uri) ?? []
  if (model !== '') return artifactOfLoggedModel(client, model, below(inModel))
  const at = version.run_id ? artifact_uri.indexOf(`/${version.run_id}/artifacts/`) : -1
  if (at >= 0) return artifactInRun(client, version.run_id ?? '', below(artifact_uri.slice(at + `/${version.run_id}/artifacts/`.length)))
  return { kind: 'remote', files: new Artifacts(client, undefined, artifact_uri), path }
}

/** A place on this machine, when the URI is one. */
function localPlace(uri: string, path: string): ResolvedArtifact | undefined {
  if (/^[a-z][a-z0-9+.-]+:/i.test(uri) && !/^file:/i.test(uri)) return undefined
  const root = /^file:/i.test(uri) ? fileURLToPath(uri.replace(/^file:\/*/i, 'file:///')) : resolve(uri)
  const full = resolve(root, path)
  if (full !== root && !full.startsWith(`${root}/`)) throw new MlflowError('INVALID_PARAMETER_VALUE', `Invalid path: '${path}'`)
  return { kind: 'local', path: full }
}

/** Whether something lies at a local path. */
export const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined
