import type { LoggedModelsOrderTerm } from '@tailrace/filter'
import { type SortKey, missingLast } from '../keyset.ts'
import { type Fragment, all, raw, sql } from '../sql.ts'

/** Attributes that a row may lack. */
const NULLABLE = new Set(['model_type', 'source_run_id', 'status_message', 'lifecycle_stage'])

/** An order of logged models `l`. `metrics` are columns to be added to the table, which the keys name. */
export interface ModelOrder {
  readonly keys: readonly SortKey[]
  readonly metrics: readonly Fragment[]
}

/** Missing values come last; then the newest model, then the id. A field that comes twice counts where it is first. */
export function modelOrder(terms: readonly LoggedModelsOrderTerm[]): ModelOrder {
  const keys: SortKey[] = []
  const metrics: Fragment[] = []
  const seen = new Set<string>()
  const newest = [
    { entity: 'attribute', key: 'creation_timestamp_ms', ascending: false },
    { entity: 'attribute', key: 'model_id', ascending: true },
  ] as const
  for (const term of [...terms, ...newest]) {
    const { entity, key, ascending } = term
    const column = entity === 'metric' ? raw(`l.m${metrics.length}`) : raw(`l.${key}`)
    if (entity === 'metric') metrics.push(newestValue(term))
    else if (seen.has(key)) continue
    else seen.add(key)
    if (entity === 'metric' || NULLABLE.has(key)) keys.push(...missingLast(column, !ascending))
    else keys.push({ value: column, descending: !ascending })
  }
  return { keys, metrics }
}

/** The value of a metric's newest point, by time, then step; of one dataset where the term names it. */
function newestValue({ key, dataset_name, dataset_digest }: LoggedModelsOrderTerm): Fragment {
  const conditions = [sql`p.model_id = l.model_id and p.metric_name = ${key}`]
  if (dataset_name !== undefined) conditions.push(sql`p.dataset_name = ${dataset_name}`)
  if (dataset_digest !== undefined) conditions.push(sql`p.dataset_digest = ${dataset_digest}`)
  return sql`(select p.metric_value from logged_model_metrics p where ${all(conditions)}
    order by p.metric_timestamp_ms desc, p.metric_step desc, p.run_id limit 1)`
}
