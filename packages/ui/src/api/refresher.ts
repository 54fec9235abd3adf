import type { Query, QueryClient } from '@tanstack/react-query'

/** Least time between two rounds of requests, in ms, and how many times as long as a round took the next one waits. */
const PACE = 500
const SHARE = 3
/** Longest wait between two rounds, in ms. */
const MOST = 15_000

/**
 * Asks again for what has become stale, as slowly as the server answers: one request at a time, each answer at most once a round, and rounds that are
 * further apart the longer they take. What becomes stale while it is fetched is fetched once more afterwards; what nobody looks at waits until
 * somebody does, and so does everything while the tab is hidden.
 */
export class Refresher {
  readonly #client: QueryClient
  readonly #page: Pick<Document, 'hidden' | 'addEventListener'>
  readonly #stale = new Set<Query>()
  #isRunning = false

  constructor(client: QueryClient, page: Pick<Document, 'hidden' | 'addEventListener'> = document) {
    this.#client = client
    this.#page = page
    page.addEventListener('visibilitychange', () => void this.#run())
  }

  /** Makes the answers stale that a condition holds for; by default all. */
  refresh(isStale: (query: Query) => boolean = () => true): void {
    for (const query of this.#client.getQueryCache().getAll()) if (isStale(query)) this.#stale.add(query)
    void this.#run()
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    while (this.#stale.size > 0 && !this.#page.hidden) {
      const began = performance.now()
      // What becomes stale meanwhile waits for the next round.
      const round = [...this.#stale]
      for (const query of round) {
        if (this.#page.hidden) break
        await this.#renew(query)
      }
      const wait = Math.min(MOST, Math.max(PACE, (performance.now() - began) * SHARE))
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
    this.#isRunning = false
  }

  async #renew(query: Query): Promise<void> {
    // Its answer may be from before the change.
    if (query.state.fetchStatus === 'fetching') await query.promise?.catch(() => undefined)
    this.#stale.delete(query)
    await this.#client.invalidateQueries({ queryKey: query.queryKey, exact: true }, { cancelRefetch: false })
  }
}
