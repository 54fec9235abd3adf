import { parseArtifactUri } from '@tailrace/contract'
import type { Client } from '@tailrace/sdk'
import { openTracking } from '../tracking.ts'

/**
 * Deletes the files of runs and logged models that a server proxies; those that lie elsewhere are left.
 * @throws MlflowError when the server cannot be reached or refuses
 */
export async function deleteProxied(server: string, { runs, logged_models }: Awaited<ReturnType<Client['listTrash']>>): Promise<void> {
  // With the credentials of `login`, as everything else.
  const { client: remote } = await openTracking(server)
  for (const { artifact_uri } of [...runs, ...logged_models]) {
    if (!artifact_uri.startsWith('mlflow-artifacts:')) continue
    const { path } = parseArtifactUri(artifact_uri)
    if (path !== '') await remote.deleteProxiedArtifact({ rest: path })
  }
}
