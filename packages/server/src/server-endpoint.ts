import type { Endpoint, RequestOf, ResponseOf } from '@tailrace/contract'
import { type RawRequest, parseRaw } from '@tailrace/store'
import type { FastifyRequest } from 'fastify'
import type { EndpointHandler } from './serve.ts'

/** An endpoint of the contract that the server executes itself, without an operation of the store. */
export interface ServerEndpoint {
  readonly endpoint: Endpoint
  readonly handle: EndpointHandler
}

/** Binds a function to an endpoint. Path parameters that are not fields of the request are passed beside it. */
export function serverEndpoint<E extends Endpoint>(
  endpoint: E,
  run: (request: RequestOf<E>, http: FastifyRequest, params: Record<string, string>) => Promise<ResponseOf<E>>,
): ServerEndpoint {
  return {
    endpoint,
    handle: async (raw: RawRequest, http: FastifyRequest) =>
      JSON.stringify(await run(parseRaw({ endpoint }, raw) as RequestOf<E>, http, raw.params ?? {})),
  }
}

/** What a path parameter `*` stands for: the rest of the path, decoded once. */
export const restOf = (params: Record<string, string>): string => params['*'] ?? ''
