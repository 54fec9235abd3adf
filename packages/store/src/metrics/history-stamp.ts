import type { RequestOf, ResponseOf, queryMetricHistory as QueryHistory } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { MANY, chartSeries } from './buckets.ts'
import { countAll } from './point-counts.ts'

/**
 * SQLite: a chart rests on how many points each of its series has. Points are never changed, nor taken away but with their whole run, so that while there are as
 * many they are the same.
 */
export const historyStamp = {
  of: ({ series }: ResponseOf<typeof QueryHistory>): string => {
    const points = series.reduce((sum, one) => sum + Number(one.points), 0)
    return points < MANY ? '' : stampOf(series.map((one) => [one.run_id, one.key, Number(one.points)]))
  },

  /**
   * The first time from an index alone, a quarter of what the answer costs (ranges of time cost more), then from rows that are new.
   * @throws MlflowError what queryMetricHistory throws for the same request
   */
  now: async (db: Db, request: RequestOf<typeof QueryHistory>): Promise<string> => {
    const { counted, range } = await chartSeries(db, request)
    const counts: [run: string, key: string, points: number][] = []
    for (const { run, key } of counted) counts.push([run, key, await countAll(db, run, key, range)])
    return stampOf(counts)
  },
}

const stampOf = (counts: readonly (readonly [run: string, key: string, points: number])[]): string => JSON.stringify(counts)
