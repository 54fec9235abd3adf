import { getServerInfo } from '@tailrace/contract'
import { HEAD_REVISION, type Store } from '@tailrace/store'
import { type ServerEndpoint, serverEndpoint } from './server-endpoint.ts'
import { REFERENCE_VERSION, type ServerConfig } from './config.ts'
import { VERSION } from './version.ts'

/** Says what this server is. */
export function serverInfoEndpoint(
  store: Pick<Store, 'dialect' | 'settings'>,
  { serve_artifacts, artifacts_only }: ServerConfig,
): ServerEndpoint {
  const started_at = Date.now()
  return serverEndpoint(getServerInfo, async () => ({
    version: VERSION,
    mlflow_version: REFERENCE_VERSION,
    ...(!artifacts_only && {
      database: store.dialect === 'sqlite' ? ('sqlite' as const) : ('postgresql' as const),
      schema_revision: HEAD_REVISION,
    }),
    artifact_root: store.settings.artifact_root,
    serve_artifacts,
    read_only: false,
    started_at,
    events: !artifacts_only,
  }))
}
