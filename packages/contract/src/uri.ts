import { invalid } from './errors.ts'
import { normalizePath } from './names.ts'
import { decodeFully, hasParentSegment, joinSafePath, parseSafePath, type SafePath } from './safe-path.ts'

/** Schemes of object stores and remote file systems; whether a driver exists is another question. */
export const REMOTE_SCHEMES = ['s3', 'gs', 'wasbs', 'abfss', 'r2', 'b2', 'ftp', 'sftp', 'hdfs', 'viewfs', 'dbfs', 'http', 'https'] as const

/** Scheme of an object store or a remote file system. */
export type RemoteScheme = (typeof REMOTE_SCHEMES)[number]

/** Artifacts that the server moves itself; without a host, those of the server that the client talks to. */
export interface ProxiedUri {
  readonly scheme: 'mlflow-artifacts'
  readonly host?: string
  readonly port?: number
  readonly path: SafePath
}

/** A directory or file of this machine: absolute, normalised, decoded; `written` tells how it prints. */
export interface FileUri {
  readonly scheme: 'file'
  readonly path: string
  readonly written: 'path' | 'uri'
}

/** A place elsewhere: `path` is as written (an object's key, percent-encoded for http), with its leading slash, or empty. */
export interface RemoteUri {
  readonly scheme: RemoteScheme
  readonly authority: string
  readonly path: string
}

/** Any location that artifacts may have. What is not listed here has no type, and so reaches neither a store nor the database. */
export type ArtifactUri = ProxiedUri | FileUri | RemoteUri

const SCHEME = /^([a-z][a-z0-9+.-]*):(.*)$/is
const WITH_AUTHORITY = /^\/\/([^/]*)(.*)$/s
const AUTHORITY = /^[\w.~!$&'()*+,=:@%[\]-]*$/
const HOST_AND_PORT = /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/i
/** Remote schemes whose authority may be left out, because the driver's own configuration names the host. */
const AUTHORITY_OPTIONAL: ReadonlySet<string> = new Set<RemoteScheme>(['hdfs', 'viewfs', 'dbfs'])

/**
 * Parses a location: a URI of an allowed scheme or a local path. Relative local paths (also `file:x`) are taken from `base`,
 * and refused without one. `..` in local paths is resolved, elsewhere it is refused, as are fragments, queries, `;params`,
 * backslashes, control characters (in any percent-encoded form), other schemes, drive letters, `//host` and files of other
 * hosts. Throws INVALID_PARAMETER_VALUE.
 */
export function parseArtifactUri(text: string, base?: string): ArtifactUri {
  const decoded = decodeFully(text)
  if (text === '') throw refusal(text, 'it is empty')
  if (/[#?;]/.test(decoded)) throw refusal(text, 'fragments, queries and params are not allowed')
  if (decoded.includes('\\')) throw refusal(text, 'backslashes are not allowed')
  const [, scheme, rest = ''] = SCHEME.exec(text) ?? []
  if (scheme === undefined) return localUri(text, text, 'path', base)
  const [, authority, path] = WITH_AUTHORITY.exec(rest) ?? [undefined, '', rest]
  const name = scheme.toLowerCase()
  if (name === 'file') return fileUri(text, authority ?? '', path ?? '', base)
  if (hasParentSegment(decoded)) throw refusal(text, "'..' is not allowed")
  if (name === 'mlflow-artifacts') return proxiedUri(text, authority ?? '', path ?? '')
  const remote = REMOTE_SCHEMES.find((known) => known === name)
  if (!remote) throw refusal(text, `the scheme '${scheme}' is not supported`)
  return remoteUri(text, remote, authority ?? '', path ?? '')
}

/** The location as text; parsing it gives the same location again. */
export function printArtifactUri(uri: ArtifactUri): string {
  if (uri.scheme === 'file') return uri.written === 'uri' ? `file://${uri.path}` : uri.path
  if (uri.scheme !== 'mlflow-artifacts') {
    const slashes = uri.authority === '' && AUTHORITY_OPTIONAL.has(uri.scheme) ? '' : '//'
    return `${uri.scheme}:${slashes}${uri.authority}${uri.path}`
  }
  if (uri.host === undefined) return `mlflow-artifacts:/${uri.path}`
  return `mlflow-artifacts://${uri.host}${uri.port === undefined ? '' : `:${uri.port}`}/${uri.path}`
}

/** The location below `uri` that the segments name; a segment may be a path. Throws INVALID_PARAMETER_VALUE "Invalid path". */
export function joinArtifactUri(uri: ArtifactUri, ...segments: readonly string[]): ArtifactUri {
  const below = joinSafePath(...segments.map(parseSafePath))
  if (below === '') return uri
  if (uri.scheme === 'mlflow-artifacts') return { ...uri, path: joinSafePath(uri.path, below) }
  if (uri.scheme === 'file') return { ...uri, path: normalizePath(`${uri.path.replace(/\/$/, '')}/${below}`) }
  const written = uri.scheme.startsWith('http') ? below.split('/').map(encodeURIComponent).join('/') : below
  return { ...uri, path: `${uri.path.replace(/\/$/, '')}/${written}` }
}

/**
 * Path of a location relative to a root: empty if they are equal, undefined if it lies outside, has another scheme or another
 * authority. Compares text; links are the store's affair.
 */
export function relativeTo(root: ArtifactUri, uri: ArtifactUri): string | undefined {
  if (origin(root) !== origin(uri)) return undefined
  const outer = root.path.replace(/\/$/, '')
  const inner = uri.path.replace(/\/$/, '')
  if (inner === outer) return ''
  const prefix = outer === '' && uri.scheme === 'mlflow-artifacts' ? '' : `${outer}/`
  return inner.startsWith(prefix) ? inner.slice(prefix.length) : undefined
}

/** Whether a location is the root or lies below it. */
export function isInside(root: ArtifactUri, uri: ArtifactUri): boolean {
  return relativeTo(root, uri) !== undefined
}

/** Whether reading the location makes the reader connect to a host that the location itself names. */
export function namesHost(uri: ArtifactUri): boolean {
  if (uri.scheme === 'mlflow-artifacts') return uri.host !== undefined
  return !['file', 's3', 'gs', 'wasbs', 'dbfs'].includes(uri.scheme)
}

function origin(uri: ArtifactUri): string {
  if (uri.scheme === 'file') return 'file'
  if (uri.scheme !== 'mlflow-artifacts') return `${uri.scheme}://${uri.authority}`
  return `mlflow-artifacts://${uri.host ?? ''}:${uri.port ?? ''}`
}

function fileUri(text: string, authority: string, path: string, base: string | undefined): FileUri {
  if (authority === '' || authority.toLowerCase() === 'localhost') return localUri(text, path, 'uri', base)
  throw invalid(
    `${text} is not a valid remote uri. For remote access on windows, please consider using a different scheme such as SMB ` +
      '(e.g. smb://<hostname>/<path>).',
  )
}

function localUri(text: string, path: string, written: FileUri['written'], base: string | undefined): FileUri {
  const decoded = decodeFully(path)
  if (decoded.startsWith('//')) throw refusal(text, 'it names a host')
  if (!decoded.startsWith('/') && base === undefined) throw refusal(text, 'a local path must be absolute')
  return { scheme: 'file', path: normalizePath(decoded.startsWith('/') ? decoded : `${base ?? ''}/${decoded}`), written }
}

function proxiedUri(text: string, authority: string, path: string): ProxiedUri {
  const checked = parseSafePath(path.replace(/^\//, ''))
  if (authority === '') return { scheme: 'mlflow-artifacts', path: checked }
  const [, host, port] = HOST_AND_PORT.exec(authority) ?? []
  if (host === undefined || Number(port ?? 0) > 65_535) throw refusal(text, 'its host is malformed')
  const named = { scheme: 'mlflow-artifacts', host: host.toLowerCase(), path: checked } as const
  return port === undefined ? named : { ...named, port: Number(port) }
}

function remoteUri(text: string, scheme: RemoteScheme, authority: string, path: string): RemoteUri {
  if (!AUTHORITY.test(authority)) throw refusal(text, 'its host or bucket is malformed')
  if (authority === '' && !AUTHORITY_OPTIONAL.has(scheme)) throw refusal(text, 'it names no host or bucket')
  if (path !== '' && !path.startsWith('/')) throw refusal(text, 'its path is not absolute')
  return { scheme, authority, path }
}

function refusal(text: string, reason: string) {
  return invalid(`Invalid artifact location '${text}': ${reason}.`)
}
