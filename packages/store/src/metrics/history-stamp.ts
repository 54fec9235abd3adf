import type { RequestOf, ResponseOf, queryMetricHistory as QueryHistory } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { MANY, chartSeries } from './buckets.ts'
import { pointsOf } from './chart-range.ts'

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
   * From an index alone, a quarter of what the answer costs; ranges of time cost more.
   * @throws MlflowError what queryMetricHistory throws for the same request
   */
  now: async (db: Db, request: RequestOf<typeof QueryHistory>): Promise<string> => {
    const { counted, range } = await chartSeries(db, request)
    const counts: [run: string, key: string, points: number][] = []
    for (const { run, key } of counted) {
      const [from, params] = pointsOf(db, run, key, range)
      const [[points] = [0]] = await db.arrays<readonly [number]>(`select count(*) from ${from}`, params)
      counts.push([run, key, points])
    }
    return stampOf(counts)
  },
}

const stampOf = (counts: readonly (readonly [run: string, key: string, points: number])[]): string => JSON.stringify(counts)
