import { endpoint } from './endpoint.ts'
import { flag, names, object, optional, text, timestamp } from './scalars.ts'

export const getServerInfo = endpoint({
  name: 'getServerInfo',
  method: 'GET',
  path: '/tailrace/1.0/server-info',
  summary: 'Says what this server is: version, database, artifacts.',
  access: 'signed-in',
  idempotent: true,
  touches: [],
  request: object({}),
  response: object({
    version: text(),
    mlflow_version: text({ description: 'version of MLflow that it answers like' }),
    database: optional(names({ sqlite: 1, postgresql: 2 })),
    schema_revision: optional(text({ description: 'like database, absent where only artifacts are served' })),
    artifact_root: text({ description: 'where artifacts of new experiments go' }),
    serve_artifacts: flag(),
    read_only: flag(),
    started_at: timestamp(),
    events: flag({ description: 'there is a stream of changes' }),
  }),
  errors: [],
})
