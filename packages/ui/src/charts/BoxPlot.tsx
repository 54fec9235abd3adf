import type { ReactNode } from 'react'
import { PickedPlot, type PickedPlotProps } from './PickedPlot.tsx'

/** Quartiles of a metric for each value of a param. With pickers for its axes, which are kept in the address as `box`. */
export const BoxPlot = (props: Omit<PickedPlotProps, 'kind'>): ReactNode => <PickedPlot {...props} kind="box" />
