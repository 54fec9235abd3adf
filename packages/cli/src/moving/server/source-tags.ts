import { createHash } from 'node:crypto'
import type { Run } from '@tailrace/contract'

/** Tag of a copied run: the id that it has where it came from. */
export const SOURCE_RUN = 'tailrace.source_run_id'
/** Tag of a copied run: what it was like when it was copied whole. */
export const SOURCE_STATE = 'tailrace.source_state'
/** Tag of a copied logged model: the id that it has where it came from. */
export const SOURCE_MODEL = 'tailrace.source_model_id'
/** Tag of a nested run. */
export const PARENT = 'mlflow.parentRunId'

/** Behind the state of a copy with links to a parent or models that are not at the target. */
const UNRESOLVED = ' unresolved'

/** Whether some links of a copy had nowhere to lead when it was copied. */
export const isUnresolved = (state: string | undefined): boolean => state?.endsWith(UNRESOLVED) === true

/** Whether a copy with the first state holds the values of a run with the second. */
export const isSameState = (known: string | undefined, state: string | undefined): boolean =>
  state !== undefined && (known === state || known === state + UNRESOLVED)

/** The text of a state for the tag of a copy. */
export const stateText = (state: string, unresolved: boolean): string => (unresolved ? state + UNRESOLVED : state)

/**
 * A short text that differs when a run does: its state, params, tags, links and the latest value of each metric. Undefined for a run of a
 * source that does not say its latest values, which therefore is copied each time.
 */
export function stateOf({ info, data, inputs, outputs }: Run): string | undefined {
  if (!data.metrics) return undefined
  const pairs = (items: readonly { key: string; value: unknown }[] = []) =>
    items.map(({ key, value }) => `${key}=${String(value)}`).toSorted()
  const metrics = data.metrics.map(({ key, value, timestamp, step }) => `${key}=${value}@${timestamp}/${step}`).toSorted()
  const { run_name, status, start_time, end_time, lifecycle_stage } = info
  const all = [
    run_name,
    status,
    String(start_time),
    String(end_time),
    lifecycle_stage,
    pairs(data.params),
    pairs(data.tags),
    metrics,
    inputs,
    outputs,
  ]
  return createHash('sha256')
    .update(JSON.stringify(all, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)))
    .digest('hex')
    .slice(0, 32)
}
