import { type Endpoint, LIMITS, type RunChange } from '@tailrace/contract'
import { type Change, changesOf } from './touched.ts'

/** Changes that are kept one by one until they are sent; beyond it only the fact that much changed is. */
const MAX_CHANGES = 5000
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
  note(endpoint: Pick<Endpoint, 'touches'>, request: object, response: object): void {
    for (const change of changesOf(endpoint, request, response)) this.#add(change)
    if (this.#size <= MAX_CHANGES) return
    this.clear()
    this.isOverfull = true
  }

  #add(change: Change): void {
    if (change.resource === 'run') this.#addRun(change.id, change.change)
    else if (change.resource === 'metric') this.#addMetrics(change.id, change.keys)
    else if (change.resource === 'experiment') this.experiments.add(change.id)
    else if (change.resource === 'logged_model') this.loggedModels.add(change.id)
    else if (change.resource === 'registered_model') this.models.add(change.id)
  }

  #addRun(id: string, what: RunChange): void {
    if (what !== 'updated' || !this.runs.has(id)) this.runs.set(id, what)
  }

  #addMetrics(id: string, keys: readonly string[]): void {
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
