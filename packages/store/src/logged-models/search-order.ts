import type { LoggedModelsOrderTerm } from '@tailrace/filter'
import type { Db } from '../database.ts'
import { type SortKey, missingLast } from '../keyset.ts'
import { type Fragment, all, raw, sql } from '../sql.ts'
import { isNanPoint } from './is-nan.ts'

/** Attributes that a row may lack. */
const NULLABLE = new Set(['model_type', 'source_run_id', 'status_message', 'lifecycle_stage'])

/** An order of logged models `l`. `metrics` are columns to be added to the table, which the keys name. */
export interface ModelOrder {
  readonly keys: readonly SortKey[]
  readonly metrics: readonly Fragment[]
}

/** Missing values come last and NaN before them; then the newest model, then the id. A field that comes twice counts where it is first. */
export function modelOrder(db: Db, terms: readonly LoggedModelsOrderTerm[]): ModelOrder {
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
    if (entity === 'metric') {
      const rank = raw(`coalesce(l.m${metrics.length + 1}, 2)`)
      metrics.push(
        newestPoint(term, raw('p.metric_value')),
        newestPoint(term, raw(`case when p.metric_value is null then 2 when ${isNanPoint(db, 'p')} then 1 else 0 end`)),
      )
      keys.push({ value: rank, descending: false }, { value: column, descending: !ascending })
      continue
    }
    if (seen.has(key)) continue
    else seen.add(key)
    if (NULLABLE.has(key)) keys.push(...missingLast(column, !ascending))
    else keys.push({ value: column, descending: !ascending })
  }
  return { keys, metrics }
}

/** What a metric's newest point `p` has, by time, then step; of one dataset where the term names it. */
function newestPoint({ key, dataset_name, dataset_digest }: LoggedModelsOrderTerm, column: Fragment): Fragment {
  const conditions = [sql`p.model_id = l.model_id and p.metric_name = ${key}`]
  if (dataset_name !== undefined) conditions.push(sql`p.dataset_name = ${dataset_name}`)
  if (dataset_digest !== undefined) conditions.push(sql`p.dataset_digest = ${dataset_digest}`)
  return sql`(select ${column} from logged_model_metrics p where ${all(conditions)}
    order by p.metric_timestamp_ms desc, p.metric_step desc, p.run_id limit 1)`
}
