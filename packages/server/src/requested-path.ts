import type { ArtifactStore } from '@tailrace/artifacts'
import { type SafePath, baseName, decodePath, invalid, joinSafePath, mlflowReading, parseRequestedPath } from '@tailrace/contract'
import type { FastifyRequest } from 'fastify'
import { pathOf } from './route.ts'

/** The routes of the artifact proxy that end with a path, up to it. */
const BEFORE_PATH = /^.*?\/2\.0\/mlflow-artifacts\/(?:artifacts|presigned|mpu\/(?:create|complete|abort))\//
/** The same before slashes are made one; the last slash ends the match, so that a path that begins with another stays absolute. */
const BEFORE_PATH_WITH_SLASHES = /^.*?\/+2\.0\/+mlflow-artifacts\/+(?:artifacts|presigned|mpu\/+(?:create|complete|abort))\//

/**
 * Returns the text of the path at the end of a request's address, decoded exactly once.
 *
 * MLflow's Python client writes names into addresses as they are: its `x%17.png` holds no control character. For it the escapes of
 * control characters stay, so that the name comes back to it, as from MLflow's server.
 */
export function textInAddress(request: FastifyRequest): string {
  return decodePath(pathOf(request).replace(BEFORE_PATH, ''), { keepControls: isPythonClient(request) })
}

/** Returns the path that a request wants to write. The Python client gets no name with `#`: it refuses to list the folder of such a file. */
export function pathToWrite(request: FastifyRequest, text: string): SafePath {
  const path = parseRequestedPath(text)
  if (isPythonClient(request) && path.includes('#'))
    throw invalid(`Invalid path: MLflow's Python client cannot list a name with '#': '${path}'`)
  return path
}

/** Returns the path that a request wants to read: the file of exactly this name or, for the Python client, the one that it means by it. */
export async function pathToRead(request: FastifyRequest, store: ArtifactStore, text: string): Promise<SafePath> {
  const path = parseRequestedPath(text)
  if (!isPythonClient(request) || path === '' || (await store.stat(path))) return path
  return (await meantByPythonClient(store, path)) ?? path
}

/**
 * Makes an address routable. Several slashes at its start or inside a route are read as one, as MLflow does or redirects to: clients and
 * proxies join addresses with a slash too many. In a path of artifacts they stay, and so do escapes, but for those that are malformed or
 * no UTF-8, which are written anew.
 */
export function routableUrl(url: string): string {
  const [, address = '', query = ''] = /^([^?]*)(.*)$/s.exec(url) ?? []
  const [before = address] = BEFORE_PATH_WITH_SLASHES.exec(address) ?? []
  return before.replaceAll(/\/{2,}/g, '/') + decodable(address.slice(before.length)) + query
}

function decodable(path: string): string {
  if (isDecodable(path)) return path
  try {
    return decodePath(path).split('/').map(encodeURIComponent).join('/')
  } catch {
    return path
  }
}

const isPythonClient = ({ headers }: FastifyRequest): boolean => /^mlflow-python-client\b/i.test(headers['user-agent'] ?? '')

/** That client decodes the names of a listing before it asks for them; the only file whose name reads so is meant. */
async function meantByPythonClient(store: ArtifactStore, path: SafePath): Promise<SafePath | undefined> {
  let at = '' as SafePath
  for (const segment of path.split('/') as SafePath[]) {
    const exact = joinSafePath(at, segment)
    const wanted = readingOf(segment)
    const meant = (await store.stat(exact))
      ? [{ path: exact }]
      : (await store.list(at)).filter((file) => readingOf(baseName(file.path)) === wanted)
    const [only] = meant
    if (meant.length !== 1 || !only) return undefined
    at = only.path
  }
  return at
}

function readingOf(name: string): string | undefined {
  try {
    return mlflowReading(name)
  } catch {
    return undefined
  }
}

function isDecodable(path: string): boolean {
  try {
    decodeURI(path)
    return true
  } catch {
    return false
  }
}
