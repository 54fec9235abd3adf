import { PRIMARY_METRIC_TAG, type PrimaryKey, parsePrimaryMetric } from '@tailrace/contract'
import type { Db } from './database.ts'
import { isOneOf, jsonText } from './dialect.ts'
import type { ExperimentNumber } from './experiment-id.ts'

/** The primary metrics that experiments name in their tag; those that name none are left out. */
export async function primaryMetrics(db: Db, ids: readonly ExperimentNumber[]): Promise<Map<ExperimentNumber, PrimaryKey>> {
  const tags = await db.arrays<[ExperimentNumber, string | null]>(
    `select experiment_id, value from experiment_tags where key = '${PRIMARY_METRIC_TAG}' and experiment_id ${isOneOf(db)}`,
    [jsonText(ids)],
  )
  const primaries = new Map<ExperimentNumber, PrimaryKey>()
  for (const [id, value] of tags) {
    const primary = parsePrimaryMetric(value)
    if (primary) primaries.set(id, primary)
  }
  return primaries
}

/** The primary metric of experiments; undefined where they name none, or different ones. */
export async function agreedPrimary(db: Db, ids: readonly ExperimentNumber[]): Promise<PrimaryKey | undefined> {
  const [first, ...others] = (await primaryMetrics(db, ids)).values()
  return others.every(({ key, direction }) => key === first?.key && direction === first.direction) ? first : undefined
}
