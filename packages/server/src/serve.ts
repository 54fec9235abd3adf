import { type Endpoint, MlflowError } from '@tailrace/contract'
import type { Answer, RawRequest } from '@tailrace/store'
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { Readable } from 'node:stream'
import { contentTypeProblem, readBody } from './body.ts'
import { methodNotAllowed } from './error-reply.ts'

const METHODS: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Answers one endpoint's raw request. */
export type Answerer = (raw: RawRequest) => Promise<Answer>

/** Puts endpoints on the wire under both prefixes and answers 405 on their paths for every other method. */
export class Routes {
  readonly #app: FastifyInstance
  readonly #prefix: string
  readonly #maxBody: number
  readonly #methods = new Map<string, HTTPMethods[]>()

  constructor(app: FastifyInstance, prefix: string, maxBody: number) {
    this.#app = app
    this.#prefix = prefix
    this.#maxBody = maxBody
  }

  /** Serves one endpoint of the contract. */
  serve(endpoint: Endpoint, answer: Answerer): void {
    const bodyless = endpoint.method === 'GET'
    for (const prefix of endpoint.prefixes ?? (['/api', '/ajax-api'] as const)) {
      this.add(endpoint.method, `${prefix}${endpoint.path}`, async (request, reply) => {
        const raw = await this.#rawRequest(request, bodyless)
        const result = await answer(raw)
        reply.header('content-type', 'application/json')
        return reply.send(typeof result === 'string' ? result : Readable.from(result, { objectMode: false }))
      })
    }
  }

  /** Serves a path that is not of the contract: files, health, pages. */
  add(method: HTTPMethods, path: string, handler: (request: FastifyRequest, reply: FastifyReply) => unknown): void {
    const url = this.#prefix + path
    this.#app.route({ method, url, handler })
    const methods = this.#methods.get(url)
    if (methods) methods.push(method)
    else this.#methods.set(url, [method])
  }

  /** Call once all routes are there. */
  refuseOtherMethods(): void {
    for (const [url, methods] of this.#methods) {
      const others = METHODS.filter((method) => !methods.includes(method))
      this.#app.route({ method: others, url, handler: methodNotAllowed(methods as string[]) })
    }
  }

  async #rawRequest(request: FastifyRequest, bodyless: boolean): Promise<RawRequest> {
    const { url } = request.raw
    const mark = url?.indexOf('?') ?? -1
    const query = mark < 0 ? '' : (url?.slice(mark + 1) ?? '')
    const params = request.params as Record<string, string>
    if (bodyless) {
      // Old clients send the fields of a GET in its body.
      const hasBody = !query && Number(request.headers['content-length'] ?? 0) > 0
      return { query, params, body: hasBody ? await readBody(request.raw, this.#maxBody) : undefined }
    }
    const problem = contentTypeProblem(request.headers['content-type'])
    if (problem) {
      request.raw.resume()
      throw new MlflowError('INVALID_PARAMETER_VALUE', problem)
    }
    return { params, body: await readBody(request.raw, this.#maxBody) }
  }
}
