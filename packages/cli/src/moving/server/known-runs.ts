import { type Client, items } from '@tailrace/sdk'
import { PARENT, SOURCE_RUN, SOURCE_STATE } from './source-tags.ts'

/** A run that is at the target. */
export interface KnownRun {
  readonly run_id: string
  readonly state: string | undefined
  readonly lifecycle_stage: string
  readonly artifact_uri: string
  /** Id in the tag that names its parent. */
  readonly parent: string | undefined
}

/** The runs of an experiment of the target, by their own ids and by those that they had where they came from. */
export class KnownRuns {
  readonly #byId = new Map<string, KnownRun>()
  readonly #bySource = new Map<string, KnownRun>()

  static async read(client: Client, experiment_id: string): Promise<KnownRuns> {
    const known = new KnownRuns()
    const request = { experiment_ids: [experiment_id], run_view_type: 'ALL' as const, max_results: 1000 }
    for await (const { info, data } of items(client.searchRuns, request, 'runs')) {
      const tag = (key: string) => data.tags?.find((one) => one.key === key)?.value
      const { run_id, lifecycle_stage, artifact_uri = '' } = info
      const run = { run_id, lifecycle_stage, artifact_uri, state: tag(SOURCE_STATE), parent: tag(PARENT) }
      known.#byId.set(run_id, run)
      const source = tag(SOURCE_RUN)
      if (source !== undefined) known.#bySource.set(source, run)
    }
    return known
  }

  /** The run that a run of the source is here: a copy of it, itself, or the one that it was copied from. */
  find(id: string, tags: readonly { key: string; value: string }[] = []): KnownRun | undefined {
    const origin = tags.find(({ key }) => key === SOURCE_RUN)?.value
    return this.#bySource.get(id) ?? this.#byId.get(id) ?? (origin === undefined ? undefined : this.#byId.get(origin))
  }
}
