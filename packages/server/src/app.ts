import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import { LIMITS, type RequestOf, endpoints, listArtifacts } from '@tailrace/contract'
import { type Store, operations, parseRaw } from '@tailrace/store'
import fastify, { type FastifyInstance, LogController } from 'fastify'
import { archiveHandlers } from './archive.ts'
import { artifactFileHandlers } from './artifact-files.ts'
import { ArtifactLocations } from './artifact-locations.ts'
import { ArtifactPlaces } from './artifact-places.ts'
import { artifactAnswers, listRunArtifacts } from './artifacts.ts'
import { discardUnreadBodies } from './body.ts'
import type { ServerConfig } from './config.ts'
import { errorHandler, notFound } from './error-reply.ts'
import { EventStreams } from './event-streams.ts'
import { eventHandlers } from './events.ts'
import { extraRoutes } from './extra-routes.ts'
import { type CallEndpoint, GraphqlClient } from './graphql/graphql-client.ts'
import { graphqlHandlers } from './graphql/graphql-handler.ts'
import type { Handlers } from './handlers.ts'
import { healthHandlers } from './health.ts'
import { makeHttpServer } from './http-server.ts'
import { InFlight } from './in-flight.ts'
import { pageHandlers } from './pages/page-handlers.ts'
import { proxiedArtifactAnswers, proxiedArtifactHandlers } from './proxied-artifacts.ts'
import { routableUrl } from './requested-path.ts'
import type { Handler } from './route.ts'
import { checkRequestForm } from './request-form.ts'
import { RunActivity, stalledAnswers } from './run-activity.ts'
import { ABSOLUTE_TARGET, addSecurity, setSecurityHeaders } from './security.ts'
import { scriptedArtifactHandlers } from './scripted-artifact.ts'
import { Routes, requirePermissions } from './serve.ts'
import { serverInfoAnswer } from './server-info.ts'
import { trashAnswers } from './trash.ts'
import { refuseWorkspaces } from './workspaces.ts'

/** Longest path that is matched, in characters: artifact paths are long. */
const MAX_PATH = 8192

/** The server, built and not listening. */
export interface App {
  fastify: FastifyInstance
  /** One for each address that it will listen on, once it does. */
  listeners: readonly Server[]
  inFlight: InFlight
  places: ArtifactPlaces
}

/**
 * Builds the server without listening, so that tests can inject requests.
 * @throws MlflowError for an artifacts destination that cannot be opened
 */
export function buildApp(store: Store, config: ServerConfig): App {
  const listeners: Server[] = []
  const inFlight = new InFlight()
  const app = fastify({
    logger: {
      level: config.log_level,
      base: null,
      formatters: { level: (label) => ({ level: label }) },
      ...(config.log_stream && { stream: config.log_stream }),
    },
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    genReqId: () => randomUUID(),
    rewriteUrl: ({ url = '/' }) => routableUrl(url.replace(ABSOLUTE_TARGET, '').replace(/^(?!\/)/, '/')),
    requestIdHeader: false,
    exposeHeadRoutes: false,
    serverFactory: (handler) => {
      const server = makeHttpServer(handler, config)
      listeners.push(server)
      inFlight.count(server)
      return server
    },
    forceCloseConnections: 'idle',
    // What still arrives while the server stops is answered, and its connection closed.
    return503OnClosing: false,
    routerOptions: { maxParamLength: MAX_PATH },
    clientErrorHandler: () => {},
    frameworkErrors: (error, request, reply) => {
      setSecurityHeaders(reply, config)
      errorHandler(error, request, reply)
    },
  })
  app.setErrorHandler(errorHandler)
  app.setNotFoundHandler(notFound(config.static_prefix))
  // Bodies are read by the routes, each within its own limit.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.addHook('onResponse', (request, reply, done) => {
    request.log.debug({ method: request.method, url: request.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request')
    done()
  })
  // Requests that came before the server began to stop, and are answered after.
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (inFlight.isDraining) reply.header('connection', 'close')
    done(null, payload)
  })
  discardUnreadBodies(app)
  requirePermissions(app)
  checkRequestForm(app)
  addSecurity(app, config)
  refuseWorkspaces(app, config)
  const places = new ArtifactPlaces(config, store.settings.artifact_root)
  const events = new EventStreams(store)
  const activity = new RunActivity(store)
  app.addHook('onListen', async () => {
    if (!config.artifacts_only) activity.start((error) => app.log.warn({ err: error }, 'stalled runs could not be looked for'))
  })
  // They would hold up a stop: they do not end by themselves.
  app.addHook('preClose', async () => {
    events.close()
    activity.stop()
  })
  const locations = new ArtifactLocations(store)
  const graphql = new GraphqlClient(endpointCaller(store, locations, places), (error) => app.log.error({ err: error }, 'unexpected error'))
  app.addHook('onClose', () => graphql.close())
  addRoutes(new Routes(app, config), { activity, store, places, config, events, locations, graphql })
  return { fastify: app, listeners, inFlight, places }
}

interface Parts {
  activity: RunActivity
  store: Store
  places: ArtifactPlaces
  config: ServerConfig
  events: EventStreams
  locations: ArtifactLocations
  graphql: GraphqlClient
}

/** Endpoints are answered by the store, files by the server. */
function endpointCaller(store: Store, locations: ArtifactLocations, places: ArtifactPlaces): CallEndpoint {
  return async (name, body) => {
    if (name !== listArtifacts.name) return store.answer(name, { body })
    const request = parseRaw({ endpoint: listArtifacts }, { body }) as RequestOf<typeof listArtifacts>
    return JSON.stringify(await listRunArtifacts(locations, places, request))
  }
}

function addRoutes(routes: Routes, { activity, store, places, config, events, locations, graphql }: Parts): void {
  const handlers: Handlers = {
    ...healthHandlers(store, places, config),
    ...proxiedArtifactHandlers(places, activity),
    ...archiveHandlers(store, locations, places),
    ...eventHandlers(events),
    ...artifactFileHandlers(locations, places, config.body_timeout),
    ...scriptedArtifactHandlers(locations, places),
    ...graphqlHandlers(graphql, config),
    ...pageHandlers(config),
  }
  for (const route of extraRoutes) routes.add(route, handlers[route.name])
  if (config.static_prefix) {
    const toHome: Handler = (_request, reply) => reply.redirect(`${config.static_prefix}/`, 308)
    routes.add({ method: 'GET', path: '', resource: 'server', right: 'read' }, toHome)
  }
  for (const { endpoint, answer } of [
    ...artifactAnswers(locations, places),
    ...proxiedArtifactAnswers(places),
    ...trashAnswers(store, places),
    ...stalledAnswers(activity),
    serverInfoAnswer(store, config),
  ])
    routes.serve(endpoint, answer, Math.min(LIMITS.smallBody, config.max_body_bytes))
  for (const endpoint of endpoints) {
    if (!(endpoint.name in operations)) continue
    routes.serve(endpoint, (raw) => store.answer(endpoint.name, raw), endpoint.bodyBytes ?? config.max_body_bytes)
  }
  routes.refuseOtherMethods()
}
