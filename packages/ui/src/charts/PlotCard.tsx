import { useElementSize } from '@mantine/hooks'
import type { EChartsType } from 'echarts/core'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import { useIsDark } from '../frame/color-scheme.ts'
import { ErrorState } from '../controls/ErrorState.tsx'
import { plural } from '../format.ts'
import { CardFrame, type CardFrameProps } from './CardFrame.tsx'
import { differenceTable, runsTable } from './chart-table.ts'
import styles from './charts.module.css'
import { useCharts } from './charts-context.ts'
import { readInk } from './line-plot.ts'
import { plotPng, plotSvg } from './picture.ts'
import { neededAxes, Plot, type PlotKind, plotOption } from './Plot.tsx'
import { oddText } from './plot-look.ts'
import { axisOf, type PlotRun, toPlotRuns } from './plot-runs.ts'
import { usePlotSources } from './use-columns.ts'

/** Height of a plot in a card, px: bars and differences grow with their rows. */
function heightOf(kind: PlotKind, runs: number, axes: number): number {
  if (kind === 'bar') return Math.min(420, Math.max(204, runs * 16 + 56))
  if (kind === 'difference') return Math.min(640, Math.max(204, axes * (runs * 6 + 8) + 48))
  return kind === 'parallel' ? 300 : 228
}

/** A plot of the runs' latest values. */
export function PlotCard(props: Omit<CardFrameProps, 'children' | 'content'>): ReactNode {
  const { panel } = props
  const { drawn, shown } = useCharts()
  const kind = panel.kind as PlotKind
  const axes = useMemo(() => panel.axes.filter(Boolean), [panel.axes])
  // Bars and differences need a color for each run: they show those that the lines show.
  const wanted = kind === 'bar' || kind === 'difference' ? drawn : shown
  const sources = usePlotSources(wanted, axes)
  const runs = useMemo(
    () => toPlotRuns(sources.data ?? [], new Map(wanted.map(({ run_id, color }) => [run_id, color]))),
    [sources.data, wanted],
  )
  const note = sources.data ? `${plural(runs.length, 'run')}, latest values` : ''
  return (
    <DrawnPlot {...props} kind={kind} runs={runs} axes={axes} note={note} isStale={sources.isPlaceholderData}>
      {sources.error && <ErrorState error={sources.error} retry={() => void sources.refetch()} />}
    </DrawnPlot>
  )
}

interface DrawnPlotProps extends Omit<CardFrameProps, 'content'> {
  kind: PlotKind
  runs: readonly PlotRun[]
  axes: readonly string[]
  /** What is drawn, in a few words. */
  note: string
  /** Whether newer values are on their way. */
  isStale: boolean
}

/** What stands in place of a plot when none of its metrics has a finite value. */
function nothingFinite(runs: readonly PlotRun[], axes: readonly string[]): string | undefined {
  const values = axes.filter((axis) => axis.startsWith('metrics.')).flatMap((axis) => axisOf(runs, axis).values)
  const numbers = values.filter((value) => typeof value === 'number')
  if (numbers.length === 0 || numbers.some(Number.isFinite)) return undefined
  return numbers.every(Number.isNaN) ? 'All values are NaN.' : `All values are ${[...new Set(numbers.map(oddText))].join(' or ')}.`
}

/** How many runs have values that are not finite. */
function oddNote(runs: readonly PlotRun[], axes: readonly string[]): string {
  const given = axes.map((axis) => axisOf(runs, axis).values)
  const odd = runs.filter((_, at) => given.some((values) => typeof values[at] === 'number' && !Number.isFinite(values[at])))
  return odd.length > 0 ? ` · ${odd.length} not finite` : ''
}

/** A card with a plot of these runs; `children` stand above it. */
export function DrawnPlot({ kind, runs, axes, note, isStale, children, ...props }: DrawnPlotProps): ReactNode {
  const { baseline, onSelect, ownHeight, primary } = useCharts()
  const { log } = props.panel
  const scale = log === undefined ? 'auto' : log ? 'log' : 'linear'
  const { ref, width, height } = useElementSize()
  const [brushed, setBrushed] = useState<number | undefined>()
  const chart = useRef<EChartsType | undefined>(undefined)
  const dark = useIsDark()
  const isReady = axes.length >= neededAxes(kind)
  const nothing = nothingFinite(runs, axes)
  const odd = nothing ? '' : oddNote(runs, axes)
  const drawnChart = (): EChartsType => {
    if (!chart.current) throw new Error('The chart is not drawn yet.')
    return chart.current
  }
  const content = {
    note: brushed === undefined ? note + odd : `${brushed} of ${plural(runs.length, 'run')} brushed`,
    table: kind === 'difference' ? differenceTable(runs, axes, baseline) : runsTable(runs, axes),
    png: async () => plotPng(drawnChart(), readInk(dark)),
    svg: async () => plotSvg(plotOption({ kind, runs, axes, baseline, scale, primary }, readInk(dark)), drawnChart()),
  }
  return (
    <CardFrame {...props} content={content}>
      <div ref={ref} className={styles['body']} {...(isStale && { 'data-old': '' })}>
        {children}
        {!isReady && <div className={styles['empty']}>Choose {neededAxes(kind)} axes: Edit in the menu of this chart.</div>}
        {isReady && runs.length > 0 && nothing && <div className={styles['empty']}>{nothing}</div>}
        {isReady && runs.length > 0 && !nothing && (
          <Plot
            kind={kind}
            runs={runs}
            axes={axes}
            baseline={baseline}
            scale={scale}
            primary={primary}
            width={width}
            height={props.state.full ? Math.max(240, height - 8) : (ownHeight ?? heightOf(kind, runs.length, axes.length))}
            chart={chart}
            onBrush={
              kind === 'parallel'
                ? (ids) => {
                    setBrushed(ids?.length)
                    onSelect?.(ids ?? [])
                  }
                : undefined
            }
          />
        )}
      </div>
    </CardFrame>
  )
}
