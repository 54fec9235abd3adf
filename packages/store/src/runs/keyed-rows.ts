import type { Db } from '../database.ts'
import { isOneText, withoutIndex } from '../dialect.ts'
import { type Fragment, raw, sql } from '../sql.ts'

/** Keys up to which each is looked up in each run by itself; of more, the rows of a run are read and picked. */
const FEW_KEYS = 10

/**
 * The rows `e` of some keys in some runs; undefined when no key is wanted. SQLite gets a hint where to start: without it it walks all rows of
 * a key in the database.
 */
export function keyedRows(
  db: Db,
  table: 'latest_metrics' | 'params' | 'tags',
  columns: string,
  ids: readonly string[],
  keys: readonly string[],
): Fragment | undefined {
  if (keys.length === 0) return undefined
  const runs = JSON.stringify(ids)
  const wanted = JSON.stringify(keys)
  if (db.dialect === 'sqlite' && keys.length <= FEW_KEYS) {
    return sql`select ${raw(columns)} from json_each(${wanted}) k cross join json_each(${runs}) i cross join ${raw(table)} e
      where e.key = k.value and e.run_uuid = i.value`
  }
  const key = withoutIndex(db, 'e.key')
  const text = `select ${columns} from ${table} e where e.run_uuid ${isOneText(db)} and ${key} ${isOneText(db)}`
  return { text, params: [runs, wanted] }
}
