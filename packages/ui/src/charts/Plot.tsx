import type { PrimaryKey } from '@tailrace/contract'
import type { EChartsCoreOption, EChartsType } from 'echarts/core'
import { type ReactNode, type RefObject, useMemo } from 'react'
import { useIsDark } from '../frame/color-scheme.ts'
import { plural } from '../format.ts'
import { EChart } from './EChart.tsx'
import { nameOf } from './layout.ts'
import { type Ink, readInk } from './line-plot.ts'
import { barOption } from './bar-options.ts'
import { boxOption, contourOption, differenceOption, parallelOption, scatterOption } from './plot-options.ts'
import type { AxisScale } from './plot-look.ts'
import type { PlotRun } from './plot-runs.ts'

/** Kinds of plots of latest values. */
export type PlotKind = 'bar' | 'scatter' | 'parallel' | 'contour' | 'box' | 'difference'

const WORDS: Readonly<Record<PlotKind, string>> = {
  bar: 'Bars',
  scatter: 'Scatter plot',
  parallel: 'Parallel coordinates',
  contour: 'Contour plot',
  box: 'Box plot',
  difference: 'Differences from the baseline',
}

export interface PlotProps {
  kind: PlotKind
  runs: readonly PlotRun[]
  axes: readonly string[]
  width: number
  height: number
  baseline?: string | undefined
  /** Of scatter plots and parallel coordinates; `auto` when absent. */
  scale?: AxisScale | undefined
  /** The metric that the experiment is about. */
  primary?: PrimaryKey | undefined
  chart?: RefObject<EChartsType | undefined> | undefined
  /** Runs that brushes on parallel axes leave; undefined when there is no brush. */
  onBrush?: ((runIds: string[] | undefined) => void) | undefined
}

export function plotOption(
  { kind, runs, axes, baseline, scale, primary }: Pick<PlotProps, 'kind' | 'runs' | 'axes' | 'baseline' | 'scale' | 'primary'>,
  ink: Ink,
): EChartsCoreOption {
  switch (kind) {
    case 'bar':
      return barOption(runs, axes, ink, { primary })
    case 'scatter':
      return scatterOption(runs, axes, ink, { scale, primary })
    case 'parallel':
      return parallelOption(runs, axes, ink, scale)
    case 'contour':
      return contourOption(runs, axes, ink)
    case 'box':
      return boxOption(runs, axes, ink)
    case 'difference':
      return differenceOption(runs, axes, baseline, ink)
  }
}

/** How many axes a kind needs before it can be drawn. */
export const neededAxes = (kind: PlotKind): number => ({ bar: 1, difference: 1, scatter: 2, box: 2, parallel: 2, contour: 3 })[kind]

/** One plot of runs by their latest values. */
export function Plot({ kind, runs, axes, width, height, baseline, scale, primary, chart, onBrush }: PlotProps): ReactNode {
  const dark = useIsDark()
  const given = axes.filter(Boolean)
  const option = useMemo(
    () => plotOption({ kind, runs, axes: given, baseline, scale, primary }, readInk(dark)),
    [kind, runs, given.join('\n'), baseline, scale, primary, dark],
  )
  const label = `${WORDS[kind]} of ${plural(runs.length, runs.some(({ spread }) => spread) ? 'group' : 'run')}: ${given.map(nameOf).join(', ')}`
  return (
    <EChart
      option={option}
      width={width}
      height={height}
      label={label}
      chart={chart}
      onBrush={onBrush && ((places) => onBrush(places?.flatMap((place) => runs[place]?.run_id ?? [])))}
    />
  )
}
