import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { type SafePath, MlflowError, isInside, parseArtifactUri, parseSafePath, schemeOf } from '@tailrace/contract'
import { OUTSIDE, RELATIVE } from './archive/format.ts'

/** A local folder outside of the artifacts destination that holds files of a run or a logged model. */
export interface OutsideFolder {
  /** Absolute path. */
  readonly path: string
  /** Folder of its files in an archive, with a slash at its end. */
  readonly member: string
}

/** Where `backup` and `restore` may read and write artifacts. */
export interface ArtifactFolders {
  readonly artifactsDestination: string
  readonly localArtifactRoots: readonly string[]
}

/** Old runs carry the address that an artifact proxy had: their files are in the destination. */
const PROXY_ADDRESS = /\/mlflow-artifacts\/artifacts(?:\/|$)/

/** Returns the folders whose files a server on this database could serve, as absolute paths; the destination is one of them. */
export async function servedFolders(uri: string, { artifactsDestination, localArtifactRoots }: ArtifactFolders): Promise<string[]> {
  const { DEFAULT_CONFIG, localRoots, withNearbyRoots } = await import('@tailrace/server')
  const given = { ...DEFAULT_CONFIG, artifacts_destination: artifactsDestination, local_artifact_roots: localArtifactRoots }
  const roots = localRoots(withNearbyRoots(uri, given), process.env['MLFLOW_DEFAULT_ARTIFACT_ROOT'] || undefined)
  return roots.map((root) => root.uri.path)
}

/**
 * Returns the local folders from which a copy may take files: for a database those that its server could serve, for a server only those that
 * the user names.
 */
export async function sourceFolders(
  uri: string,
  destination: string | undefined,
  localArtifactRoots: readonly string[],
): Promise<string[]> {
  if (/^https?:/i.test(uri)) return [...localArtifactRoots]
  const artifactsDestination = destination || process.env['MLFLOW_ARTIFACTS_DESTINATION'] || './mlartifacts'
  return servedFolders(uri, { artifactsDestination, localArtifactRoots })
}

/**
 * Sorts locations of runs and logged models: the folders that may be read, and a line about the others for each place. Those in the
 * destination are left out.
 */
export async function outsideFolders(
  locations: readonly string[],
  roots: readonly string[],
  { artifactsDestination }: Pick<ArtifactFolders, 'artifactsDestination'>,
): Promise<{ folders: OutsideFolder[]; problems: string[] }> {
  const { folderToServe } = await import('@tailrace/server')
  const destination = parseArtifactUri(artifactsDestination, process.cwd())
  const folders = new Map<string, OutsideFolder>()
  const unread = new Map<string, number>()
  const leave = (place: string): void => void unread.set(place, (unread.get(place) ?? 0) + 1)
  for (const location of locations) {
    const uri = parsed(location)
    if (uri === undefined) leave(location)
    else if (uri.scheme === 'file') {
      if (isInside(destination, uri)) continue
      if (roots.some((root) => isBelow(root, uri.path))) folders.set(uri.path, { path: uri.path, member: memberOf(location, uri.path) })
      else leave(folderToServe(location))
    } else if (!(uri.scheme.startsWith('http') && PROXY_ADDRESS.test(uri.path))) {
      leave(uri.scheme === 'mlflow-artifacts' ? location : `${schemeOf(uri)}://${uri.authority}`)
    }
  }
  const problems = [...unread].map(([place, count]) => {
    const whose = count === 1 ? '1 run or logged model' : `${count} runs and logged models`
    const how =
      /^[a-z][a-z0-9+.-]+:/i.test(place) && !/^file:/i.test(place)
        ? 'cannot be read from here'
        : `--local-artifact-roots ${place} takes them`
    return `artifacts of ${whose} in ${place}: ${how}`
  })
  return { folders: withoutNested([...folders.values()]), problems }
}

/** Where a member of a backup goes. */
export interface OutsideFile {
  /** Folder that may be written. */
  readonly root: string
  /** Below it. */
  readonly path: SafePath
}

/**
 * Decides where the files of a backup that lay outside of the destination go: to where they were. Those that are there already with the
 * same content are left out.
 * @param sums names of members and their SHA-256 in hex
 * @throws MlflowError INVALID_STATE before anything is written: for a folder that may not be written, and for files that differ unless forced
 */
export async function planOutside(
  sums: ReadonlyMap<string, string>,
  roots: readonly string[],
  { force }: { readonly force: boolean },
): Promise<Map<string, OutsideFile>> {
  const plan = new Map<string, OutsideFile>()
  for (const [name, sum] of sums) {
    const path = originOf(name)
    if (path === undefined) continue
    const there = statSync(path, { throwIfNoEntry: false }) && (await sumOf(path))
    if (there === sum) continue
    const root = roots.find((folder) => isBelow(folder, path))
    if (root === undefined) throw unwritable(path, roots)
    if (there !== undefined && !force)
      throw new MlflowError('INVALID_STATE', `The file ${path} is there already with other content: give --force to write over it.`)
    plan.set(name, { root, path: parseSafePath(relative(root, path)) })
  }
  return plan
}

function unwritable(path: string, roots: readonly string[]): MlflowError {
  const folder = path
    .replace(/\/(?:[0-9a-f]{32}|models\/m-[0-9a-f]{32})\/artifacts\/.*$/, '')
    .replace(/(\/mlruns|\/mlartifacts)\/\d+$/, '$1')
  return new MlflowError(
    'INVALID_STATE',
    `The backup holds files of ${folder}, which is not below ${roots.join(' or ')}: give --local-artifact-roots ${folder} to write them there, or --no-outside-artifacts to leave them out.`,
  )
}

/** The path from which a member was taken; undefined for other members. Relative locations start from the working directory. */
function originOf(name: string): string | undefined {
  if (name.startsWith(OUTSIDE)) return `/${parseSafePath(name.slice(OUTSIDE.length))}`
  if (name.startsWith(RELATIVE)) return resolve(parseSafePath(name.slice(RELATIVE.length)))
  return undefined
}

/** Relative locations stay relative: a server that is started elsewhere looks for them there. */
function memberOf(location: string, path: string): string {
  const fromHere = relative(process.cwd(), path)
  const isRelative = !/^(?:file:\/*)?\//i.test(location) && !fromHere.startsWith('..')
  return isRelative ? `${RELATIVE}${fromHere}/` : `${OUTSIDE}${path.slice(1)}/`
}

function parsed(location: string): ReturnType<typeof parseArtifactUri> | undefined {
  try {
    return parseArtifactUri(location, process.cwd())
  } catch {
    return undefined
  }
}

function withoutNested(folders: readonly OutsideFolder[]): OutsideFolder[] {
  const kept: OutsideFolder[] = []
  for (const folder of folders.toSorted((a, b) => a.path.length - b.path.length))
    if (!kept.some(({ path }) => isBelow(path, folder.path))) kept.push(folder)
  return kept
}

const isBelow = (root: string, path: string): boolean => path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`)

async function sumOf(path: string): Promise<string | undefined> {
  if (!statSync(path).isFile()) return ''
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk)
  return hash.digest('hex')
}
