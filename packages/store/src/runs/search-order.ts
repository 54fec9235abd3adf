import { attributeColumn } from './search-filter.ts'
import { type SortKey, missingLast } from '../keyset.ts'
import { type Fragment, raw, sql } from '../sql.ts'

/** One term of `order_by`. */
export interface OrderTerm {
  readonly entity: 'attribute' | 'metric' | 'param' | 'tag'
  readonly key: string
  readonly ascending: boolean
}

/**
 * A part of the order, read one after the other: within a part the first term has a value in every row or in none, so that an index
 * can give the rows in order.
 */
export interface Segment {
  /** Tables that the conditions and keys use beside the run `r`; the first term's may lead the query. */
  readonly joins: readonly Fragment[]
  readonly condition: Fragment
  readonly keys: readonly SortKey[]
  /** The rows come in order from `latest_metrics m0`. */
  readonly byMetric: boolean
}

const TABLES = { metric: 'latest_metrics', param: 'params', tag: 'tags' } as const
const RUN_ID: SortKey = { value: raw('r.run_uuid'), descending: false }

/** The parts of an order. Missing values come last, NaN before them; then the newest, then the run id. */
export function orderSegments(terms: readonly OrderTerm[]): Segment[] {
  const [first, ...others] = terms
  if (!first) return orderSegments([{ entity: 'attribute', key: 'start_time', ascending: false }])
  const rest = restOf(
    others,
    terms.some(({ entity, key }) => entity === 'attribute' && key === 'start_time'),
  )
  const descending = !first.ascending
  if (first.entity === 'attribute') {
    const column = attributeColumn(first.key)
    if (first.key === 'run_id')
      return [{ joins: rest.joins, condition: raw('true'), keys: [{ value: column, descending }], byMetric: false }]
    return [
      { joins: rest.joins, condition: sql`${column} is not null`, keys: [{ value: column, descending }, ...rest.keys], byMetric: false },
      { joins: rest.joins, condition: sql`${column} is null`, keys: rest.keys, byMetric: false },
    ]
  }
  const table = TABLES[first.entity]
  const missing = sql`not exists (select 1 from ${raw(table)} m where m.run_uuid = r.run_uuid and m.key = ${first.key})`
  const having = (condition: Fragment, keys: SortKey[], byMetric: boolean): Segment => ({
    joins: [raw(`${table} m0`), ...rest.joins],
    condition: sql`m0.run_uuid = r.run_uuid and m0.key = ${first.key} and ${condition}`,
    keys: [...keys, ...rest.keys],
    byMetric,
  })
  const value: SortKey = { value: raw('m0.value'), descending, ...(first.entity === 'metric' ? { nullsFirst: true } : {}) }
  const without: Segment = { joins: rest.joins, condition: missing, keys: rest.keys, byMetric: false }
  if (first.entity !== 'metric') return [having(raw('m0.value is not null'), [value], false), without]
  return [having(sql`m0.is_nan = ${false}`, [value], true), having(sql`m0.is_nan = ${true}`, [], true), without]
}

/** Keys of the terms after the first, and the tie-breaks. */
function restOf(terms: readonly OrderTerm[], byStart: boolean): { joins: Fragment[]; keys: SortKey[] } {
  const joins: Fragment[] = []
  const keys: SortKey[] = []
  terms.forEach(({ entity, key, ascending }, index) => {
    if (entity === 'attribute') return keys.push(...missingLast(attributeColumn(key), !ascending))
    const alias = `m${index + 1}`
    // A join that keeps the run: written as a subquery a value, since the leading tables are listed in the order they are read.
    const column = (name: string) =>
      sql`(select ${raw(`${alias}.${name}`)} from ${raw(`${TABLES[entity]} ${alias}`)} where ${raw(alias)}.run_uuid = r.run_uuid and ${raw(alias)}.key = ${key})`
    const value = column('value')
    if (entity !== 'metric') return keys.push(...missingLast(value, !ascending))
    const rank = sql`case when ${value} is null then 2 when ${column('is_nan')} = ${true} then 1 else 0 end`
    return keys.push({ value: rank, descending: false }, { value: sql`coalesce(${value}, 0)`, descending: !ascending })
  })
  if (!byStart) keys.push(...missingLast(raw('r.start_time'), true))
  return { joins, keys: [...keys, RUN_ID] }
}
