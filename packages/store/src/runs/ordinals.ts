import type { Db } from '../database.ts'
import { integerTriples, isOneText, jsonText } from '../dialect.ts'

/** A run as its place is looked for. */
interface Placed {
  readonly run_id: string
  readonly experiment_id: string | number
  readonly start_time?: number | bigint | null | undefined
}

type Time = number | bigint

/** Before all times. */
const FIRST = -(2n ** 63n)

/**
 * Places of runs among all runs of their experiments by start time, then id, from 0; deleted ones count too, so that a place stays when a run goes to the trash.
 * Runs without a start time have none. Costs one pass over the index of the experiments.
 */
export async function ordinalsOf(db: Db, runs: readonly Placed[]): Promise<Map<string, number>> {
  const timed = runs.filter(({ start_time }) => start_time !== undefined && start_time !== null)
  if (timed.length === 0) return new Map()
  const ranges = [...Map.groupBy(timed, ({ experiment_id }) => String(experiment_id))].flatMap(([experiment, members]) => {
    const times = [...new Set(members.map(({ start_time = 0 }) => BigInt(start_time ?? 0)))].toSorted((a, b) => (a < b ? -1 : 1))
    return times.map((time, at) => [BigInt(experiment), times[at - 1] ?? FIRST, time] as const)
  })
  const inRange = `select r.run_uuid from runs r where r.experiment_id = e.a and r.lifecycle_stage in ('active', 'deleted')`
  const counts = await db.arrays<readonly [experiment: Time, time: Time, before: number]>(
    `select a, c, (select count(*) from (${inRange} and r.start_time >= e.b and r.start_time < e.c) as earlier) from (${integerTriples(db)}) as e`,
    [jsonText(ranges)],
  )
  const between = new Map(counts.map(([experiment, time, before]) => [`${experiment} ${time}`, Number(before)]))
  const before = new Map<string, number>()
  let [current, sum] = [-1n, 0]
  for (const [experiment, , time] of ranges) {
    if (experiment !== current) [current, sum] = [experiment, 0]
    sum += between.get(`${experiment} ${time}`) ?? 0
    before.set(`${experiment} ${time}`, sum)
  }
  const ties = await db.arrays<readonly [run: string, place: number]>(
    `select run_uuid, place from (
       select r.run_uuid, row_number() over (partition by r.experiment_id, r.start_time order by r.run_uuid) - 1 as place
       from (${integerTriples(db)}) as e cross join runs r
       where r.experiment_id = e.a and r.lifecycle_stage in ('active', 'deleted') and r.start_time = e.c
     ) as placed where run_uuid ${isOneText(db)}`,
    [jsonText(ranges), JSON.stringify(timed.map(({ run_id }) => run_id))],
  )
  const places = new Map(ties.map(([run, place]) => [run, Number(place)]))
  return new Map(
    timed.map(({ run_id, experiment_id, start_time }) => [
      run_id,
      (before.get(`${experiment_id} ${start_time}`) ?? 0) + (places.get(run_id) ?? 0),
    ]),
  )
}
