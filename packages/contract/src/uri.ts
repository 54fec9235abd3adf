import { maskSecrets } from './mask.ts'
import { invalid } from './errors.ts'
import { normalizePath } from './names.ts'
import { decodeFully, decodePath, hasParentSegment, joinSafePath, parseRequestedPath, type SafePath } from './safe-path.ts'

/** Schemes of object stores and remote file systems that MLflow itself knows; whether a driver exists is another question. */
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

/** A directory or file of this machine: absolute, normalized, decoded; `written` tells how it prints. */
export interface FileUri {
  readonly scheme: 'file'
  readonly path: string
  readonly written: 'path' | 'uri'
}

/**
 * A location elsewhere: `path` is as written (an object's key, percent-encoded for http), with its leading slash, or empty; so is
 * `query`, with its leading `?`, or empty.
 */
export interface RemoteUri {
  readonly scheme: RemoteScheme
  readonly authority: string
  readonly path: string
  readonly query: string
}

/** A location whose scheme (`name`) only plug-ins of clients know; the server stores it and never opens it. */
export interface PluginUri {
  readonly scheme: 'plugin'
  readonly name: string
  readonly authority: string
  readonly path: string
  readonly query: string
}

/** Any location that artifacts may have. Text of another form has no type, and so reaches neither a store nor the database. */
export type ArtifactUri = ProxiedUri | FileUri | RemoteUri | PluginUri

const SCHEME = /^([a-z][a-z0-9+.-]*):(.*)$/is
const WITH_AUTHORITY = /^\/\/([^/]*)(.*)$/s
const AUTHORITY = /^[\w.~!$&'()*+,=:@%[\]-]*$/
const HOST_AND_PORT = /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/i
/** Remote schemes whose authority may be left out, because the driver's own configuration names the host. */
const AUTHORITY_OPTIONAL: ReadonlySet<string> = new Set<RemoteScheme>(['hdfs', 'viewfs', 'dbfs'])
/** Schemes that are references of MLflow, or run in a browser, and never locations. */
export const UNSUPPORTED_SCHEMES: ReadonlySet<string> = new Set([
  'runs',
  'models',
  'prompts',
  'data',
  'javascript',
  'vbscript',
  'blob',
  'about',
])
// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/

/**
 * Parses a location: a URI or a local path. Local ones are decoded once, as MLflow does; relative ones (also `file:x`) are taken from
 * `base`, and refused without one; `..` in them is resolved, and in a bare path `#`, `?` and `;` are ordinary characters. Elsewhere
 * `..`, fragments and `;params` are refused in any percent-encoded form, and a query except where the server only stores the location.
 * Backslashes, control characters, drive letters, `//host` and files of other hosts are always refused.
 * Throws INVALID_PARAMETER_VALUE.
 */
export function parseArtifactUri(text: string, base?: string): ArtifactUri {
  if (text === '') throw refusal(text, 'it is empty')
  const [, scheme, rest = ''] = SCHEME.exec(text) ?? []
  if (scheme === undefined) return localUri(text, text, 'path', base)
  const at = rest.indexOf('?')
  const [body, query] = at < 0 ? [rest, ''] : [rest.slice(0, at), rest.slice(at)]
  const [, authority = '', path = body] = WITH_AUTHORITY.exec(body) ?? []
  const name = scheme.toLowerCase()
  if (name === 'file') {
    if (/[#?;]/.test(rest)) throw refusal(text, 'fragments, queries and params are not allowed')
    return fileUri(text, authority, path, base)
  }
  const decoded = decodeFully(body)
  if (CONTROL.test(decoded + decodeFully(query)) || !text.isWellFormed()) throw invalid('Invalid path')
  if (/[#?;]/.test(decoded) || query.includes('#')) throw refusal(text, 'fragments, queries and params are not allowed in its path')
  if (decoded.includes('\\')) throw refusal(text, 'backslashes are not allowed')
  if (hasParentSegment(`${decoded}/${decodeFully(query).replaceAll(/[?&=]/g, '/')}`)) throw refusal(text, "'..' is not allowed")
  if (name !== 'mlflow-artifacts') return remoteUri(text, { name, authority, path, query })
  if (query !== '') throw refusal(text, 'fragments, queries and params are not allowed')
  return proxiedUri(text, authority, path)
}

/** The location as text; parsing it gives the same location again. */
export function printArtifactUri(uri: ArtifactUri): string {
  if (uri.scheme === 'file') return printLocal(uri)
  if (uri.scheme !== 'mlflow-artifacts') {
    return `${schemeOf(uri)}:${uri.authority === '' ? '' : '//'}${uri.authority}${uri.path}${uri.query}`
  }
  const authority = uri.host === undefined ? '' : `//${uri.host}${uri.port === undefined ? '' : `:${uri.port}`}`
  return `mlflow-artifacts:${authority}/${keptByDecoding(uri.path)}`
}

/** Returns the location below `uri` that the segments name; a segment may be a path, and is not decoded. Throws INVALID_PARAMETER_VALUE "Invalid path". */
export function joinArtifactUri(uri: ArtifactUri, ...segments: readonly string[]): ArtifactUri {
  const below = joinSafePath(...segments.map(parseRequestedPath))
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

/** The scheme of a location as it is written. */
export function schemeOf(uri: ArtifactUri): string {
  return uri.scheme === 'plugin' ? uri.name : uri.scheme
}

/** Whether a location is the root or lies below it. */
export function isInside(root: ArtifactUri, uri: ArtifactUri): boolean {
  return relativeTo(root, uri) !== undefined
}

function origin(uri: ArtifactUri): string {
  if (uri.scheme === 'file') return 'file'
  if (uri.scheme !== 'mlflow-artifacts') return `${schemeOf(uri)}://${uri.authority}`
  return `mlflow-artifacts://${uri.host ?? ''}:${uri.port ?? ''}`
}

function fileUri(text: string, authority: string, path: string, base: string | undefined): FileUri {
  if (authority === '' || authority.toLowerCase() === 'localhost') return localUri(text, path, 'uri', base)
  throw invalid(
    `${maskSecrets(text)} is not a valid remote uri. For remote access on windows, please consider using a different scheme such as SMB ` +
      '(e.g. smb://<hostname>/<path>).',
  )
}

function localUri(text: string, path: string, written: FileUri['written'], base: string | undefined): FileUri {
  const decoded = decodeOnce(text, path)
  if (decoded.includes('\\')) throw refusal(text, 'backslashes are not allowed')
  if (CONTROL.test(decoded) || !decoded.isWellFormed()) throw refusal(text, 'control characters are not allowed')
  if (decoded.startsWith('//')) throw refusal(text, 'it names a host')
  if (!decoded.startsWith('/') && base === undefined) throw refusal(text, 'a local path must be absolute')
  // No folder is called so, and another decoder would climb.
  if (hasParentSegment(withoutEscapes(normalizePath(`/${decoded}`)))) throw refusal(text, "an encoded '..' is not allowed")
  return { scheme: 'file', path: normalizePath(decoded.startsWith('/') ? decoded : `${base ?? ''}/${decoded}`), written }
}

/** A text in which no dot, slash, backslash or percent sign is left encoded, in however many layers. */
function withoutEscapes(text: string): string {
  const next = text.replaceAll(/%(?:25|2e|2f|5c)/gi, decodeURIComponent)
  return next === text ? text : withoutEscapes(next)
}

/** Local paths are decoded whether they are written as a URI or not: MLflow and its clients read both so. */
function decodeOnce(text: string, path: string): string {
  return path.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes)
    } catch {
      throw refusal(text, `'${escapes}' is not percent-encoded UTF-8; write a percent sign of a name as %25`)
    }
  })
}

/** Escapes the `%` of a decoded path where parsing would take it for the beginning of an escape. */
const keptByDecoding = (path: string): string => path.replaceAll(/%(?=[0-9a-f]{2})/gi, '%25')

function printLocal({ path, written }: FileUri): string {
  const escaped = keptByDecoding(path)
  return written === 'path' ? escaped : `file://${escaped.replaceAll(/[#?;]/g, encodeURIComponent)}`
}

function proxiedUri(text: string, authority: string, path: string): ProxiedUri {
  const checked = parseRequestedPath(decodePath(path.replace(/^\//, '')))
  if (authority === '') return { scheme: 'mlflow-artifacts', path: checked }
  const [, host, port] = HOST_AND_PORT.exec(authority) ?? []
  if (host === undefined || Number(port ?? 0) > 65_535) throw refusal(text, 'its host is malformed')
  const named = { scheme: 'mlflow-artifacts', host: host.toLowerCase(), path: checked } as const
  return port === undefined ? named : { ...named, port: Number(port) }
}

function remoteUri(text: string, parts: Omit<PluginUri, 'scheme'>): RemoteUri | PluginUri {
  const { name, authority, path } = parts
  if (UNSUPPORTED_SCHEMES.has(name)) throw refusal(text, `the scheme '${name}' is not supported`)
  if (name.length === 1) throw refusal(text, 'drive letters are not supported')
  const scheme = REMOTE_SCHEMES.find((known) => known === name)
  if (!AUTHORITY.test(authority)) throw refusal(text, 'its host or bucket is malformed')
  if (authority === '' && scheme !== undefined && !AUTHORITY_OPTIONAL.has(scheme)) throw refusal(text, 'it names no host or bucket')
  if ((path !== '' || authority === '') && !path.startsWith('/')) throw refusal(text, 'its path is not absolute')
  return scheme === undefined ? { scheme: 'plugin', ...parts } : { scheme, authority, path, query: parts.query }
}

function refusal(text: string, reason: string) {
  return invalid(`Invalid artifact location '${maskSecrets(text)}': ${reason}.`)
}
