import { type Endpoint, LIMITS, type RunChange } from '@tailrace/contract'

/** Changes that are kept one by one until they are sent; beyond it only the fact that much changed is. */
const MAX_CHANGES = 5000
const ENDED = new Set(['FINISHED', 'FAILED', 'KILLED'])

/** Fields of requests and answers that say what a write touched. */
interface Touched {
  run_id?: string
  run_ids?: readonly string[]
  experiment_id?: string
  experiment_ids?: readonly string[]
  logged_model_ids?: readonly string[]
  model_id?: string
  name?: string
  new_name?: string
  key?: string
  status?: string
  action?: string
  metrics?: readonly { key: string }[]
  params?: readonly unknown[]
  tags?: readonly unknown[]
  run?: { info: { run_id: string } }
  model?: { info: { model_id: string } }
}

type Note = (set: ChangeSet, request: Touched, response: Touched) => void

/** Writes that touch more or other things than the id that their request names. */
const SPECIAL: Readonly<Record<string, Note>> = {
  createRun: (set, _request, { run }) => set.addRun(run?.info.run_id, 'created'),
  updateRun: (set, { run_id, status = '' }) => set.addRun(run_id, ENDED.has(status) ? 'finished' : 'updated'),
  deleteRun: (set, { run_id }) => set.addRun(run_id, 'deleted'),
  restoreRun: (set, { run_id }) => set.addRun(run_id, 'restored'),
  changeRuns: (set, { run_ids = [], action }) => {
    const what = action === 'delete' ? 'deleted' : action === 'restore' ? 'restored' : 'updated'
    for (const id of run_ids) set.addRun(id, what)
  },
  logMetric: (set, { run_id, key = '' }) => set.addMetrics(run_id, [key]),
  logBatch: (set, { run_id, metrics = [], params = [], tags = [] }) => {
    if (metrics.length > 0)
      set.addMetrics(
        run_id,
        metrics.map(({ key }) => key),
      )
    if (params.length + tags.length > 0) set.addRun(run_id, 'updated')
  },
  createExperiment: (set, _request, { experiment_id = '' }) => set.experiments.add(experiment_id),
  createLoggedModel: (set, _request, { model }) => set.loggedModels.add(model?.info.model_id ?? ''),
  renameRegisteredModel: (set, { name = '', new_name = '' }) => void set.models.add(name).add(new_name),
  purgeRows: (set, { run_ids = [], experiment_ids = [], logged_model_ids = [] }) => {
    for (const id of run_ids) set.addRun(id, 'deleted')
    for (const id of experiment_ids) set.experiments.add(id)
    for (const id of logged_model_ids) set.loggedModels.add(id)
  },
  createView: () => {},
  updateView: () => {},
  deleteView: () => {},
}

/** What writes touched since it was last emptied. Cheap to fill: it looks at requests and answers, never at the database. */
export class ChangeSet {
  readonly runs = new Map<string, RunChange>()
  readonly metrics = new Map<string, Set<string>>()
  readonly loggedModels = new Set<string>()
  readonly models = new Set<string>()
  readonly experiments = new Set<string>()
  /** More changed than is kept here. */
  isOverfull = false

  get isEmpty(): boolean {
    return !this.isOverfull && this.#size === 0
  }

  get #size(): number {
    return this.runs.size + this.metrics.size + this.loggedModels.size + this.models.size + this.experiments.size
  }

  /** Notes a write that was committed. */
  note(endpoint: Pick<Endpoint, 'name' | 'resource'>, request: object, response: object): void {
    const special = SPECIAL[endpoint.name]
    const touched = request as Touched
    if (special) special(this, touched, response as Touched)
    else if (endpoint.resource === 'run') this.addRun(touched.run_id, 'updated')
    else if (endpoint.resource === 'experiment') this.experiments.add(touched.experiment_id ?? '')
    else if (endpoint.resource === 'logged_model') this.loggedModels.add(touched.model_id ?? '')
    else if (endpoint.resource === 'registered_model') this.models.add(touched.name ?? '')
    if (this.#size <= MAX_CHANGES) return
    this.clear()
    this.isOverfull = true
  }

  addRun(id: string = '', what: RunChange): void {
    if (what !== 'updated' || !this.runs.has(id)) this.runs.set(id, what)
  }

  addMetrics(id: string = '', keys: readonly string[]): void {
    const known = this.metrics.get(id) ?? new Set()
    this.metrics.set(id, known)
    for (const key of keys) {
      // One more than is named tells that there were too many.
      if (known.size > LIMITS.eventKeys) return
      known.add(key)
    }
  }

  clear(): void {
    for (const part of [this.runs, this.metrics, this.loggedModels, this.models, this.experiments]) part.clear()
    this.isOverfull = false
  }
}
