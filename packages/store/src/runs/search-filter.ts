import type { Comparison, Expression } from '@tailrace/filter'
import type { Db } from '../database.ts'
import { withoutIndex } from '../dialect.ts'
import { compareColumn, compareValue, filterCondition, hasManyComparisons } from '../filter-sql.ts'
import { type Fragment, raw, sql } from '../sql.ts'
import { runName } from './run-name.ts'

/** Columns of the attributes; `r` is the run. */
const COLUMNS: Readonly<Record<string, string>> = {
  run_id: 'r.run_uuid',
  run_name: runName('r'),
  status: 'r.status',
  artifact_uri: 'r.artifact_uri',
  user_id: 'r.user_id',
  start_time: 'r.start_time',
  end_time: 'r.end_time',
}

/** The column of an attribute. */
export function attributeColumn(key: string): Fragment {
  const column = COLUMNS[key]
  if (column === undefined) throw new Error(`runs have no attribute ${key}`)
  return raw(column)
}

/** What one comparison asks of the run `r`. */
function runCondition(db: Db, comparison: Comparison): Fragment {
  switch (comparison.entity) {
    case 'attribute':
      return compareColumn(db, attributeColumn(comparison.key), comparison)
    case 'dataset':
      return datasetCondition(db, comparison)
    default: {
      // A run is at hand: its own row is what to look for, not all rows of such values.
      const isEqual = comparison.comparator === '='
      const own = { isNan: withoutIndex(db, 'e.is_nan'), value: isEqual ? 'e.value' : withoutIndex(db, 'e.value') }
      const { table, condition } = keyedCondition(db, comparison, own)
      if (comparison.kind !== 'null') return sql`exists (select 1 from ${raw(table)} e where e.run_uuid = r.run_uuid and ${condition})`
      const not = raw(comparison.comparator === 'IS NULL' ? 'not ' : '')
      return sql`${not}exists (select 1 from ${raw(table)} e where e.run_uuid = r.run_uuid and e.key = ${comparison.key})`
    }
  }
}

/** The rows `e` of metrics, params or tags that meet a comparison. SQLite takes no index for a column with a plus sign before it. */
function keyedCondition(
  db: Db,
  comparison: Comparison,
  columns = { isNan: 'e.is_nan', value: 'e.value' },
): { table: string; condition: Fragment } {
  const key = sql`e.key = ${comparison.key}`
  if (comparison.entity !== 'metric') {
    const value = compareValue(db, columns.value, comparison)
    return { table: comparison.entity === 'param' ? 'params' : 'tags', condition: sql`${key} and ${value}` }
  }
  const isNan = raw(columns.isNan)
  const value = compareColumn(db, raw(columns.value), comparison)
  // NaN is stored as 0 with a mark: it equals nothing and differs from everything.
  if (comparison.kind === 'number' && comparison.comparator === '!=') {
    return { table: 'latest_metrics', condition: sql`${key} and (${isNan} = ${true} or ${value})` }
  }
  return { table: 'latest_metrics', condition: sql`${key} and ${isNan} = ${false} and ${value}` }
}

/** Whether a comparison is about the value of a metric, param or tag. */
const isKeyed = ({ entity, kind }: Comparison): boolean => entity !== 'attribute' && entity !== 'dataset' && kind !== 'null'

/**
 * SQLite: what one comparison asks of the run `r`, answered by all rows that meet it, which are read once. Worth it where many runs are looked at;
 * undefined where each run is asked for its own row anyway.
 */
function membershipCondition(db: Db, comparison: Comparison): Fragment | undefined {
  if (db.dialect !== 'sqlite' || !isKeyed(comparison) || /RLIKE/.test(comparison.comparator)) return undefined
  const { table, condition } = keyedCondition(db, comparison)
  return sql`+r.run_uuid in (select e.run_uuid from ${raw(table)} e where ${condition})`
}

/** What the comparisons of a filter ask of the run `r`. */
interface RunLeaves {
  /** Looks each run up. */
  readonly each: (comparison: Comparison) => Fragment
  /** Reads all runs that meet a comparison once; undefined where no comparison of the filter can be answered so. */
  readonly members: ((comparison: Comparison) => Fragment) | undefined
  /** Whether there are so many comparisons that looking each run up for each of them costs more than reading all that meet them. */
  readonly isMany: boolean
}

/** The ways to ask for the comparisons of a filter. */
export function runLeaves(db: Db, filter: Expression | undefined): RunLeaves {
  const each = (comparison: Comparison): Fragment => runCondition(db, comparison)
  if (!filter) return { each, members: undefined, isMany: false }
  let found = 0
  const members = (comparison: Comparison): Fragment => {
    const membership = membershipCondition(db, comparison)
    if (membership) found++
    return membership ?? runCondition(db, comparison)
  }
  filterCondition(filter, members)
  return { each, members: found > 0 ? members : undefined, isMany: hasManyComparisons(filter) }
}

/** Ids of the runs that meet a comparison about a metric, param or tag, at most `limit`; undefined for other comparisons. */
export function matchingRuns(db: Db, comparison: Comparison, limit: number): Fragment | undefined {
  if (!isKeyed(comparison)) return undefined
  const { table, condition } = keyedCondition(db, comparison)
  return sql`select e.run_uuid from ${raw(table)} e where ${condition} limit ${limit}`
}

/** Each clause about datasets may be met by another input of the run. */
function datasetCondition(db: Db, comparison: Comparison): Fragment {
  const inputs = raw("inputs i where i.destination_type = 'RUN' and i.destination_id = r.run_uuid and i.source_type = 'DATASET'")
  if (comparison.key === 'context') {
    const context = compareColumn(db, raw('t.value'), comparison)
    return sql`exists (select 1 from ${inputs} and exists (
      select 1 from input_tags t where t.input_uuid = i.input_uuid and t.name = 'mlflow.data.context' and ${context}))`
  }
  const column = compareColumn(db, raw(comparison.key === 'name' ? 'd.name' : 'd.digest'), comparison)
  return sql`exists (select 1 from ${inputs} and exists (select 1 from datasets d where d.dataset_uuid = i.source_id and ${column}))`
}
