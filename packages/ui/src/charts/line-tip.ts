import { number } from '../format.ts'
import { axisName, placeText } from './axis-text.ts'
import type { LineModel } from './line-plot.ts'
import { nearest } from './line-series.ts'
import styles from './charts.module.css'

/** Rows of the tooltip; the others are counted. */
const MOST_ROWS = 14

export interface TipRow {
  id: string
  name: string
  color: string
  dash: readonly number[]
  value: number
  /** Smoothed value, when smoothing is on. */
  smooth: number | undefined
  /** Step of the point where it is not the one pointed at. */
  step: number | undefined
}

/** Values of all lines at a place of the x axis, the largest first; those that are no number last. Lines that end before it are left out. */
export function tipRows(model: LineModel, x: number, reach: number): TipRow[] {
  const rows = model.lines.flatMap((line): TipRow[] => {
    const at = nearest(line, x)
    const value = line.ys[at]
    if (value === undefined || Math.abs((line.xs[at] ?? NaN) - x) > reach) return []
    const smooth = model.smooth > 0 && line.smooth ? line.smooth.ys[nearest(line.smooth, x)] : undefined
    return [{ id: line.id, name: line.name, color: line.color, dash: line.dash, value, smooth, step: line.steps[at] }]
  })
  const order = (value: number): number => (Number.isNaN(value) ? -Infinity : value)
  return rows.sort((a, b) => order(b.value) - order(a.value))
}

/** A point of the window, px. */
interface TipPlace {
  left: number
  top: number
}
type Box = Pick<DOMRect, 'left' | 'top' | 'right' | 'bottom'>
interface Size {
  width: number
  height: number
}

/** px between a plot and its tooltip, between that and the end of the window, and of the numbers below a plot. */
const TIP_GAP = 10
const TIP_EDGE = 4
const TICKS = 44

/** Where a tooltip of a size stands: beside its plot, below or above it; only where there is no room, in the corner away from the pointer. */
export function placeOfTip(plot: Box, { width, height }: Size, at: TipPlace, window: Size): TipPlace {
  const within = (value: number, most: number): number => Math.max(TIP_EDGE, Math.min(value, most - TIP_EDGE))
  const beside = within(at.top - height / 2, window.height - height)
  const [right, left] = [plot.right + TIP_GAP, plot.left - TIP_GAP - width]
  if (right + width <= window.width - TIP_EDGE) return { left: right, top: beside }
  if (left >= TIP_EDGE) return { left, top: beside }
  const across = within(at.left - width / 2, window.width - width)
  const [below, above] = [plot.bottom + TICKS, plot.top - TIP_GAP - height]
  if (below + height <= window.height - TIP_EDGE) return { left: across, top: below }
  if (above >= TIP_EDGE) return { left: across, top: above }
  const isLeft = at.left < (plot.left + plot.right) / 2
  return { left: within(isLeft ? plot.right - width : plot.left, window.width - width), top: within(plot.top, window.height - height) }
}

/** A box beside the plot that is pointed at, over everything, without React: it moves with every mouse event. */
export class LineTip {
  readonly #box = document.createElement('div')

  constructor() {
    this.#box.className = styles['tip'] ?? ''
    this.#box.hidden = true
    this.#box.setAttribute('role', 'tooltip')
    document.body.append(this.#box)
  }

  hide(): void {
    this.#box.hidden = true
  }

  remove(): void {
    this.#box.remove()
  }

  /** Shows rows for a place of the x axis at a point of the window; `focus` is the line next to the pointer. */
  show(model: LineModel, x: number, rows: readonly TipRow[], focus: string | undefined, at: TipPlace, plot: Box): void {
    // The line that one points at is always among those listed.
    const place = rows.findIndex(({ id }) => id === focus)
    const from = Math.max(0, Math.min(place - MOST_ROWS + 1, rows.length - MOST_ROWS))
    const shown = rows.slice(from, from + MOST_ROWS)
    const head = element('div', placeText(x, model.x), styles['tipHead'])
    const list = shown.map((row) => rowElement(row, row.id === focus))
    const rest = rows.length - shown.length
    const more = rest > 0 ? [element('div', `and ${rest} more`, styles['tipHead'])] : []
    this.#box.replaceChildren(head, ...list, ...more)
    this.#box.hidden = rows.length === 0
    const { offsetWidth: width, offsetHeight: height } = this.#box
    const { left, top } = placeOfTip(plot, { width, height }, at, { width: innerWidth, height: innerHeight })
    this.#box.style.transform = `translate(${left}px, ${top}px)`
    this.#box.setAttribute('aria-label', `${axisName(model.x)}: ${placeText(x, model.x)}`)
  }
}

function rowElement({ name, color, dash, value, smooth, step }: TipRow, isFocus: boolean): HTMLElement {
  const row = element('div', '', isFocus ? styles['tipFocus'] : styles['tipRow'])
  const stroke = element('span', '', styles['tipStroke'])
  stroke.style.background = strokeOf(color, dash)
  const values = smooth === undefined ? number(value) : `${number(smooth)} (${number(value)})`
  row.append(stroke, element('span', name, styles['tipName']), element('b', values))
  row.title = step === undefined ? '' : `step ${step}`
  return row
}

/** A piece of a line as a background: runs that share a color differ in their dashes here too. */
function strokeOf(color: string, dash: readonly number[]): string {
  if (dash.length === 0) return color
  let at = 0
  const parts = dash.map((length, index) => {
    const from = at
    at += length
    return `${index % 2 === 0 ? color : 'transparent'} ${from}px ${at}px`
  })
  return `repeating-linear-gradient(to right, ${parts.join(', ')})`
}

function element(tag: string, text: string, className = ''): HTMLElement {
  const made = document.createElement(tag)
  made.textContent = text
  made.className = className
  return made
}
