import { ANONYMOUS, type Caller, type CallerStore } from '@tailrace/store'
import type { FastifyRequest } from 'fastify'

/** Who sent a request. Nobody signs in yet, so everybody is anonymous. */
export const callerOf = (_request: FastifyRequest): Caller => ANONYMOUS

/** The store on behalf of whoever sent a request: routes get this, never the store itself. */
export type StoreFor = (request: FastifyRequest) => CallerStore
