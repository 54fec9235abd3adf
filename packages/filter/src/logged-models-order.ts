import { FilterError } from './error.ts'
import { MAX_ORDER_FIELDS } from './limits.ts'
import { LOGGED_MODEL_ATTRIBUTES, loggedModelAttribute } from './logged-models.ts'

/** An item of the order_by of logged-models/search, as on the wire. */
export interface LoggedModelsOrderBy {
  readonly field_name?: string
  /** True when absent. */
  readonly ascending?: boolean
  readonly dataset_name?: string
  readonly dataset_digest?: string
}

/** One field of an order of logged models: an attribute by the name of its column, or a metric, perhaps as logged on one dataset. */
export interface LoggedModelsOrderTerm {
  readonly entity: 'attribute' | 'metric'
  readonly key: string
  readonly ascending: boolean
  readonly dataset_name?: string
  readonly dataset_digest?: string
}

/** Parses the order of logged-models/search: attributes and `metrics.<name>`, where the name takes no quotes. Throws `FilterError`. */
export function parseLoggedModelsOrderBy(items: readonly LoggedModelsOrderBy[]): readonly LoggedModelsOrderTerm[] {
  if (items.length > MAX_ORDER_FIELDS) throw refusal(`The order_by has more than ${MAX_ORDER_FIELDS} fields.`)
  return items.map(readItem)
}

function readItem(item: LoggedModelsOrderBy): LoggedModelsOrderTerm {
  const name = item.field_name
  if (name === undefined) throw refusal('`field_name` in the `order_by` clause must be specified.')
  const ascending = item.ascending ?? true
  const dot = name.indexOf('.')
  if (dot < 0) {
    const key = loggedModelAttribute(name)
    if (!LOGGED_MODEL_ATTRIBUTES.has(key)) throw refusal(`Invalid order by field name: ${name}`)
    return { entity: 'attribute', key, ascending }
  }
  if (name.slice(0, dot) !== 'metrics') throw refusal(`Invalid order by field name: ${name}. Only metrics are supported.`)
  return {
    entity: 'metric',
    key: name.slice(dot + 1),
    ascending,
    ...(item.dataset_name ? { dataset_name: item.dataset_name } : {}),
    ...(item.dataset_digest ? { dataset_digest: item.dataset_digest } : {}),
  }
}

function refusal(message: string): FilterError {
  return new FilterError(message, { start: 0, end: 0 })
}
