import type { ReactNode } from 'react'

import type { ChartGroup, ChartRun } from './chart-run.ts'

export type { ChartGroup, ChartRun }

export interface ChartsPanelProps {
  /** In the order of the table, at most 1,000; the first twelve that are not hidden are drawn, more on request. */
  runs: readonly ChartRun[]
  /** With groups, line charts draw these in the place of runs. */
  groups?: readonly ChartGroup[] | undefined
  /** Run that the difference chart compares with; the first when absent. */
  baseline?: string | undefined
  /** Under what name the arrangement of panels is kept, e.g. the experiment's id. See `readLayout` and `writeLayout` of layout-store.ts for saved views. */
  layoutKey: string
  /** `model`: without system metrics; `system`: these alone; all when absent. */
  only?: 'model' | 'system' | undefined
  /** Called with the runs that were brushed in a chart. */
  onSelect?: ((runIds: string[]) => void) | undefined
}

/**
 * Charts for a set of runs, in sections that the reader can arrange. Fills its parent's width; scrolls with the page. Keeps x axis, smoothing,
 * log scale, zoom and search in the address: `x`, `smooth`, `log`, `clip`, `zoom`, `charts`.
 */
export function ChartsPanel({ runs }: ChartsPanelProps): ReactNode {
  return <div>{runs.length}</div>
}
