import { MlflowError, parseArtifactUri, schemeOf } from '@tailrace/contract'
import type { ArtifactStore } from './artifact-store.ts'
import { LocalArtifactStore } from './local.ts'

/**
 * Opens the store of a destination, such as that of `--artifacts-destination`; a relative local path starts from the working
 * directory. Throws INVALID_PARAMETER_VALUE for a malformed one, NOT_IMPLEMENTED for a scheme without a driver.
 */
export function openArtifactStore(destination: string): ArtifactStore {
  const uri = parseArtifactUri(destination, process.cwd())
  if (uri.scheme === 'file') return new LocalArtifactStore(uri.path)
  throw new MlflowError('NOT_IMPLEMENTED', `Artifact storage with the scheme '${schemeOf(uri)}' is not supported yet`)
}
