import { MlflowError } from '@tailrace/contract'
import { type ServerConfig, buildApp } from '@tailrace/server'
import { OPERATOR, type StoreSettings, openStore } from '@tailrace/store'
import { DEMO } from './demo-plan.ts'
import { fillDemo } from './fill-demo.ts'

/**
 * Fills the demo into the database and the artifact destination of a server that is about to start. Files go through the server's own
 * route, so they land wherever it keeps artifacts.
 * @throws MlflowError BAD_REQUEST: the database has experiments other than those of the demo, or no artifacts are served
 */
export async function runDemo(storeUri: string, settings: StoreSettings, config: ServerConfig): Promise<void> {
  if (!config.serve_artifacts || config.artifacts_only)
    throw new MlflowError(
      'BAD_REQUEST',
      '--demo needs a server of both runs and artifacts: leave --no-serve-artifacts and --artifacts-only out.',
    )
  const store = await openStore(storeUri, settings, (error) => console.error(error))
  try {
    const { fastify } = buildApp(store, { ...config, log_level: 'error', static_prefix: '', security_checks: false })
    await fillDemo(
      store.as(OPERATOR),
      async (path, content) => {
        const url = `/api/2.0/mlflow-artifacts/artifacts/${path.split('/').map(encodeURIComponent).join('/')}`
        const reply = await fastify.inject({ method: 'PUT', url, payload: Buffer.from(content) })
        if (reply.statusCode !== 200) throw new Error(`the file ${path} of the demo was not stored: ${reply.body}`)
      },
      DEMO,
    )
    await fastify.close()
  } finally {
    await store.close()
  }
}
