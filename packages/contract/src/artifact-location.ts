import { maskSecrets } from './mask.ts'
import { invalid } from './errors.ts'
import { LIMITS } from './limits.ts'
import { codePoints } from './names.ts'
import { hasParentSegment } from './safe-path.ts'
import { isSameHost, namesHost } from './uri-hosts.ts'
import { type ArtifactUri, type FileUri, isInside, parseArtifactUri, printArtifactUri, schemeOf } from './uri.ts'

/** What decides about an experiment's artifact location. */
export interface LocationRules {
  /** Directory that relative local paths start from: the server's working directory. */
  readonly base: string
  /** Longest location in code points; LIMITS.artifactLocation by default. */
  readonly maxLength?: number
  /** Schemes that may name a host for the server to connect to (`http`, `ftp`, `mlflow-artifacts`, ...); none by default. */
  readonly hostSchemes?: ReadonlySet<string>
  /** Locations that the operator configured: their hosts may be named. */
  readonly configuredRoots?: readonly string[]
  /** Folders below which local locations must lie; absent: anywhere, for a program that works on the database itself. */
  readonly localRoots?: readonly string[]
}

/**
 * Checks the artifact location that a client gives at an experiment's creation and answers the text to store: as given, unless
 * a local path has to be made absolute or freed of `..`. An empty one is not a location: the caller chooses the default.
 * Throws INVALID_PARAMETER_VALUE with MLflow's messages; unlike MLflow, it also refuses local folders outside of the
 * artifact roots, `models:/`, drive letters and `..` in URIs.
 */
export function resolveArtifactLocation(text: string, rules: LocationRules): string {
  const limit = rules.maxLength ?? LIMITS.artifactLocation
  if (codePoints(text) > limit) {
    throw invalid(
      `Invalid artifact path length. The length of the artifact path cannot be greater than ${limit} characters. To configure this ` +
        'limit, please set the MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH environment variable.',
    )
  }
  if (/^runs:\//i.test(text)) throw invalid(`Artifact location cannot be a runs:/ URI. Given: '${maskSecrets(text)}'`)
  if (/[#;]/.test(text)) throw invalid("'artifact_location' URL can't include fragments or params.")
  const uri = parseArtifactUri(text, rules.base)
  if (!mayNameHost(uri, rules)) throw hostRefusal(schemeOf(uri))
  if (uri.scheme !== 'file') return text
  if (rules.localRoots && !isBelow(rules.localRoots, uri)) throw outsideRoots(text, uri)
  const asGiven = /^(?:file:\/*)?\//i.test(text) && !hasParentSegment(text.replaceAll(/%2e/gi, '.').replaceAll(/%2f/gi, '/'))
  return asGiven ? text : printArtifactUri(uri)
}

/** Whether a location names no host, one of the configured roots, or one whose scheme the operator allows. */
export function mayNameHost(uri: ArtifactUri, { hostSchemes, configuredRoots = [], base }: LocationRules): boolean {
  if (!namesHost(uri) || hostSchemes?.has(schemeOf(uri))) return true
  return configuredRoots.some((root) => isSameHost(parseArtifactUri(root, base), uri))
}

function isBelow(roots: readonly string[], uri: FileUri): boolean {
  return roots.some((path) => isInside({ scheme: 'file', path, written: 'path' }, uri))
}

function outsideRoots(text: string, uri: FileUri) {
  // A relative path stays as the client wrote it: where it starts is the server's affair.
  const folder = /^(?:file:\/*)?\//i.test(text) ? uri.path : text
  return invalid(
    `The artifact location '${text}' is outside the folders that this server may use. Start the server with ` +
      `--local-artifact-roots ${folder}, or leave artifact_location out.`,
  )
}

function hostRefusal(scheme: string) {
  return invalid(
    `'artifact_location' cannot use the '${scheme}' scheme: the '${scheme}' scheme addresses a host other than the tracking ` +
      "server's configured artifact storage, so the server would connect to the host named in the URI. Set the " +
      'MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES environment variable on the server to allow it.',
  )
}
