import type { Endpoint, RequestOf, ResponseOf } from '@tailrace/contract'
import { type Method, send } from './http.ts'
import type { OnTheWire } from './on-the-wire.ts'

/** Calls one endpoint of the contract. Throws ApiError. */
export interface Call<E extends Endpoint> {
  (request: RequestOf<E>, signal?: AbortSignal): Promise<OnTheWire<ResponseOf<E>>>
  readonly method: Method
  readonly path: string
}

/** Makes the call of an endpoint. Only the contract's types are used: its schemas would make the UI twice as large. */
export function call<E extends Endpoint>(method: Method, path: string): Call<E> {
  const run = (request: RequestOf<E>, signal?: AbortSignal): Promise<OnTheWire<ResponseOf<E>>> =>
    send(method, path, request as Record<string, unknown>, signal) as Promise<OnTheWire<ResponseOf<E>>>
  return Object.assign(run, { method, path })
}
