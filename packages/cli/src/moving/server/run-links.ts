import type { Run } from '@tailrace/contract'
import type { Client } from '@tailrace/sdk'
import { type RunCopy, finishRun } from './copy-run.ts'
import type { Places } from './places.ts'
import { PARENT, isUnresolved } from './source-tags.ts'

/** A copy of a run whose links are not all set yet. */
export interface LinkedRun {
  readonly copy: RunCopy
  readonly run: Run
  /** Makes its experiment active at the target. */
  readonly activate: () => Promise<void>
}

/**
 * Links copies of runs to their parents and to the logged models that they used and made, once those are there, and then gives the copies
 * their state: a deleted run takes no links.
 */
export class RunLinks {
  readonly #client: Client
  readonly #places: Places
  #waiting: LinkedRun[] = []

  constructor(client: Client, places: Places) {
    this.#client = client
    this.#places = places
  }

  /** Whether a copy, whole or not, has links or a state that must be set later. */
  mustWait({ copy, run }: Omit<LinkedRun, 'activate'>): boolean {
    const { parent, models } = linksOf(run)
    // Several runs are copied at a time: the copy of a parent may have come after that of its child had begun.
    const isUnlinked = parent !== undefined && (copy.parent === undefined || copy.parent !== this.#places.id(parent))
    if (!copy.changed) return isUnresolved(copy.state) || isUnlinked
    // Logged models may still get points of a run, which a deleted one refuses.
    return models.length > 0 || isUnlinked || run.info.lifecycle_stage === 'deleted'
  }

  /** Keeps a copy until its links can be set. */
  add(linked: LinkedRun): void {
    this.#waiting.push(linked)
  }

  /**
   * Copies whose links can all be set by now; with `last`, all that are left.
   * @returns each with what sets its links and its state
   */
  take(last: boolean): { run_id: string; settle: () => Promise<void> }[] {
    const isReady = ({ run }: LinkedRun): boolean => last || (run.info.lifecycle_stage !== 'deleted' && this.#unresolved(run).length === 0)
    const ready = this.#waiting.filter(isReady)
    this.#waiting = this.#waiting.filter((linked) => !isReady(linked))
    return ready.map((linked) => ({ run_id: linked.run.info.run_id, settle: () => this.#settle(linked) }))
  }

  #unresolved(run: Run): string[] {
    const { parent, models } = linksOf(run)
    return [...(parent === undefined ? [] : [parent]), ...models].filter((id) => this.#places.id(id) === undefined)
  }

  async #settle({ copy, run, activate }: LinkedRun): Promise<void> {
    const { parent } = linksOf(run)
    const to = parent === undefined ? undefined : this.#places.id(parent)
    const isNewParent = to !== undefined && to !== copy.parent
    const unresolved = this.#unresolved(run)
    const models = await this.#missingModels(copy, run)
    if (!copy.changed && !isNewParent && models.outputs.length + models.inputs.length === 0) return
    await activate()
    if (!copy.changed && copy.lifecycle_stage === 'deleted') await this.#client.restoreRun({ run_id: copy.run_id })
    if (isNewParent) await this.#client.setTag({ run_id: copy.run_id, key: PARENT, value: to })
    if (models.outputs.length > 0) await this.#client.logOutputs({ run_id: copy.run_id, models: models.outputs })
    if (models.inputs.length > 0) await this.#client.logInputs({ run_id: copy.run_id, models: models.inputs })
    await finishRun(this.#client, copy, run, unresolved.length > 0)
  }

  /** Links to models that are there, and that the copy has not. */
  async #missingModels({ run_id }: RunCopy, { inputs, outputs }: Run) {
    const [made, used] = [outputs?.model_outputs ?? [], inputs?.model_inputs ?? []]
    if (made.length + used.length === 0) return { outputs: [], inputs: [] }
    const { run } = await this.#client.getRun({ run_id })
    const known = new Set(run.outputs?.model_outputs?.map(({ model_id }) => model_id))
    const knownInputs = new Set(run.inputs?.model_inputs?.map(({ model_id }) => model_id))
    return {
      outputs: made.flatMap(({ model_id, step }) => {
        const id = this.#places.id(model_id)
        return id === undefined || known.has(id) ? [] : [{ model_id: id, step }]
      }),
      inputs: used.flatMap(({ model_id }) => {
        const id = this.#places.id(model_id)
        return id === undefined || knownInputs.has(id) ? [] : [{ model_id: id }]
      }),
    }
  }
}

/** Ids in the source of what a run is linked to. */
function linksOf({ data, inputs, outputs }: Run): { parent: string | undefined; models: string[] } {
  const models = [...(outputs?.model_outputs ?? []), ...(inputs?.model_inputs ?? [])].map(({ model_id }) => model_id)
  return { parent: data.tags?.find(({ key }) => key === PARENT)?.value, models }
}
