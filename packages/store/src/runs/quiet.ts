import { QuietRunsRequest, QuietRunsResponse, type RequestOf, type ResponseOf, endpoint } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { isOneText } from '../dialect.ts'

/** Runs that are looked at: those that started last. */
const MOST = 200
/** Points from which a run has a usual interval. */
const LEAST_POINTS = 10

/** Lists runs that may have stalled. Not served: whoever asks has to compare each `fingerprint` with an earlier one. */
export const quietRunsEndpoint = endpoint({
  name: 'quietRuns',
  method: 'POST',
  path: '/tailrace/1.0/runs/quiet',
  summary: 'Lists runs without new points.',
  access: [{ filtered: 'run' }],
  idempotent: true,
  touches: [],
  request: QuietRunsRequest,
  response: QuietRunsResponse,
  errors: [],
})

interface Running {
  run_uuid: string
  experiment_id: number
  name: string | null
  last: number
}

/** Lists the active runs that are RUNNING, have at least 10 points of the metric that was logged last, and none since `before`. */
export async function quietRuns(db: Db, { before }: RequestOf<typeof quietRunsEndpoint>): Promise<ResponseOf<typeof quietRunsEndpoint>> {
  const running = await db.all<Omit<Running, 'last'>>(
    `select r.run_uuid, r.experiment_id, r.name from runs r join experiments e on e.experiment_id = r.experiment_id
     where r.lifecycle_stage = 'active' and r.status = 'RUNNING' and e.lifecycle_stage = 'active'
     order by r.start_time desc nulls last, r.run_uuid limit ${MOST}`,
  )
  const newest = await db.all<{ run_uuid: string; last: number }>(
    `select run_uuid, max("timestamp") as last from latest_metrics where run_uuid ${isOneText(db)} group by run_uuid`,
    [JSON.stringify(running.map(({ run_uuid }) => run_uuid))],
  )
  const lasts = new Map(newest.map(({ run_uuid, last }) => [run_uuid, Number(last)]))
  const quiet = running.flatMap((run): Running[] => {
    const last = lasts.get(run.run_uuid)
    return last !== undefined && last < Number(before) ? [{ ...run, last }] : []
  })
  const prints = await fingerprints(db, JSON.stringify(quiet.map(({ run_uuid }) => run_uuid)))
  const runs: ResponseOf<typeof quietRunsEndpoint>['runs'] = []
  for (const { run_uuid, experiment_id, name, last } of quiet) {
    const usual_interval = await usualInterval(db, run_uuid)
    if (usual_interval === undefined) continue
    runs.push({
      run_id: run_uuid,
      experiment_id: String(experiment_id),
      run_name: name ?? '',
      last_point: last,
      usual_interval,
      fingerprint: prints.get(run_uuid)?.join('\n') ?? '',
    })
  }
  return { runs }
}

/** ms between the last points of the metric that was logged last, their median; undefined when it has fewer than ten. */
async function usualInterval(db: Db, run_uuid: string): Promise<number | undefined> {
  const points = await db.all<{ at: number }>(
    `select "timestamp" as at from metrics where run_uuid = ? and key = (
       select key from latest_metrics where run_uuid = ? order by "timestamp" desc, step desc, key limit 1)
     order by step desc, "timestamp" desc limit ${LEAST_POINTS + 1}`,
    [run_uuid, run_uuid],
  )
  if (points.length < LEAST_POINTS) return undefined
  const times = points.map(({ at }) => Number(at)).toSorted((a, b) => a - b)
  const intervals = times.slice(1).map((at, index) => at - (times[index] ?? at))
  return intervals.toSorted((a, b) => a - b)[intervals.length >> 1] ?? 0
}

/** What changes when a param or tag is logged: how many params there are, and each tag with its length and beginning. */
async function fingerprints(db: Db, runs: string): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  const rows = await db.all<{ run_uuid: string; print: string }>(
    `select run_uuid, cast(count(*) as varchar(20)) as print from params where run_uuid ${isOneText(db)} group by run_uuid`,
    [runs],
  )
  const tags = await db.all<{ run_uuid: string; key: string; size: number; start: string }>(
    `select run_uuid, key, length(value) as size, substr(value, 1, 100) as start from tags where run_uuid ${isOneText(db)} order by run_uuid, key`,
    [runs],
  )
  for (const { run_uuid, print } of [
    ...rows,
    ...tags.map((tag) => ({ run_uuid: tag.run_uuid, print: `${tag.key} ${tag.size} ${tag.start}` })),
  ])
    found.set(run_uuid, [...(found.get(run_uuid) ?? []), print])
  return found
}
