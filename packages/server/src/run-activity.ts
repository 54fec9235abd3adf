import { type RequestOf, type ResponseOf, type StalledRun, listStalledRuns } from '@tailrace/contract'
import { type CallerStore, quietRunsEndpoint } from '@tailrace/store'
import { type ServerEndpoint, serverEndpoint } from './server-endpoint.ts'

/** ms for which a run is quiet at least before it counts as stalled. */
const LEAST_QUIET = 10 * 60_000
/** How many of its usual intervals it is quiet for. */
const INTERVALS = 20
/** ms between two looks while nobody asks. */
const LOOK = 60_000
/** Runs whose files are remembered. */
const MOST_UPLOADS = 10_000

type Quiet = ResponseOf<typeof quietRunsEndpoint>['runs'][number]

/**
 * Which runs have stalled. Points have times in the database; params, tags and files have none, so that they are watched: a run that was not
 * seen before counts as active when it is first seen.
 */
export class RunActivity {
  readonly #store: Pick<CallerStore, 'call'>
  readonly #now: () => number
  #seen = new Map<string, { fingerprint: string; since: number }>()
  readonly #uploads = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(store: Pick<CallerStore, 'call'>, now: () => number = Date.now) {
    this.#store = store
    this.#now = now
  }

  /** Looks now and then, so that what was seen is old when somebody asks. */
  start(onFault: (error: unknown) => void): void {
    this.#timer = setInterval(() => void this.stalled().catch(onFault), LOOK)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Notes a file of a run. @param path below the artifacts destination: a run's id is one of its folders */
  noteFile(path: string): void {
    const [run_id] = /(?<=^|\/)[0-9a-f]{32}(?=\/)/.exec(path) ?? []
    if (run_id === undefined) return
    this.#uploads.delete(run_id)
    this.#uploads.set(run_id, this.#now())
    const [oldest] = this.#uploads.keys()
    if (this.#uploads.size > MOST_UPLOADS && oldest !== undefined) this.#uploads.delete(oldest)
  }

  /** The runs that have stalled, of these experiments or of all. */
  async stalled({ experiment_ids }: RequestOf<typeof listStalledRuns> = {}): Promise<StalledRun[]> {
    const now = this.#now()
    const { runs } = await this.#store.call(quietRunsEndpoint, { before: now - LEAST_QUIET })
    this.#remember(runs, now)
    return runs
      .filter((run) => this.#isStalled(run, now))
      .filter(({ experiment_id }) => experiment_ids === undefined || experiment_ids.includes(experiment_id))
      .map(({ fingerprint: _fingerprint, ...run }) => run)
  }

  #remember(runs: readonly Quiet[], now: number): void {
    this.#seen = new Map(
      runs.map(({ run_id, fingerprint }) => {
        const before = this.#seen.get(run_id)
        return [run_id, before?.fingerprint === fingerprint ? before : { fingerprint, since: now }]
      }),
    )
  }

  #isStalled({ run_id, last_point, usual_interval }: Quiet, now: number): boolean {
    const active = Math.max(Number(last_point), this.#seen.get(run_id)?.since ?? now, this.#uploads.get(run_id) ?? 0)
    return now - active >= Math.max(LEAST_QUIET, INTERVALS * Number(usual_interval))
  }
}

export const stalledEndpoints = (activity: RunActivity): ServerEndpoint[] => [
  serverEndpoint(listStalledRuns, async (request) => ({ runs: await activity.stalled(request) })),
]
