import { useMemo } from 'react'
import type { ColumnActions } from './ColumnMenu.tsx'
import { toast } from '../../frame/toast.tsx'
import { MOST_SHOWN, shownText } from '../../table/shown-value.ts'
import { listText, moved, widthsText } from '../../table/columns.ts'
import { setPrimaryMetric } from './primary-metric.ts'
import { useExperiment } from './use-experiment.ts'
import type { RunsAddress } from './use-runs-state.ts'

export interface TableActions extends ColumnActions {
  /** The head of a column was clicked: ascending, descending, as before. */
  cycle: (id: string) => void
  resize: (id: string, width: number) => void
  moveTo: (id: string, to: string) => void
  columns: (ids: readonly string[] | undefined) => void
  /** Colors the metrics that are shown by their values, or no column when any is. */
  heatAll: () => void
}

/** What can be done to columns; all of it is a change of the address. */
export function useColumnActions({ experimentIds, state, set }: RunsAddress, columnIds: readonly string[]): TableActions {
  const { data: experiment } = useExperiment(experimentIds.length === 1 ? experimentIds[0] : undefined)
  return useMemo(() => {
    const toggled = (ids: Iterable<string>, id: string): string[] => {
      const all = new Set(ids)
      if (!all.delete(id)) all.add(id)
      return [...all]
    }
    const columns = (ids: readonly string[] | undefined): void =>
      // No column at all is a choice too, unlike no parameter.
      set({ cols: ids && (ids.length > 0 ? listText(ids) : ',') })
    return {
      columns,
      sort: (sort) => set({ sort }),
      cycle: (id) => set({ sort: state.sort === `-${id}` ? id : state.sort === id ? undefined : `-${id}` }),
      pin: (id) => set({ pin: listText(toggled(state.pinned, id)) }),
      hide: (id) =>
        set({ cols: listText(columnIds.filter((each) => each !== id)) || ',', pin: listText(state.pinned.filter((each) => each !== id)) }),
      heat: (id) => set({ heat: listText(toggled(state.heat, id)) }),
      heatAll: () => set({ heat: listText(state.heat.size > 0 ? [] : columnIds.filter((id) => id.startsWith('metrics.'))) }),
      flip: (id) => set({ flip: listText(toggled(state.flipped, id)) }),
      primary:
        experiment &&
        ((key, direction, isPrimary) => {
          // A choice of this view alone would be taken for the opposite.
          if (state.flipped.has(`metrics.${key}`)) set({ flip: listText(toggled(state.flipped, `metrics.${key}`)) })
          void setPrimaryMetric(experiment, isPrimary ? { key, direction } : undefined)
        }),
      resize: (id, width) => set({ w: widthsText(new Map(state.widths).set(id, width)) }, 'replace'),
      moveTo: (id, to) => columns(moved(columnIds, id, to)),
      move: (id, by) => {
        const to = columnIds[columnIds.indexOf(id) + by]
        if (to !== undefined) columns(moved(columnIds, id, to))
      },
      show: (id, what) => {
        const shown = new Map(state.shown)
        shown.delete(id)
        if (what && shown.size >= MOST_SHOWN) return toast(`At most ${MOST_SHOWN} columns show something else than the last value`)
        if (what) shown.set(id, what)
        set({ show: shownText(shown) })
      },
      filter: (q) => set({ q }),
    }
  }, [state, set, columnIds, experiment])
}
