import type { FieldPath } from './access.ts'
import type { RunChange } from './events.ts'

/** Where an id of something that changed stands: in the request, or after `response.` in the response. */
type Source<Name extends string> = FieldPath<Name> | `response.${string}`

/** Runs whose info, params, tags or links changed. */
export interface TouchedRuns<Name extends string = string> {
  readonly resource: 'run'
  readonly field: Source<Name>
  /** How they changed, `updated` when absent; or by the value of a field, `updated` for values that are not listed. */
  readonly change?: RunChange | { readonly field: Name; readonly values: Readonly<Record<string, RunChange>> }
  /** Only when one of these lists of the request has an item. */
  readonly when?: readonly Name[]
}

/** Runs that got points of metrics. */
export interface TouchedMetrics<Name extends string = string> {
  readonly resource: 'metric'
  readonly field: Source<Name>
  readonly keys: FieldPath<Name>
}

/** Other resources that changed, or something in them. No event reports views and artifacts. */
export interface TouchedOther<Name extends string = string> {
  readonly resource: 'experiment' | 'logged_model' | 'registered_model' | 'view' | 'artifact'
  readonly field: Source<Name>
}

/** What an operation changed: worked out from its request and response, without a look at the database. */
export type Touch<Name extends string = string> = TouchedRuns<Name> | TouchedMetrics<Name> | TouchedOther<Name>
