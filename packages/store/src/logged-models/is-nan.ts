import type { Db } from '../database.ts'

/**
 * The condition that a point of a logged model was logged as NaN; `alias` names its row. Its table keeps NaN as 0 without a mark; the same point of the run that logged
 * it has the mark. Where the run has both 0 and NaN at one place, the point is 0.
 */
export function isNanPoint(db: Pick<Db, 'dialect'>, alias: string): string {
  // A hint for SQLite, whose primary key would lead through the points of all runs.
  const index = db.dialect === 'sqlite' ? ' indexed by index_metrics_run_uuid_key_step' : ''
  return `(${alias}.metric_value = 0 and coalesce((
    select min(case when n.is_nan then 1 else 0 end) from metrics n${index} where n.run_uuid = ${alias}.run_id and n.key = ${alias}.metric_name and n.step = ${alias}.metric_step
      and n.timestamp = ${alias}.metric_timestamp_ms and n.value = 0), 0) = 1)`
}
