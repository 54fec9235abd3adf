import { type RequestOf, type searchLoggedModels as Search, invalid } from '@tailrace/contract'
import type { Comparison } from '@tailrace/filter'
import type { Db } from '../database.ts'
import { pairList } from '../dialect.ts'
import { compareColumn } from '../filter-sql.ts'
import { type Fragment, raw, sql } from '../sql.ts'
import { isNanPoint } from './is-nan.ts'

/** Whole numbers in the table and texts in a filter. */
const NUMBERS_AS_TEXT = new Set(['experiment_id', 'status'])
/** Whole numbers that a filter may compare with fractions. */
const TIMES = new Set(['creation_timestamp_ms', 'last_updated_timestamp_ms'])

/** What one comparison asks of the model `l`; a metric clause holds when any of its points does, of those on the datasets if there are some. NaN meets none. */
export function modelCondition(db: Db, comparison: Comparison, datasets: Fragment | undefined): Fragment {
  const { entity, key } = comparison
  if (entity === 'attribute') return compareColumn(db, attribute(key), comparison)
  if (entity === 'metric') {
    // NaN is nothing that a point could be compared with.
    if (comparison.kind === 'number' && Number.isNaN(comparison.value)) return raw('false')
    const value = compareColumn(db, raw('e.metric_value'), comparison)
    const on = datasets ? sql` and ${datasets}` : raw('')
    const isNumber = raw(`not ${isNanPoint(db, 'e')}`)
    return sql`exists (select 1 from logged_model_metrics e where e.model_id = l.model_id and e.metric_name = ${key} and ${value}${on} and ${isNumber})`
  }
  const column = entity === 'param' ? 'param' : 'tag'
  const having = sql`select 1 from ${raw(`logged_model_${column}s`)} e where e.model_id = l.model_id and ${raw(`e.${column}_key`)} = ${key}`
  if (comparison.kind === 'null') return sql`${raw(comparison.comparator === 'IS NULL' ? 'not ' : '')}exists (${having})`
  return sql`exists (${having} and ${compareColumn(db, raw(`e.${column}_value`), comparison)})`
}

function attribute(key: string): Fragment {
  if (NUMBERS_AS_TEXT.has(key)) return raw(`cast(l.${key} as varchar(20))`)
  return raw(TIMES.has(key) ? `cast(l.${key} as double precision)` : `l.${key}`)
}

/**
 * The points `e` that were logged on one of some datasets; undefined without any. One that is given without a digest is met by none, as
 * in MLflow.
 * @throws MlflowError INVALID_PARAMETER_VALUE: a dataset without a name
 */
export function onDatasets(db: Db, datasets: NonNullable<RequestOf<typeof Search>['datasets']>): Fragment | undefined {
  if (datasets.length === 0) return undefined
  if (datasets.some(({ dataset_name }) => !dataset_name)) throw invalid('`dataset_name` in the `datasets` clause must be specified.')
  const pairs = datasets.map(({ dataset_name = '', dataset_digest = '' }) => [dataset_name, dataset_digest])
  return sql`(e.dataset_name, e.dataset_digest) in (${{ text: pairList(db), params: [JSON.stringify(pairs)] }})`
}

/** The models `l` with a point on the datasets. */
export const havingPoint = (condition: Fragment): Fragment =>
  // With an offset PostgreSQL looks at the points of each model; without one it may read those of all models first.
  sql`exists (select 1 from logged_model_metrics e where e.model_id = l.model_id and ${condition} limit 1 offset 0)`
