import { getServerInfo } from '@tailrace/contract'
import { HEAD_REVISION, type Store } from '@tailrace/store'
import { type ServerAnswer, answer } from './answer.ts'
import { REFERENCE_VERSION, type ServerConfig } from './config.ts'
import { VERSION } from './version.ts'

/** Says what this server is. */
export function serverInfoAnswer(store: Store, { serve_artifacts, artifacts_only }: ServerConfig): ServerAnswer {
  const started_at = Date.now()
  return answer(getServerInfo, async () => ({
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
