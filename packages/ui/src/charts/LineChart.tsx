import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
import type uPlotType from 'uplot'
import { crosshairOf } from './crosshair.ts'
import { markInk, useIsDark } from '../frame/color-scheme.ts'
import styles from './charts.module.css'
import { dataOf, type LineModel, plotOptions, readInk, structureOf } from './line-plot.ts'
import { LineTip, tipRows } from './line-tip.ts'
import type { Zoom } from './settings.ts'

export interface LineChartProps {
  model: LineModel
  width: number
  height: number
  /** In words what is to be seen. */
  label: string
  /** Charts with the same key share their crosshair. */
  syncKey: string
  onZoom: (zoom: Zoom | undefined) => void
  /** Receives the canvas, for pictures. */
  canvas?: RefObject<HTMLCanvasElement | null>
}

/** Reads the library when the first chart is drawn. */
const loadPlot = async (): Promise<typeof uPlotType> => {
  const [{ default: library }] = await Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css')])
  return library
}

/** Lines on a canvas. Pointing lists the values, dragging zooms, a double click shows all; by keyboard arrows point, + and - zoom, 0 shows all. */
export function LineChart({ model, width, height, label, syncKey, onZoom, canvas }: LineChartProps): ReactNode {
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlotType | undefined>(undefined)
  const latest = useRef({ model, onZoom, width, height })
  latest.current = { model, onZoom, width, height }
  const dark = useIsDark()
  const structure = structureOf(model, readInk(dark)) + syncKey
  const isReady = width > 0

  useEffect(() => {
    if (!isReady) return
    let gone = false
    const { pointed, marked } = crosshairOf(syncKey)
    const mark = (step: number | undefined): void => {
      const u = plot.current
      if (u && latest.current.model.x === 'step') u.setCursor({ left: step === undefined ? -10 : u.valToPos(step, 'x'), top: 0 }, false)
    }
    marked.add(mark)
    const tip = new LineTip()
    void loadPlot().then((Plot) => {
      const parent = host.current
      if (gone || !parent) return
      const { model: given, width: w, height: h } = latest.current
      const options = plotOptions(given, readInk(dark), { width: w, height: h }, syncKey, {
        model: () => latest.current.model,
        zoom: (zoom) => latest.current.onZoom(zoom),
        point: (u, at) => {
          if (latest.current.model.x === 'step') for (const tell of pointed) tell(at?.x)
          if (at) point(u, tip, latest.current.model, at)
          else tip.hide()
        },
      })
      markInk(parent)
      plot.current = new Plot(options, dataOf(given, w), parent)
      if (canvas) canvas.current = parent.querySelector('canvas')
    })
    return () => {
      gone = true
      marked.delete(mark)
      tip.remove()
      plot.current?.destroy()
      plot.current = undefined
    }
  }, [structure, isReady])
  const { lines, smooth, zoom, clip, low, high } = model
  const drawn = useRef<unknown>(undefined)
  useEffect(() => {
    // The chart that was just made has these data.
    if (drawn.current !== structure) drawn.current = structure
    else plot.current?.setData(dataOf(latest.current.model, latest.current.width))
  }, [lines, smooth, zoom?.[0], zoom?.[1], clip, low, high, structure, width])
  useEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height })
  }, [width, height])

  return (
    <div
      ref={host}
      className={styles['plot']}
      style={{ height }}
      role="img"
      tabIndex={0}
      aria-label={label}
      onKeyDown={(event) => onKey(event, plot.current, latest.current)}
      onBlur={() => plot.current?.over.removeAttribute('data-keyed')}
    />
  )
}

/** Lists the values at the pointer; the line next to it is marked. */
function point(u: uPlotType, tip: LineTip, model: LineModel, at: { x: number; left: number; top: number }): void {
  const { min = 0, max = 1 } = u.scales['x'] ?? {}
  const rows = tipRows(model, at.x, (max - min) * 0.05)
  const distance = (row: (typeof rows)[number]): number => Math.abs(u.valToPos(row.smooth ?? row.value, 'y') - at.top)
  const focus = rows
    .filter(({ value }) => Number.isFinite(value))
    .reduce<(typeof rows)[number] | undefined>((best, row) => (best && distance(best) <= distance(row) ? best : row), undefined)
  const rect = u.over.getBoundingClientRect()
  tip.show(model, at.x, rows, focus?.id, { left: rect.left + at.left, top: rect.top + at.top }, rect)
}

function onKey(event: React.KeyboardEvent, u: uPlotType | undefined, { onZoom }: { onZoom: (zoom: Zoom | undefined) => void }): void {
  if (!u || event.ctrlKey || event.metaKey || event.altKey) return
  const { min, max } = u.scales['x'] ?? {}
  if (typeof min !== 'number' || typeof max !== 'number') return
  const width = u.over.clientWidth
  const left = u.cursor.left !== undefined && u.cursor.left >= 0 ? u.cursor.left : width / 2
  const move = (by: number): void => {
    u.over.setAttribute('data-keyed', '')
    u.setCursor({ left: Math.max(0, Math.min(width - 1, left + by)), top: u.over.clientHeight / 2 })
  }
  const middle = u.posToVal(left, 'x')
  const zoomBy = (factor: number): void => onZoom([middle - (middle - min) * factor, middle + (max - middle) * factor])
  const actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => move(-width / 50),
    ArrowRight: () => move(width / 50),
    '+': () => zoomBy(0.5),
    '-': () => zoomBy(2),
    '0': () => onZoom(undefined),
    Escape: () => {
      u.over.removeAttribute('data-keyed')
      u.setCursor({ left: -10, top: -10 })
    },
  }
  const action = actions[event.key]
  if (!action) return
  event.preventDefault()
  event.stopPropagation()
  action()
}
