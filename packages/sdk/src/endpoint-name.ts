import type * as contract from '@tailrace/contract'
import type { Endpoint } from '@tailrace/contract'

type Contract = typeof contract

/**
 * Name of an endpoint of the contract.
 *
 * @example const endpoint: EndpointName = 'logBatch'
 */
export type EndpointName = { [Name in keyof Contract]: Contract[Name] extends Endpoint ? Name : never }[keyof Contract]
