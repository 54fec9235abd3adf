import type { EChartsCoreOption, EChartsType } from 'echarts/core'
import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { markInk } from '../frame/color-scheme.ts'
import styles from './charts.module.css'
import { placeOfTip } from './line-tip.ts'

export interface EChartProps {
  option: EChartsCoreOption
  width: number
  height: number
  /** In words what is to be seen. */
  label: string
  /** Receives the chart, for pictures and brushes. */
  chart?: RefObject<EChartsType | undefined> | undefined
  /** Called with the places of the lines that brushes on parallel axes leave; undefined when there is no brush. */
  onBrush?: ((places: number[] | undefined) => void) | undefined
  /** Called with the `id` of what was clicked, where its data have one. */
  onPick?: ((id: string) => void) | undefined
}

/** A plot on a canvas, drawn by ECharts, which is fetched for the first one. */
export function EChart({ option, width, height, label, chart, onBrush, onPick }: EChartProps): ReactNode {
  const host = useRef<HTMLDivElement>(null)
  const own = useRef<EChartsType | undefined>(undefined)
  const latest = useRef({ option, onBrush, onPick })
  latest.current = { option, onBrush, onPick }
  const isReady = width > 0
  useEffect(() => {
    if (!isReady) return
    let gone = false
    void import('./echarts-core.ts').then(({ init }) => {
      if (gone || !host.current) return
      const made = init(host.current, null, { width: 'auto', height: 'auto' })
      own.current = made
      if (chart) chart.current = made
      markInk(host.current)
      made.setOption(withTipBeside(latest.current.option, host.current))
      made.on('axisareaselected', () => latest.current.onBrush?.(brushed(made)))
      made.on('click', ({ data }) => {
        const id = (data as { id?: unknown } | undefined)?.id
        if (typeof id === 'string') latest.current.onPick?.(id)
      })
    })
    return () => {
      gone = true
      own.current?.dispose()
      own.current = undefined
      if (chart) chart.current = undefined
    }
  }, [isReady])
  useEffect(() => {
    if (!host.current || !own.current) return
    markInk(host.current)
    own.current.setOption(withTipBeside(option, host.current), { notMerge: true })
  }, [option])
  useEffect(() => own.current?.resize(), [width, height])
  return <div ref={host} className={styles['plot']} style={{ height }} role="img" tabIndex={0} aria-label={label} />
}

/** The option with its tooltip beside the plot, so that it hides neither the mark that is pointed at nor those around it. */
function withTipBeside(option: EChartsCoreOption, host: HTMLElement): EChartsCoreOption {
  const position = (
    [x = 0, y = 0]: number[],
    _data: unknown,
    _box: unknown,
    _mark: unknown,
    { contentSize }: { contentSize: number[] },
  ) => {
    const plot = host.getBoundingClientRect()
    const [width = 0, height = 0] = contentSize
    const window = { width: innerWidth, height: innerHeight }
    const { left, top } = placeOfTip(plot, { width, height }, { left: plot.left + x, top: plot.top + y }, window)
    return [left - plot.left, top - plot.top]
  }
  return { ...option, tooltip: { ...(option['tooltip'] as object | undefined), position } }
}

/** Lines that pass through all brushes. The brushes themselves are known to the axes. */
function brushed(chart: EChartsType): number[] | undefined {
  // Not in the public types, but in the documentation of this event.
  const model = (
    chart as unknown as {
      getModel: () => {
        getSeries: () => { getRawIndicesByActiveState: (state: string) => number[] }[]
        eachComponent: (name: string, each: (axis: { activeIntervals: unknown[] }) => void) => void
      }
    }
  ).getModel()
  let isBrushed = false
  model.eachComponent('parallelAxis', ({ activeIntervals }) => {
    isBrushed ||= activeIntervals.length > 0
  })
  return isBrushed ? model.getSeries()[0]?.getRawIndicesByActiveState('active') : undefined
}
