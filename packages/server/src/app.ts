import { endpoints } from '@tailrace/contract'
import { type Store, operations } from '@tailrace/store'
import fastify, { type FastifyInstance, LogController } from 'fastify'
import type { ServerConfig } from './config.ts'
import { errorHandler, notFound } from './error-reply.ts'
import { healthRoutes } from './health.ts'
import { addSecurity } from './security.ts'
import { Routes } from './serve.ts'

/** ms that the headers of a request may take. */
const HEADERS_TIMEOUT = 15_000
/** ms without a byte after which a connection is closed. */
const IDLE_TIMEOUT = 120_000
/** ms that an idle connection is kept for the next request; longer than load balancers keep theirs. */
const KEEP_ALIVE = 75_000
/** Longest path that is matched, in characters: artifact paths are long. */
const MAX_PATH = 8192

/** Builds the server without listening, so that tests can inject requests. */
export function buildApp(store: Store, config: ServerConfig): FastifyInstance {
  const app = fastify({
    logger: { level: config.log_level, base: null, formatters: { level: (label) => ({ level: label }) } },
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    requestIdHeader: false,
    connectionTimeout: IDLE_TIMEOUT,
    keepAliveTimeout: KEEP_ALIVE,
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: MAX_PATH },
    frameworkErrors: (error, request, reply) => void errorHandler(error, request, reply),
  })
  app.server.headersTimeout = HEADERS_TIMEOUT
  app.setErrorHandler(errorHandler)
  app.setNotFoundHandler(notFound)
  // Bodies are read by the routes, each within its own limit.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.addHook('onResponse', (request, reply, done) => {
    request.log.debug({ method: request.method, url: request.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request')
    done()
  })
  addSecurity(app, config)
  const routes = new Routes(app, config.static_prefix, config.max_body_bytes)
  healthRoutes(routes, store)
  for (const endpoint of endpoints) {
    if (endpoint.name in operations) routes.serve(endpoint, (raw) => store.answer(endpoint.name, raw))
  }
  routes.refuseOtherMethods()
  return app
}
