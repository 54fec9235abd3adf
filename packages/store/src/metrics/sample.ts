import type { Db } from '../database.ts'
import { isOneOf, isOneText, metricsOfRun } from '../dialect.ts'

/** A sampled point. */
export type SampledPoint = readonly [value: number, timestamp: number | bigint, step: number | bigint, is_nan: number | boolean]

/** Which points of which runs are sampled. */
export interface Sample {
  runs: readonly string[]
  key: string
  /** First and last step, both included; all when absent. */
  steps: readonly [start: number, end: number] | undefined
  /** Most points a run. */
  points: number
}

/**
 * Samples a metric of runs: its points, by step, timestamp and value, are cut into `points` parts of equal length (the first ones a
 * point longer); of each part the first point is taken, of the last part the last. A run with no more points than that keeps all.
 */
export async function samplePoints(db: Db, sample: Sample): Promise<Map<string, readonly SampledPoint[]>> {
  if (db.dialect === 'postgres') return sampleInSql(db, sample)
  const sampled = new Map<string, readonly SampledPoint[]>()
  for (const run of sample.runs) {
    const rows = await places(db, run, sample)
    if (rows.some(([step], index) => index > 0 && step === rows[index - 1]?.[0])) {
      for (const [id, points] of await sampleInSql(db, { ...sample, runs: [run] })) sampled.set(id, points)
    } else if (rows.length > 0) {
      const rowids = chosen(rows.length, sample.points).map((index) => rows[index]?.[1])
      const points = await db.arrays<SampledPoint>(
        `select value, timestamp, step, is_nan from metrics where rowid ${isOneOf(db)} order by step`,
        [JSON.stringify(rowids)],
      )
      sampled.set(run, points)
    }
  }
  return sampled
}

/**
 * SQLite: steps and row ids of a run's points by step, out of the index alone. Most rows of a long metric are then never read. Where
 * two points share a step, the index does not know their order.
 */
function places(db: Db, run: string, { key, steps }: Sample): Promise<(readonly [step: number | bigint, rowid: number])[]> {
  return db.arrays(
    `select step, rowid from ${metricsOfRun(db)} where run_uuid = ? and key = ? ${steps ? 'and step between ? and ?' : ''} order by step`,
    [run, key, ...(steps ?? [])],
  )
}

/** Places of the points that are taken out of `count`. */
function chosen(count: number, points: number): number[] {
  if (count <= points) return Array.from({ length: count }, (_, index) => index)
  const size = Math.floor(count / points)
  const longer = count % points
  const starts = Array.from({ length: points - 1 }, (_, part) => part * size + Math.min(part, longer))
  return [...starts, count - 1]
}

/** The same in SQL. q: points a part, r: parts that are one longer. */
async function sampleInSql(db: Db, { runs, key, steps, points }: Sample): Promise<Map<string, SampledPoint[]>> {
  const rows = await db.arrays<readonly [...SampledPoint, run: string]>(
    `select value, timestamp, step, is_nan, run_uuid from (
       select value, timestamp, step, is_nan, run_uuid, i, n, n / ? as q, n % ? as r from (
         select value, timestamp, step, is_nan, run_uuid, row_number() over ordered - 1 as i, count(*) over (partition by run_uuid) as n
         from ${metricsOfRun(db)} where run_uuid ${isOneText(db)} and key = ? ${steps ? 'and step between ? and ?' : ''}
         window ordered as (partition by run_uuid order by step, timestamp, value, is_nan)
       ) as numbered
     ) as parts
     where n <= ? or i = n - 1
        or i < n - q and case when i < r * (q + 1) then i % (q + 1) = 0 else (i - r * (q + 1)) % q = 0 end
     order by run_uuid, i`,
    [points, points, JSON.stringify(runs), key, ...(steps ?? []), points],
  )
  const sampled = new Map<string, SampledPoint[]>()
  for (const [value, timestamp, step, is_nan, run] of rows) {
    const list = sampled.get(run)
    if (list) list.push([value, timestamp, step, is_nan])
    else sampled.set(run, [[value, timestamp, step, is_nan]])
  }
  return sampled
}
