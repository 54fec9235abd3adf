import { parseArtifactUri } from '@tailrace/contract'
import { type Client, createClient } from '@tailrace/sdk'

/**
 * Deletes the files of runs and logged models that a server proxies; those that lie elsewhere are left.
 * @throws MlflowError when the server cannot be reached or refuses
 */
export async function deleteProxied(server: string, { runs, logged_models }: Awaited<ReturnType<Client['listTrash']>>): Promise<void> {
  const remote = createClient({ trackingUri: server, retries: 2 })
  for (const { artifact_uri } of [...runs, ...logged_models]) {
    if (!artifact_uri.startsWith('mlflow-artifacts:')) continue
    const { path } = parseArtifactUri(artifact_uri)
    if (path !== '') await remote.deleteProxiedArtifact({ rest: path })
  }
}
