import { LocalArtifactStore, StorageFault } from '@tailrace/artifacts'
import { MlflowError } from '@tailrace/contract'
import type { Store } from '@tailrace/store'
import type { ArtifactRoots } from './artifact-roots.ts'
import { REFERENCE_VERSION, type ServerConfig } from './config.ts'
import type { Handlers } from './handlers.ts'

/** ms for which an answer of /ready is kept, so that probes cost the database nothing. */
const READY_KEPT = 2000
/** ms that the database may take to say that it is there. */
const READY_DEADLINE = 5000

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

/** `/health`: the process lives. `/ready`: database and artifacts can be used. The rest: what the server is, and which features it lacks. */
export function healthHandlers(
  store: Pick<Store, 'ready'>,
  places: ArtifactRoots,
  { database_folder }: Pick<ServerConfig, 'database_folder'>,
): Pick<Handlers, 'health' | 'ready' | 'version' | 'serverInfo' | 'uiTelemetry' | 'gatewayProxy'> {
  let asked = 0
  let ready: Promise<void> | undefined
  const check = async (): Promise<void> => {
    const room = database_folder === undefined ? undefined : new LocalArtifactStore(database_folder).probe().catch(noRoom)
    await Promise.all([within(READY_DEADLINE, store.ready()).catch(databaseAway), places.ready(), room])
  }
  return {
    health: (_request, reply) => reply.type('text/plain; charset=utf-8').send('OK'),
    version: (_request, reply) => reply.type('text/html; charset=utf-8').send(REFERENCE_VERSION),
    ready: async (_request, reply) => {
      if (!ready || performance.now() - asked > READY_KEPT) {
        asked = performance.now()
        ready = check()
        ready.catch(() => {})
      }
      await ready
      return reply.type('text/plain; charset=utf-8').send('OK')
    },
    serverInfo: (_request, reply) => reply.send(SERVER_INFO),
    uiTelemetry: (_request, reply) => reply.send({ disable_ui_telemetry: true, disable_ui_events: [], ui_rollout_percentage: 0 }),
    gatewayProxy: (_request, reply) => reply.send({ endpoints: [] }),
  }
}

function databaseAway(): never {
  throw new MlflowError('TEMPORARILY_UNAVAILABLE', 'The database cannot be used at the moment.')
}

function noRoom(error: unknown): never {
  const fault = error instanceof StorageFault ? error.fault : String(error)
  throw new StorageFault('TEMPORARILY_UNAVAILABLE', 'The database cannot be written at the moment: its disk is full or read-only.', fault)
}

async function within<Value>(ms: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}
