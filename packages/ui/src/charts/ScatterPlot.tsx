import type { ReactNode } from 'react'
import { PickedPlot, type PickedPlotProps } from './PickedPlot.tsx'

/** A point a run, over two params or metrics, colored by a third; the Pareto front of two metrics. With pickers for its axes, which are kept in the address as `scatter`. */
export const ScatterPlot = (props: Omit<PickedPlotProps, 'kind'>): ReactNode => <PickedPlot {...props} kind="scatter" />
