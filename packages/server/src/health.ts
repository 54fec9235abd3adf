import type { Store } from '@tailrace/store'
import { REFERENCE_VERSION } from './config.ts'
import type { Routes } from './serve.ts'

/** ms for which an answer of /ready is kept, so that probes cost the database nothing. */
const READY_KEPT = 5000

/** `/health`: the process lives. `/ready`: the database answers. `/version`: the reference's version that this server answers like. */
export function healthRoutes(routes: Routes, store: Store): void {
  let asked = 0
  let ready: Promise<void> | undefined
  routes.add('GET', '/health', (_request, reply) => reply.type('text/plain').send('OK'))
  routes.add('GET', '/version', (_request, reply) => reply.type('text/html; charset=utf-8').send(REFERENCE_VERSION))
  routes.add('GET', '/ready', async (_request, reply) => {
    if (!ready || Date.now() - asked > READY_KEPT) {
      asked = Date.now()
      ready = store.ready()
      ready.catch(() => {})
    }
    await ready
    return reply.type('text/plain').send('OK')
  })
  for (const prefix of ['/api', '/ajax-api']) {
    routes.add('GET', `${prefix}/3.0/mlflow/server-info`, (_request, reply) => reply.send(SERVER_INFO))
  }
}

/** What clients and the UI ask before they use a newer feature. */
const SERVER_INFO = {
  store_type: 'SqlStore',
  workspaces_enabled: false,
  trace_archival_enabled: false,
  multipart_uploads_enabled: false,
  multipart_downloads_enabled: false,
  presigned_upload_run_id_supported: true,
  presigned_upload_model_id_supported: true,
  features_enabled: { gateway: false },
}
