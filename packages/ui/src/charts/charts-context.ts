import type { PrimaryKey } from '@tailrace/contract'
import { createContext, useContext } from 'react'
import type { ChartGroup, ChartRun } from './chart-run.ts'
import type { Layout } from './layout.ts'
import type { ChartSettings, Zoom } from './settings.ts'

/** What all charts of a panel share. */
export interface Charts {
  /** Runs that are drawn as lines. */
  drawn: readonly ChartRun[]
  /** All runs that are not hidden, for plots of latest values. */
  shown: readonly ChartRun[]
  groups: readonly ChartGroup[] | undefined
  baseline: string | undefined
  settings: ChartSettings
  setZoom: (zoom: Zoom | undefined) => void
  /** Names of what there is to draw. */
  metrics: readonly string[]
  params: readonly string[]
  /** The metric that the experiment of the runs is about. */
  primary: PrimaryKey | undefined
  layout: Layout
  /** Cards beside each other. */
  columns: number
  /** Height of the plot of a card, px; `ownHeight`: the reader's, undefined where each kind has its own. */
  plotHeight: number
  ownHeight: number | undefined
  /** Sizes all cards; `keep`: for good, else until the pointer is released. */
  resize: (size: { columns?: number; height?: number }, keep: boolean) => void
  /** Whether one chart is all there is, which then has the room of many. */
  alone: boolean
  /** Arranges anew; with `said` it tells what was done, with Undo. */
  change: (by: (layout: Layout) => Layout, said?: string) => void
  onSelect: ((runIds: string[]) => void) | undefined
  syncKey: string
}

export const ChartsContext = createContext<Charts | undefined>(undefined)

/** @throws Error outside of a ChartsPanel */
export function useCharts(): Charts {
  const charts = useContext(ChartsContext)
  if (!charts) throw new Error('a chart stands outside of its panel')
  return charts
}
