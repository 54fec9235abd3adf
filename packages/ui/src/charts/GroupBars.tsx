import { type ReactNode, useMemo } from 'react'
import { plural } from '../format.ts'
import type { CardFrameProps } from './CardFrame.tsx'
import type { Line } from './line-series.ts'
import { DrawnPlot } from './PlotCard.tsx'
import { toPlotGroups } from './plot-runs.ts'

/** Groups whose metric has one point: a bar each, of the mean, with its interval. */
export function GroupBars({
  lines,
  isStale,
  ...props
}: Omit<CardFrameProps, 'children' | 'content'> & { lines: readonly Line[]; isStale: boolean }): ReactNode {
  const groups = useMemo(() => toPlotGroups(lines), [lines])
  const note = `${plural(groups.length, 'group')} · mean, 95 %`
  return (
    <DrawnPlot {...props} kind="bar" runs={groups} axes={props.panel.axes} note={note} isStale={isStale}>
      {null}
    </DrawnPlot>
  )
}
