import {
  type ArtifactUri,
  type LocationRules,
  MlflowError,
  UNSUPPORTED_SCHEMES,
  decodeFully,
  decodePath,
  invalid,
  mayNameHost,
  parseArtifactUri,
  parseRequestedPath,
  schemeNamesHost,
} from '@tailrace/contract'

/** Where a new version comes from: what is asked for, and for that reason not to be trusted. */
export interface NewSource {
  source: string
  run_id?: string
  model_id?: string
}

/** A source that may be stored. */
export interface CheckedSource {
  source: string
  storage_location: string
  run_id: string
  /** Id of the logged model that the version is made from. */
  loggedModel?: string
}

/** What the text of a source says, before the database is asked. */
export type SourceText =
  /** An object store: the server only keeps the text. */
  | { kind: 'remote' }
  /** Artifacts behind this server. */
  | { kind: 'proxied'; uri: ArtifactUri }
  /** A path of the server's machine; without a location when it cannot be one. */
  | { kind: 'local'; uri: ArtifactUri | undefined }
  | { kind: 'run'; run_id: string }
  | { kind: 'logged-model'; model_id: string }
  /** A version by its number, `latest`, a stage, or an alias. */
  | { kind: 'version'; name: string; reference: string; alias: boolean }

/**
 * Reads the source of a new version. It makes the server connect to no host of the client's choice: only to those of the configured
 * roots, or with a scheme that the operator allows. Relative paths start where the rules say.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function readSource(source: string, rules: LocationRules): SourceText {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(source)?.[1]?.toLowerCase()
  if (scheme === undefined || scheme === 'file') return { kind: 'local', uri: parseLocation(source, rules.base) }
  if (scheme === 'models') return modelSource(source)
  if (scheme === 'runs') return runSource(source)
  const uri = parseLocation(source, rules.base)
  if (uri ? !mayNameHost(uri, rules) : connects(source, scheme) && !rules.hostSchemes?.has(scheme)) {
    throw invalid(
      `'source' cannot use the '${scheme}' scheme: the '${scheme}' scheme addresses a host other than the tracking server's configured ` +
        'artifact storage, so the server would connect to the host named in the URI. Set the ' +
        'MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES environment variable on the server to allow it.',
    )
  }
  if (!uri || (uri.scheme !== 'mlflow-artifacts' && uri.path === '')) throw notAbsolute(source)
  return isProxied(uri) ? { kind: 'proxied', uri } : { kind: 'remote' }
}

/** Whether a server like this one moves the artifacts of a location. */
const isProxied = (uri: ArtifactUri): boolean =>
  uri.scheme === 'mlflow-artifacts' || (uri.scheme.startsWith('http') && uri.path.includes('/mlflow-artifacts/artifacts'))

/** A location of artifacts, or undefined when the text is none that is allowed. */
export function parseLocation(text: string, base: string): ArtifactUri | undefined {
  return unlessRefused(() => parseArtifactUri(text, base))
}

const connects = (source: string, scheme: string): boolean =>
  scheme === 'mlflow-artifacts' ? /^[^:]*:\/\/[^/]/.test(source) : schemeNamesHost(scheme)

function runSource(source: string): SourceText {
  const [, authority = '', run_id, path = ''] = /^runs:(?:\/\/([^/]*))?\/([^/]+)(?:\/(.*))?$/is.exec(source) ?? []
  if (run_id === undefined || unlessRefused(() => parseRequestedPath(decodePath(`${run_id}/${path}`))) === undefined)
    throw notAbsolute(source)
  // An id that no run can have: a run of another server is none of ours.
  return { kind: 'run', run_id: authority === '' ? run_id : `//${authority}/${run_id}` }
}

function modelSource(source: string): SourceText {
  if (/^models:\/\/[^/]/i.test(source)) {
    throw invalid(`Invalid model version source: '${source}'. Registered model sources must use the active model registry.`)
  }
  const path = /^models:(?:\/\/)?\/([^/].*)$/is.exec(source)?.[1]
  const [name, reference, ...more] = path?.split('/') ?? []
  if (name !== undefined && reference === undefined) {
    const at = name.lastIndexOf('@')
    if (at > 0 && at < name.length - 1) return { kind: 'version', name: name.slice(0, at), reference: name.slice(at + 1), alias: true }
    if (/^m-[\w-]+$/.test(name)) return { kind: 'logged-model', model_id: name }
  }
  if (name !== undefined && reference && more.length === 0) return { kind: 'version', name, reference, alias: false }
  throw invalid(
    `Invalid model version source: '${source}'. The model_id request parameter must identify the resource that contains the source.`,
  )
}

function notAbsolute(source: string): MlflowError {
  const decoded = unlessRefused(() => decodeFully(source))
  const scheme = source.slice(0, source.indexOf(':')).toLowerCase()
  const isNone = scheme.length === 1 || (scheme !== 'runs' && UNSUPPORTED_SCHEMES.has(scheme))
  if (decoded !== undefined && isNone && /^[^:]*:\//.test(source) && !decoded.split(/[\\/]/).includes('..')) {
    return invalid(`Invalid model version source: '${source}'. The scheme '${scheme}' is not supported.`)
  }
  return invalid(
    `Invalid model version source: '${source}'. If supplying a source as an http, https, local file path, ftp, objectstore, or ` +
      'mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.',
  )
}

/** What a parser answers, or undefined when it refuses. */
function unlessRefused<Result>(parse: () => Result): Result | undefined {
  try {
    return parse()
  } catch (error) {
    if (error instanceof MlflowError) return undefined
    throw error
  }
}
