import { type LocationRules, MlflowError, parseArtifactUri, printArtifactUri } from '@tailrace/contract'
import type { StoreSettings } from '@tailrace/store'

/**
 * Settings of a store from the environment.
 * @param artifactRoot where artifacts of new experiments go: a URI, or a local path or `file:` URI, which is made absolute here
 * @throws MlflowError for a root or a variable that cannot be used
 */
export function storeSettings(artifactRoot: string): StoreSettings {
  const regex = sourceRegex()
  const root = parseArtifactUri(artifactRoot, process.cwd())
  return {
    artifact_root: root.scheme === 'file' ? printArtifactUri(root) : artifactRoot,
    location_rules: locationRules(),
    truncate_long_values: envFlag('MLFLOW_TRUNCATE_LONG_VALUES', true),
    ...(regex ? { source_validation_regex: regex } : {}),
  }
}

/** Searched in the source of each new model version. A wrong one is refused now, not at the first registration. */
function sourceRegex(): string | undefined {
  const text = process.env.MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX
  try {
    return text ? new RegExp(text).source : undefined
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MlflowError('INVALID_PARAMETER_VALUE', `MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX cannot be read: ${reason}.`)
  }
}

/** Relative locations start at the working directory; schemes that name a host are only those that the operator lists. */
function locationRules(): LocationRules {
  const { MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH: length, MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES: schemes } = process.env
  return {
    base: process.cwd(),
    ...(length ? { maxLength: envNumber('MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH', length) } : {}),
    ...(schemes ? { hostSchemes: new Set(parseList(schemes)) } : {}),
  }
}

/** The items of a comma separated list. */
export const parseList = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)

/**
 * A variable that says true, false, 1 or 0; one that is empty counts as none.
 * @throws MlflowError for anything else
 */
export function envFlag(name: string, fallback: boolean): boolean {
  const text = process.env[name]
  if (text === undefined || text === '') return fallback
  if (/^(true|1)$/i.test(text)) return true
  if (/^(false|0)$/i.test(text)) return false
  throw new MlflowError('INVALID_PARAMETER_VALUE', `The environment variable ${name} is '${text}'. Use true or false.`)
}

function envNumber(name: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new MlflowError('INVALID_PARAMETER_VALUE', `The environment variable ${name} is '${text}'. It must be a whole number.`)
}
