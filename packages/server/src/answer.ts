import type { Endpoint, RequestOf, ResponseOf } from '@tailrace/contract'
import { type RawRequest, parseRaw } from '@tailrace/store'
import type { FastifyRequest } from 'fastify'

/** An endpoint of the contract that the server answers itself. */
export interface ServerAnswer {
  endpoint: Endpoint
  answer(raw: RawRequest, http: FastifyRequest): Promise<string>
}

/** Binds a function to an endpoint. Path parameters that are no fields of the request come beside it. */
export function answer<E extends Endpoint>(
  endpoint: E,
  run: (request: RequestOf<E>, params: Record<string, string>, http: FastifyRequest) => Promise<ResponseOf<E>>,
): ServerAnswer {
  return {
    endpoint,
    answer: async (raw, http) => JSON.stringify(await run(parseRaw({ endpoint }, raw) as RequestOf<E>, raw.params ?? {}, http)),
  }
}

/** What a path parameter `*` stands for: the rest of the path, decoded once. */
export const restOf = (params: Record<string, string>): string => params['*'] ?? ''
