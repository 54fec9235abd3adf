import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import { LIMITS, type RequestOf, endpoints, listArtifacts } from '@tailrace/contract'
import { type Store, operations, parseRaw, systemCaller } from '@tailrace/store'
import fastify, { type FastifyInstance, LogController } from 'fastify'
import { archiveHandlers } from './archive.ts'
import { artifactFileHandlers } from './artifact-files.ts'
import { ArtifactLocations, type LocationsFor } from './artifact-locations.ts'
import { ArtifactRoots } from './artifact-roots.ts'
import { artifactEndpoints, listRunArtifacts } from './artifacts.ts'
import { discardUnreadBodies } from './body.ts'
import { type StoreFor, callerOf } from './caller-store.ts'
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
import { proxiedArtifactEndpoints, proxiedArtifactHandlers } from './proxied-artifacts.ts'
import { routableUrl } from './requested-path.ts'
import type { Handler } from './route.ts'
import { checkRequestForm } from './request-form.ts'
import { RunActivity, stalledEndpoints } from './run-activity.ts'
import { ABSOLUTE_TARGET, addSecurity, setSecurityHeaders } from './security.ts'
import { scriptedArtifactHandlers } from './scripted-artifact.ts'
import { Routes, requireDeclarations } from './serve.ts'
import { serverInfoEndpoint } from './server-info.ts'
import { trashEndpoints } from './trash.ts'
import { refuseWorkspaces } from './workspaces.ts'

/** Longest path that is matched, in characters: artifact paths are long. */
const MAX_PATH = 8192

/** The server, built and not listening. */
export interface App {
  fastify: FastifyInstance
  /** One for each address that it will listen on, once it does. */
  listeners: readonly Server[]
  inFlight: InFlight
  places: ArtifactRoots
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
  requireDeclarations(app)
  checkRequestForm(app)
  addSecurity(app, config)
  refuseWorkspaces(app, config)
  const places = new ArtifactRoots(config, store.settings.artifact_root)
  const events = new EventStreams(store)
  const activity = new RunActivity(store.as(systemCaller('stalled runs')))
  app.addHook('onListen', async () => {
    if (!config.artifacts_only) activity.start((error) => app.log.warn({ err: error }, 'stalled runs could not be looked for'))
  })
  // They would hold up a stop: they do not end by themselves.
  app.addHook('preClose', async () => {
    events.close()
    activity.stop()
  })
  const storeFor: StoreFor = (request) => store.as(callerOf(request))
  const locationsFor: LocationsFor = (request) => new ArtifactLocations(storeFor(request))
  const graphql = new GraphqlClient(endpointCaller(store, places), (error) => app.log.error({ err: error }, 'unexpected error'))
  app.addHook('onClose', () => graphql.close())
  addRoutes(new Routes(app, config), { activity, store, storeFor, places, config, events, locationsFor, graphql })
  return { fastify: app, listeners, inFlight, places }
}

interface Parts {
  activity: RunActivity
  /** For its readiness and what it is; operations go through `storeFor`. */
  store: Pick<Store, 'ready' | 'dialect' | 'settings'>
  storeFor: StoreFor
  places: ArtifactRoots
  config: ServerConfig
  events: EventStreams
  locationsFor: LocationsFor
  graphql: GraphqlClient
}

/** Endpoints are answered by the store, files by the server. */
function endpointCaller(store: Store, places: ArtifactRoots): CallEndpoint {
  return async (caller, name, body) => {
    const callerStore = store.as(caller)
    if (name !== listArtifacts.name) return callerStore.execute(name, { body })
    const request = parseRaw({ endpoint: listArtifacts }, { body }) as RequestOf<typeof listArtifacts>
    return JSON.stringify(await listRunArtifacts(new ArtifactLocations(callerStore), places, request))
  }
}

function addRoutes(routes: Routes, { activity, store, storeFor, places, config, events, locationsFor, graphql }: Parts): void {
  const handlers: Handlers = {
    ...healthHandlers(store, places, config),
    ...proxiedArtifactHandlers(places, activity),
    ...archiveHandlers(storeFor, locationsFor, places),
    ...eventHandlers(events),
    ...artifactFileHandlers(locationsFor, places, config.body_timeout),
    ...scriptedArtifactHandlers(locationsFor, places),
    ...graphqlHandlers(graphql, config),
    ...pageHandlers(config),
  }
  for (const route of extraRoutes) routes.add(route, handlers[route.name])
  if (config.static_prefix) {
    const toHome: Handler = (_request, reply) => reply.redirect(`${config.static_prefix}/`, 308)
    routes.add({ method: 'GET', path: '', access: 'public', idempotent: true, touches: [] }, toHome)
  }
  for (const { endpoint, handle } of [
    ...artifactEndpoints(locationsFor, places),
    ...proxiedArtifactEndpoints(places),
    ...trashEndpoints(storeFor, places),
    ...stalledEndpoints(activity),
    serverInfoEndpoint(store, config),
  ])
    routes.serve(endpoint, handle, Math.min(LIMITS.smallBody, config.max_body_bytes))
  for (const endpoint of endpoints) {
    if (!(endpoint.name in operations)) continue
    routes.serve(endpoint, (raw, http) => storeFor(http).execute(endpoint.name, raw), endpoint.bodyBytes ?? config.max_body_bytes)
  }
  routes.refuseOtherMethods()
}
