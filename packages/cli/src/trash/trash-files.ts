import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type ArtifactUri, parseArtifactUri } from '@tailrace/contract'
import { type Client, MlflowError } from '@tailrace/sdk'
import { openTracking } from '../tracking.ts'

/** Where `gc` finds the files of the trash. */
export interface GcFiles {
  /** Tracking URI: a server, or a database. */
  readonly server: string
  /** The database whose rows are deleted; undefined where the server deletes both. */
  readonly database: string | undefined
  /** Folder of the proxied files, where one was named. */
  readonly destination: string | undefined
  /** Proxied files are deleted through the server, rows in the database. */
  readonly isProxied: boolean
}

type Trash = Awaited<ReturnType<Client['listTrash']>>

interface Owner {
  readonly id: string
  readonly experiment_id: string
  readonly artifact_uri: string
}

/** Runs whose client knew the server by its address carry the address of the proxy. */
const PROXY_ADDRESS = /\/(?:ajax-)?api\/2\.0\/mlflow-artifacts\/artifacts\/(.+)$/
/** The folder of proxied files that a server uses unless another is named. */
const DEFAULT_DESTINATION = './mlartifacts'

/**
 * Returns the locations in the trash whose files cannot be reached from here, or would be looked for in the wrong folder.
 * @param refused locations that the server or database itself cannot read
 * @throws MlflowError when the server of the proxied files does not answer
 */
export async function unreachableFiles(files: GcFiles, client: Client, trash: Trash, refused: readonly string[]): Promise<string[]> {
  if (files.database === undefined) return [...refused]
  const isProxy = files.isProxied ? await proxyCheck(files.server, client) : undefined
  const unreachable = new Set<string>()
  for (const owner of ownersOf(trash)) {
    const path = proxiedPath(owner.artifact_uri)
    const isReachable = path === undefined ? !refused.includes(owner.artifact_uri) && hasFolder(owner) : await isProxied(path, owner)
    if (!isReachable) unreachable.add(owner.artifact_uri)
  }
  return [...unreachable]

  async function isProxied(path: string, owner: Owner): Promise<boolean> {
    if (isProxy) return isProxy(owner)
    if (files.destination === undefined) return existsSync(join(DEFAULT_DESTINATION, path))
    return isDirectory(parseArtifactUri(files.destination, process.cwd()))
  }
}

/**
 * Deletes the files of runs and logged models that a server proxies; those that lie elsewhere are left.
 * @param left locations that are not to be touched
 * @throws MlflowError when the server cannot be reached or refuses
 */
export async function deleteProxied(server: string, trash: Trash, left: ReadonlySet<string>): Promise<void> {
  // With the credentials of `login`, as everything else.
  const { client: remote } = await openTracking(server)
  for (const { artifact_uri } of ownersOf(trash)) {
    const path = proxiedPath(artifact_uri)
    if (path !== undefined && !left.has(artifact_uri)) await remote.deleteProxiedArtifact({ rest: path })
  }
}

const ownersOf = ({ runs, logged_models }: Trash): Owner[] =>
  [
    ...runs.map(({ run_id, ...rest }) => ({ id: run_id, ...rest })),
    ...logged_models.map(({ model_id, ...rest }) => ({ id: model_id, ...rest })),
  ].filter(({ artifact_uri }) => artifact_uri !== '')

/** The path below the root of the proxy, undefined for a location elsewhere and for the root itself. */
function proxiedPath(location: string): string | undefined {
  const uri = parsed(location)
  if (uri?.scheme === 'mlflow-artifacts') return uri.path || undefined
  return uri?.scheme === 'http' || uri?.scheme === 'https' ? PROXY_ADDRESS.exec(uri.path)?.[1] : undefined
}

function parsed(location: string): ArtifactUri | undefined {
  try {
    return parseArtifactUri(location)
  } catch {
    return undefined
  }
}

/** A run without files has no folder. Where not even the folder above its experiment exists, its disk is not mounted or was moved. */
function hasFolder({ id, artifact_uri }: Owner): boolean {
  const uri = parsed(artifact_uri)
  if (uri?.scheme !== 'file') return true
  const experiment = uri.path.replace(new RegExp(`(?:/models)?/${id}(?:/artifacts)?/?$`), '')
  return existsSync(uri.path) || existsSync(dirname(experiment))
}

function isDirectory(uri: ArtifactUri): boolean {
  return uri.scheme === 'file' && statSync(uri.path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** Tells whether the server has the experiment of an owner: a server of another database would delete nothing and say nothing. */
async function proxyCheck(server: string, local: Client): Promise<(owner: Owner) => Promise<boolean>> {
  const { client: remote } = await openTracking(server)
  const known = new Map<string, Promise<boolean>>()
  const isSame = async (experiment_id: string): Promise<boolean> => {
    const here = (await local.getExperiment({ experiment_id })).experiment
    try {
      const there = (await remote.getExperiment({ experiment_id })).experiment
      return here.name === there.name && String(here.creation_time) === String(there.creation_time)
    } catch (error) {
      if (error instanceof MlflowError && error.code === 'RESOURCE_DOES_NOT_EXIST') return false
      throw error
    }
  }
  return ({ experiment_id }) => {
    const answer = known.get(experiment_id) ?? isSame(experiment_id)
    known.set(experiment_id, answer)
    return answer
  }
}
