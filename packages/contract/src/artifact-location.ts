import { invalid } from './errors.ts'
import { LIMITS } from './limits.ts'
import { codePoints } from './names.ts'
import { decodeFully, hasParentSegment } from './safe-path.ts'
import { namesHost, parseArtifactUri, printArtifactUri } from './uri.ts'

/** What decides about an experiment's artifact location. */
export interface LocationRules {
  /** Directory that relative local paths start from: the server's working directory. */
  readonly base: string
  /** Longest location in code points; LIMITS.artifactLocation by default. */
  readonly maxLength?: number
  /** Schemes that may name a host for the server to connect to (`http`, `ftp`, `mlflow-artifacts`, ...); none by default. */
  readonly hostSchemes?: ReadonlySet<string>
}

/**
 * Checks the artifact location that a client gives at an experiment's creation and answers the text to store: as given, unless
 * a local path has to be made absolute or freed of `..`. An empty one is not a location: the caller chooses the default.
 * Throws INVALID_PARAMETER_VALUE with the reference's messages; unlike the reference, it also refuses unknown schemes, queries,
 * `models:/`, drive letters and `..` in URIs.
 */
export function resolveArtifactLocation(text: string, rules: LocationRules): string {
  const limit = rules.maxLength ?? LIMITS.artifactLocation
  if (codePoints(text) > limit) {
    throw invalid(
      `Invalid artifact path length. The length of the artifact path cannot be greater than ${limit} characters. To configure this ` +
        'limit, please set the MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH environment variable.',
    )
  }
  if (/^runs:\//i.test(text)) throw invalid(`Artifact location cannot be a runs:/ URI. Given: '${text}'`)
  const decoded = decodeFully(text)
  if (/[#?;]/.test(decoded)) throw invalid("'artifact_location' URL can't include fragments or params.")
  const uri = parseArtifactUri(text, rules.base)
  if (namesHost(uri) && !rules.hostSchemes?.has(uri.scheme)) throw hostRefusal(uri.scheme)
  const asGiven = uri.scheme !== 'file' || (/^(?:file:\/*)?\//i.test(text) && !hasParentSegment(decoded))
  return asGiven ? text : printArtifactUri(uri)
}

function hostRefusal(scheme: string) {
  return invalid(
    `'artifact_location' cannot use the '${scheme}' scheme: the '${scheme}' scheme addresses a host other than the tracking ` +
      "server's configured artifact storage, so the server would connect to the host named in the URI. Set the " +
      'MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES environment variable on the server to allow it.',
  )
}
