import type { ReactNode } from 'react'
import { PickedPlot, type PickedPlotProps } from './PickedPlot.tsx'

/** Parallel coordinates of runs; brushing an axis chooses runs. With pickers for its axes, which are kept in the address as `parallel`. */
export const ParallelPlot = (props: Omit<PickedPlotProps, 'kind'>): ReactNode => <PickedPlot {...props} kind="parallel" />
