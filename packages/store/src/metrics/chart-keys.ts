import { LIMITS, type RequestOf, invalid, type queryMetricHistory as QueryHistory, rankMetrics } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { byBytes, isOneText } from '../dialect.ts'
import { agreedPrimary } from '../primary-metric.ts'
import type { ExperimentNumber } from '../experiment-id.ts'
import { integerInRange } from '../integer-in-range.ts'
import { checkedList } from './chart-range.ts'

/**
 * The metrics that a request for a chart names, or those of its runs that matter most.
 * @throws MlflowError INVALID_PARAMETER_VALUE: neither or both of them, an empty list or a long one, a number out of range
 */
export async function chartKeys(
  db: Db,
  runs: readonly string[],
  { metric_keys, first_metrics }: RequestOf<typeof QueryHistory>,
): Promise<string[]> {
  if ((metric_keys === undefined) === (first_metrics === undefined)) throw invalid('Give one of metric_keys and first_metrics.')
  if (metric_keys) return checkedList('metric_keys', metric_keys, LIMITS.chartKeys)
  const most = integerInRange('first_metrics', first_metrics, 1, LIMITS.chartKeys, LIMITS.chartKeys)
  const rows = await db.arrays<readonly [string]>(
    `select key from latest_metrics where run_uuid ${isOneText(db)} and key not like 'system/%' group by key order by ${byBytes(db, 'key')}`,
    [JSON.stringify(runs)],
  )
  const experiments = await db.arrays<readonly [ExperimentNumber]>(
    `select distinct experiment_id from runs where run_uuid ${isOneText(db)}`,
    [JSON.stringify(runs)],
  )
  const primary = await agreedPrimary(
    db,
    experiments.map(([id]) => id),
  )
  const keys = rows.map(([key]) => key)
  return rankMetrics(keys, primary).slice(0, most)
}
