/**
 * Who makes a request. It travels from the route to the store, into threads too, so it is plain data.
 * - `anonymous`: a client of a server that asks nobody to sign in
 * - `operator`: a command that opened the database itself
 * - `system`: the server, for a task of its own such as looking for stalled runs
 */
export type Caller = { readonly kind: 'anonymous' } | { readonly kind: 'operator' } | { readonly kind: 'system'; readonly task: string }

export const ANONYMOUS: Caller = { kind: 'anonymous' }
export const OPERATOR: Caller = { kind: 'operator' }
/** @param task what the server does, for logs and the audit */
export const systemCaller = (task: string): Caller => ({ kind: 'system', task })
