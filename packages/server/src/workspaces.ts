import type { FastifyInstance } from 'fastify'
import type { ServerConfig } from './config.ts'
import { replyError } from './error-reply.ts'
import { pathOf } from './route.ts'

/** Asked before a client knows whether there are workspaces. */
const OPEN_PATHS = /^\/(?:health|version|ready|(?:ajax-)?api\/3\.0\/mlflow\/server-info)$/

/** Refuses requests that name a workspace other than `default`: answered without it, they would read and write what belongs to all. */
export function refuseWorkspaces(app: FastifyInstance, { static_prefix }: ServerConfig): void {
  app.addHook('onRequest', (request, reply, done) => {
    const given = String(request.headers['x-mlflow-workspace'] ?? '').trim()
    if (given === '' || given === 'default' || OPEN_PATHS.test(pathOf(request).slice(static_prefix.length))) return done()
    replyError(
      reply,
      'FEATURE_DISABLED',
      `Tailrace has no workspaces yet: this server cannot keep to the workspace ${JSON.stringify(given.slice(0, 100))} of the header X-MLFLOW-WORKSPACE. Leave it out, or name 'default'.`,
    )
  })
}
