import type { LoggedModel } from '@tailrace/contract'

export interface RunRow {
  kind: 'run'
  key: string
  /** Source run of the models below; empty of those that no run logged. */
  runId: string
  models: readonly LoggedModel[]
  isOpen: boolean
}

export interface ModelRow {
  kind: 'model'
  key: string
  model: LoggedModel
  /** Whether it stands below its run. */
  isGrouped: boolean
}

export type LoggedModelRow = RunRow | ModelRow

const modelRow = (model: LoggedModel, isGrouped: boolean): ModelRow => ({ kind: 'model', key: model.info.model_id, model, isGrouped })

/** Models as rows of a table, in their order. */
export const plainRows = (models: readonly LoggedModel[]): ModelRow[] => models.map((model) => modelRow(model, false))

/** Models below their source runs, each in the order of its first model; closed runs without theirs. */
export function runRows(models: readonly LoggedModel[], closed: ReadonlySet<string>): LoggedModelRow[] {
  return [...Map.groupBy(models, ({ info }) => info.source_run_id)].flatMap(([runId, some]) => {
    const isOpen = !closed.has(runId)
    const head: RunRow = { kind: 'run', key: `run ${runId}`, runId, models: some, isOpen }
    return [head, ...(isOpen ? some.map((model) => modelRow(model, true)) : [])]
  })
}
