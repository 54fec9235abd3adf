import type { ReactNode } from 'react'
import { PickedPlot, type PickedPlotProps } from './PickedPlot.tsx'

/** Regions of equal height of a metric over two params or metrics. With pickers for its axes, which are kept in the address as `contour`. */
export const ContourPlot = (props: Omit<PickedPlotProps, 'kind'>): ReactNode => <PickedPlot {...props} kind="contour" />
