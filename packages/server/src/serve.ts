import { type Endpoint, MlflowError } from '@tailrace/contract'
import type { ResponseBody, RawRequest } from '@tailrace/store'
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { Readable } from 'node:stream'
import { contentTypeProblem, hasBody, readBody } from './body.ts'
import type { ServerConfig } from './config.ts'
import { disabledReason, featureDisabled } from './disabled.ts'
import { methodNotAllowed } from './error-reply.ts'
import { LargeBodies } from './large-bodies.ts'
import { packed } from './packed.ts'
import { textInAddress } from './requested-path.ts'
import { type Handler, type Route, queryText } from './route.ts'

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
/** Where browsers ask; programs ask under the other one. */
const UI_PREFIX = '/ajax-api'
const BOTH = ['/api', UI_PREFIX] as const

/** What every route declares: who may use it, whether it may be sent again, what it changes. */
type Declared = Pick<Route, 'access' | 'idempotent' | 'touches'>

declare module 'fastify' {
  interface FastifyContextConfig extends Partial<Declared> {}
}

/** Makes every route that is added from now on declare itself: one that does not, does not start. */
export function requireDeclarations(app: FastifyInstance): void {
  app.addHook('onRoute', ({ method, url, config }) => {
    if (!config?.access || config.idempotent === undefined || !config.touches) {
      throw new Error(`the route ${String(method)} ${url} does not declare access, idempotent and touches`)
    }
  })
}

/** Executes one endpoint's raw request. */
export type EndpointHandler = (raw: RawRequest, http: FastifyRequest) => Promise<ResponseBody>

/** Puts endpoints and other routes on the wire and answers 405 on their paths for every other method. */
export class Routes {
  readonly #app: FastifyInstance
  readonly #config: ServerConfig
  readonly #largeBodies = new LargeBodies()
  readonly #served = new Map<string, { methods: HTTPMethods[]; config: Declared }>()

  constructor(app: FastifyInstance, config: ServerConfig) {
    this.#app = app
    this.#config = config
  }

  /**
   * Serves one endpoint of the contract under its prefixes.
   * @param bodyBytes longest body
   */
  serve(endpoint: Endpoint, handle: EndpointHandler, bodyBytes: number): void {
    const handlerFor =
      (prefix: string): Handler =>
      async (request, reply) => {
        const leave = await this.#largeBodies.admit(request.raw, bodyBytes)
        const result = await this.#rawRequest(request, endpoint, bodyBytes)
          .then((raw) => handle({ ...raw, signal: goneSignal(reply) }, request))
          .finally(leave)
        if (endpoint.file) {
          reply.header('content-type', `${endpoint.file.type}; charset=utf-8`)
          reply.header('content-disposition', `attachment; filename="${endpoint.file.name}"`)
        } else reply.header('content-type', 'application/json')
        const body = typeof result === 'string' ? result : Readable.from(result, { objectMode: false })
        return reply.send(prefix === UI_PREFIX ? await packed(request, reply, body) : body)
      }
    for (const prefix of endpoint.prefixes ?? BOTH) this.add({ ...endpoint, path: prefix + endpoint.path }, handlerFor(prefix))
  }

  /** Serves one route. */
  add(route: Route, handler: Handler): void {
    const reason = disabledReason(this.#config, route)
    const answer = reason ? featureDisabled(reason) : handler
    const { static_prefix } = this.#config
    for (const url of new Set([static_prefix + route.path, ...(route.bare ? [route.path] : [])])) this.#register(route, url, answer)
  }

  /** Call once all routes are there. */
  refuseOtherMethods(): void {
    for (const [url, { methods, config }] of this.#served) {
      const others = METHODS.filter((method) => !methods.includes(method))
      this.#app.route({ method: others, url, config, handler: methodNotAllowed(methods) })
    }
  }

  #register({ method, access, idempotent, touches }: Route, url: string, handler: Handler): void {
    const methods: HTTPMethods[] = method === 'GET' ? ['GET', 'HEAD'] : [method]
    const config = { access, idempotent, touches }
    this.#app.route({ method: methods, url, config, handler })
    this.#served.set(url, { methods: [...(this.#served.get(url)?.methods ?? []), ...methods], config })
  }

  async #rawRequest(request: FastifyRequest, { method }: Endpoint, bodyBytes: number): Promise<RawRequest> {
    const given = request.params as Record<string, string>
    // A path is decoded by its own parser alone.
    const params = '*' in given ? { ...given, '*': textInAddress(request) } : given
    if (method === 'GET') {
      const query = queryText(request)
      // Old clients send the fields of a GET in its body.
      return { query, params, body: query ? undefined : await this.#optionalBody(request, bodyBytes) }
    }
    const problem = contentTypeProblem(request.headers['content-type'])
    // A DELETE names what it deletes in its path: some clients send neither body nor type.
    if (problem && !(method === 'DELETE' && !hasBody(request.raw))) throw new MlflowError('INVALID_PARAMETER_VALUE', problem)
    return { params, body: await this.#optionalBody(request, bodyBytes) }
  }

  #optionalBody(request: FastifyRequest, bodyBytes: number): Promise<Uint8Array> | undefined {
    return hasBody(request.raw) ? readBody(request.raw, bodyBytes, this.#config.body_timeout) : undefined
  }
}

/** A signal that is aborted when the client goes before it has its answer. */
function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort()
  })
  return gone.signal
}
