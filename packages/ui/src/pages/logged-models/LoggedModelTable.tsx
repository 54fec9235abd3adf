import type { LoggedModel } from '@tailrace/contract'
import { type ReactNode, useMemo } from 'react'
import { ListTable } from '../../controls/ListTable.tsx'
import type { Sort } from '../../controls/sorting.ts'
import { useKeptSet } from '../../history-entry.ts'
import { useGo } from '../../location.ts'
import { links } from '../../links.ts'
import { useRunsById } from '../models/use-model.ts'
import { loggedModelColumns } from './logged-model-columns.tsx'
import { type LoggedModelRow, plainRows, runRows } from './model-rows.ts'

interface TableProps {
  models: readonly LoggedModel[]
  /** Metrics and params that are columns. */
  shown: readonly string[]
  /** Below their source runs, which fold. */
  isGrouped: boolean
  sort: Sort
  onSort: (sort: Sort) => void
  stale: boolean
  onEnd?: () => void
}

/** The models as a table; Enter opens one, or folds a run. */
export function LoggedModelTable({ models, shown, isGrouped, ...rest }: TableProps): ReactNode {
  const go = useGo()
  const { runs } = useRunsById(models.map(({ info }) => info.source_run_id))
  const [closed, setClosed] = useKeptSet('closed runs')
  const rows = useMemo(() => (isGrouped ? runRows(models, closed) : plainRows(models)), [models, closed, isGrouped])
  const fold = (runId: string): void => {
    const next = new Set(closed)
    if (!next.delete(runId)) next.add(runId)
    setClosed(next)
  }
  return (
    <ListTable<LoggedModelRow>
      label="Logged models"
      group="Logged models"
      opens="modelId"
      columns={loggedModelColumns({ runs, values: shown, models, fold })}
      rows={rows}
      keyOf={({ key }) => key}
      nameOf={(row) => (row.kind === 'run' ? row.runId : row.model.info.name)}
      onOpen={(row) =>
        row.kind === 'run' ? fold(row.runId) : go(links.loggedModel(row.model.info.experiment_id, row.model.info.model_id))
      }
      {...rest}
    />
  )
}
