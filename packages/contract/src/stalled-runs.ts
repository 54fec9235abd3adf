import type { Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { int64, list, object, optional, text, timestamp } from './scalars.ts'

/** A run that is RUNNING and logs nothing any more. `usual_interval`: ms between its points before, the median of the last ten intervals. */
export const StalledRun = object({
  run_id: text(),
  experiment_id: text(),
  run_name: text(),
  last_point: timestamp({ description: 'ms since the epoch of its newest point' }),
  usual_interval: int64(),
})
export type StalledRun = Static<typeof StalledRun>

export const listStalledRuns = endpoint({
  name: 'listStalledRuns',
  method: 'POST',
  path: '/tailrace/1.0/runs/stalled',
  summary:
    'Lists runs that are RUNNING, have at least 10 points of a metric, and have logged no point, param, tag or file for 20 of their usual intervals and at least 10 minutes, of the 200 that started last. Params, tags and files are watched from the start of the server on.',
  access: [{ filtered: 'run', field: 'experiment_ids[]' }],
  idempotent: true,
  touches: [],
  request: object({ experiment_ids: optional(list(text(), { refuseItems: 'whole' })) }),
  response: object({ runs: list(StalledRun) }),
  errors: [],
})

/** What the server asks its store: runs with a point at or after `before` are left out. */
export const QuietRunsRequest = object({ before: timestamp() })
/** Runs without new points; `fingerprint` changes with their params and tags. */
export const QuietRunsResponse = object({ runs: list(object({ ...StalledRun.properties, fingerprint: text() })) })
