import type { Access, Endpoint } from '@tailrace/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** A path of the server, with what the permission table must know about it. */
export interface Route extends Pick<Endpoint, 'idempotent' | 'touches'> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Without the static prefix; `:name` is a parameter, a final `*` the rest of the path. */
  path: string
  access: Access
  /** Also served without the static prefix: clients stream artifacts there. */
  bare?: boolean
}

/** Answers a request: sends by itself, or returns what is to be sent. Throws MlflowError. */
export type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown

/** Query of a request; of repeated arguments `get` gives the first. */
export function queryOf(request: FastifyRequest): URLSearchParams {
  return new URLSearchParams(queryText(request))
}

/** Query of a request as written, without the `?`. */
export function queryText(request: FastifyRequest): string {
  const mark = request.url.indexOf('?')
  return mark < 0 ? '' : request.url.slice(mark + 1)
}

/** Path of a request as written. */
export function pathOf(request: FastifyRequest): string {
  const mark = request.url.indexOf('?')
  return mark < 0 ? request.url : request.url.slice(0, mark)
}
