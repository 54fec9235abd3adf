import type { Db } from '../database.ts'
import { metricsOfRun } from '../dialect.ts'

/** The first and the last step of a metric of a run; undefined when it has no point. */
export async function stepsOf(
  db: Db,
  run: string,
  key: string,
): Promise<readonly [first: number | bigint, last: number | bigint] | undefined> {
  const of = `from ${metricsOfRun(db)} where run_uuid = ? and key = ?`
  const [row] = await db.arrays<readonly [first: number | bigint | null, last: number | bigint | null]>(
    `select (select min(step) ${of}), (select max(step) ${of})`,
    [run, key, run, key],
  )
  const [first, last] = row ?? [null, null]
  return first === null || last === null ? undefined : [first, last]
}
