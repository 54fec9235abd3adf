import { useMemo } from 'react'
import { type Column, isSame } from '../../table/columns.ts'
import type { Shown } from '../../table/shown-value.ts'
import { type Projection, withExtremes } from './fetch-rows.ts'
import { neededColumns, withNeeded } from './needed-columns.ts'
import { columnsOf, type RunsState } from './runs-state.ts'
import type { ColumnStatistics } from './use-statistics.ts'

interface ShownColumns {
  /** Ids of the columns beside the pinned ones, those that "diff only" leaves out among them; undefined until they are known. */
  columnIds: readonly string[] | undefined
  /** Columns that cannot be hidden: the table is filtered or sorted by them. */
  needed: ReadonlySet<string>
  /** The columns that are drawn, the pinned ones first. */
  visible: readonly Column[] | undefined
  /** How many columns "diff only" leaves out. */
  same: number
  /** The same object as long as the same keys are wanted. */
  projection: Projection | undefined
}

/** Which columns the table shows: those of the reader, else the automatic ones, and what is filtered or sorted by. `q` is the filter in use. */
export function useShownColumns(
  { sort, cols, pinned, diff }: Pick<RunsState, 'sort' | 'cols' | 'pinned' | 'diff'>,
  q: string,
  automatic: readonly string[] | undefined,
  shown: ReadonlyMap<string, Shown>,
  statistics: ColumnStatistics | undefined,
): ShownColumns {
  const chosen = cols ?? automatic
  const columnIds = useMemo(() => chosen && withNeeded({ q, sort, cols, pinned }, chosen), [chosen, cols, q, sort, pinned])
  const needed = useMemo(() => new Set(neededColumns({ q, sort })), [q, sort])
  const visible = useMemo(() => {
    if (!columnIds) return undefined
    const columns = columnsOf([...new Set([...pinned, ...columnIds])])
    // The statistics are those of the latest values.
    return diff && statistics
      ? columns.filter((column) => shown.has(column.id) || needed.has(column.id) || !isSame(column, statistics))
      : columns
  }, [columnIds, pinned, diff, statistics, shown, needed])
  const projectionText = visible && JSON.stringify(withExtremes(visible, shown))
  const projection = useMemo(
    () => (projectionText === undefined ? undefined : (JSON.parse(projectionText) as Projection)),
    [projectionText],
  )
  const same = columnIds ? new Set([...pinned, ...columnIds]).size - (visible?.length ?? 0) : 0
  return { columnIds, needed, visible, same, projection }
}
