import type uPlotType from 'uplot'
import { axisName, middle, relativeTick, short, tickDistances, timeTicks } from './axis-text.ts'
import { MANY_SERIES } from './buckets.ts'
import type { Line, Points } from './line-series.ts'
import { joined, yRange } from './line-table.ts'
import { faint, forCanvas } from './series-colors.ts'
import type { XAxis, Zoom } from './settings.ts'

/** All that decides how a line chart looks. */
export interface LineModel {
  lines: readonly Line[]
  x: XAxis
  smooth: number
  log: boolean
  clip: boolean
  zoom: Zoom | undefined
  /** Title of the y axis: the metric. */
  yName?: string
  /** Ends of the y axis that the reader set. */
  low?: number | undefined
  high?: number | undefined
}

/** Colors of a theme for a canvas, read from the tokens. */
export interface Ink {
  dark: boolean
  text: string
  grid: string
  background: string
}

export function readInk(dark: boolean): Ink {
  const styles = getComputedStyle(document.documentElement)
  const token = (name: string): string => styles.getPropertyValue(name).trim()
  return { dark, text: token('--text-dim'), grid: token('--line'), background: token('--bg') }
}

/** What makes a new chart necessary rather than new data. */
export const structureOf = ({ lines, x, log, smooth, yName }: LineModel, { dark, text }: Ink): string =>
  JSON.stringify([
    lines.map((line) => [line.id, line.color, dashOf(line, smooth), line.low !== undefined]),
    x,
    log,
    smooth > 0,
    yName,
    dark,
    text,
  ])

/** A line as its series are drawn: the raw line faint below the smoothed one; of a group the ends of its interval. */
function drawnOf(line: Line, smooth: number): Points[] {
  const { xs } = line
  const ends =
    line.low && line.high
      ? [
          { xs, ys: line.low },
          { xs, ys: line.high },
        ]
      : []
  // Until the average arrives the line itself stands in its place.
  const main = (smooth > 0 ? line.smooth : undefined) ?? line
  if (ends.length > 0) return [...ends, main]
  return smooth > 0 ? [line, main] : [main]
}

/** Data that were computed last for some lines: a pointer that moves or a theme that changes draws the same ones. */
const computed = new WeakMap<readonly Line[], { way: string; data: uPlotType.AlignedData }>()

export function dataOf(model: LineModel, width: number): uPlotType.AlignedData {
  const { lines, smooth, log } = model
  const [from, to] = xRange(model)
  const way = `${smooth} ${log} ${width} ${from} ${to}`
  const before = computed.get(lines)
  if (before?.way === way) return before.data
  const { xs, columns } = joined(
    lines.flatMap((line) => drawnOf(line, smooth)),
    { from, to, width, log },
  )
  const data: uPlotType.AlignedData = [xs, ...columns]
  computed.set(lines, { way, data })
  return data
}

/** Places of a column whose neighbours cannot be drawn: they would be invisible without a point. */
function alone(column: readonly (number | null | undefined)[]): number[] {
  const found: number[] = []
  let before: number | null | undefined = null
  let last = -1
  for (let index = 0; index < column.length; index++) {
    const value = column[index]
    if (value === undefined) continue
    if (value === null && last >= 0 && before === null) found.push(last)
    if (value === null) last = -1
    else {
      before = last >= 0 ? 0 : null
      last = index
    }
  }
  if (last >= 0 && before === null) found.push(last)
  return found
}

/** Turns from which a line counts as noise: there is one every few px. */
const NOISE = 100

/** Dashes of a line as it is drawn, px: noise has none, in which they cannot be seen and would hide its extremes. */
export const dashOf = ({ dash, ys }: Line, smooth: number): readonly number[] =>
  dash.length > 0 && smooth === 0 && turns(ys) >= NOISE ? [] : dash

/** How often a line begins to rise or to fall. */
function turns(ys: readonly number[]): number {
  let found = 0
  let rises: boolean | undefined
  for (let index = 1; index < ys.length; index++) {
    const step = (ys[index] ?? NaN) - (ys[index - 1] ?? NaN)
    if (step === 0 || Number.isNaN(step)) continue
    if (rises !== undefined && rises !== step > 0) found++
    rises = step > 0
  }
  return found
}

/** Width of lines, px. Many are thin: easier to tell apart, and a browser without a graphics card draws those of 1 px thirty times faster. */
export const widthOf = (lines: readonly Line[]): number => (lines.length < MANY_SERIES ? 1.5 : 1)

function seriesOf(model: LineModel, ink: Ink): uPlotType.Series[] {
  const width = widthOf(model.lines)
  const lonely = (u: uPlotType, index: number): number[] => alone((u.data[index] ?? []) as (number | null | undefined)[])
  return model.lines.flatMap((line): uPlotType.Series[] => {
    const color = forCanvas(line.color, ink.dark)
    const points = { show: true, size: 5, fill: color, stroke: color, filter: lonely }
    const main = { stroke: color, width, dash: [...dashOf(line, model.smooth)], points, spanGaps: false }
    const unseen = { stroke: 'transparent', width: 0, points: { show: false } }
    if (line.low && line.high) return [unseen, unseen, main]
    return model.smooth > 0 ? [{ stroke: faint(color, 0.22), width: 1, points: { show: false } }, main] : [main]
  })
}

/** Bands lie between the ends of the intervals of groups. */
function bandsOf({ lines }: LineModel, ink: Ink): uPlotType.Band[] {
  return lines.flatMap(({ low, color }, index) =>
    low ? [{ series: [index * 3 + 2, index * 3 + 1] as [number, number], fill: faint(forCanvas(color, ink.dark), 0.16) }] : [],
  )
}

/** Ends of the x axis: the zoom's, else those of the lines; a single place gets room on both sides. */
function xRange({ zoom, lines }: Pick<LineModel, 'zoom' | 'lines'>): [number, number] {
  if (zoom) return [zoom[0], zoom[1]]
  let [low, high] = [Infinity, -Infinity]
  for (const { xs } of lines) {
    low = Math.min(low, xs[0] ?? Infinity)
    high = Math.max(high, xs.at(-1) ?? -Infinity)
  }
  if (low > high) return [0, 1]
  return low === high ? [low - 1, high + 1] : [low, high]
}

/** Ends of the y axis with some air. */
function airy(model: LineModel, u: uPlotType): [number, number] {
  const { min, max } = u.scales['x'] ?? {}
  const banded = model.lines.flatMap((line) =>
    line.low && line.high ? [line, { ...line, ys: line.low }, { ...line, ys: line.high }] : [line],
  )
  const all = { log: model.log, clip: model.clip, from: min ?? -Infinity, to: max ?? Infinity }
  const [lowest, highest] = yRange(banded, all) ?? yRange(banded, { ...all, from: -Infinity, to: Infinity }) ?? [model.log ? 0.1 : 0, 1]
  const ends = (low: number, high: number): [number, number] => [model.low ?? low, model.high ?? high]
  if (model.log) return ends(lowest / 1.2, highest * 1.2)
  const air = (highest - lowest) * 0.06 || Math.abs(highest) * 0.1 || 1
  return ends(lowest - air, highest + air)
}

/** Characters of the title of the y axis: as many as a low card has room for. */
const NAME = 24

function axesOf(model: LineModel, ink: Ink): uPlotType.Axis[] {
  const common = { stroke: ink.text, font: '11px system-ui, sans-serif', grid: { stroke: ink.grid, width: 1 }, ticks: { show: false } }
  const words = (_u: uPlotType, splits: number[]): string[] => splits.map((value) => (value === null ? '' : short(value)))
  const relative = (_u: uPlotType, splits: number[]): string[] => splits.map(relativeTick)
  const times = (_u: uPlotType, splits: number[], _axis: number, _space: number, distance: number): string[] => timeTicks(splits, distance)
  const incrs = tickDistances(model.x)
  return [
    {
      ...common,
      grid: { show: false },
      size: model.x === 'time' ? 40 : 26,
      gap: 4,
      space: 60,
      label: axisName(model.x),
      labelSize: 14,
      labelGap: 0,
      labelFont: common.font,
      ...(incrs && { incrs }),
      values: model.x === 'time' ? times : model.x === 'relative' ? relative : words,
    },
    {
      ...common,
      gap: 6,
      space: 34,
      ...(model.yName && { label: middle(model.yName, NAME), labelSize: 16, labelGap: 0, labelFont: common.font }),
      // A logarithmic axis names its powers only where there is no room for more.
      ...(model.log ? {} : { values: words }),
      size: (_u, values) => 14 + 6.2 * Math.max(2, ...(values ?? []).map((value) => String(value ?? '').length)),
    },
  ]
}

/** Marks points that have no place on the y axis: NaN a cross at the foot, infinities triangles at their end. */
function drawMarks(u: uPlotType, model: LineModel, ink: Ink): void {
  const { ctx, bbox } = u
  const size = 3.5 * devicePixelRatio
  const drawn = new Set<string>()
  ctx.save()
  ctx.lineWidth = 1.4 * devicePixelRatio
  for (const { xs, ys, color } of model.lines) {
    for (const [index, y] of ys.entries()) {
      if (Number.isFinite(y)) continue
      const x = Math.round(u.valToPos(xs[index] ?? NaN, 'x', true))
      const mark = `${Math.round(x / size)} ${y}`
      if (!(x >= bbox.left && x <= bbox.left + bbox.width) || drawn.has(mark)) continue
      drawn.add(mark)
      const foot = y === Infinity ? bbox.top + 2 * size : bbox.top + bbox.height - 2 * size
      ctx.strokeStyle = ctx.fillStyle = forCanvas(color, ink.dark)
      ctx.beginPath()
      if (Number.isNaN(y)) {
        ctx.moveTo(x - size, foot - size)
        ctx.lineTo(x + size, foot + size)
        ctx.moveTo(x + size, foot - size)
        ctx.lineTo(x - size, foot + size)
        ctx.stroke()
      } else {
        const tip = y > 0 ? -size : size
        ctx.moveTo(x, foot + tip)
        ctx.lineTo(x - size, foot - tip)
        ctx.lineTo(x + size, foot - tip)
        ctx.fill()
      }
    }
  }
  ctx.restore()
}

/** What a chart tells its surroundings. */
export interface LineEvents {
  /** The latest model: data change without a new chart. */
  model: () => LineModel
  zoom: (zoom: Zoom | undefined) => void
  /** The pointer is over this chart at a place of the x axis, in px of the plot; undefined: it left. */
  point: (u: uPlotType, at: { x: number; left: number; top: number } | undefined) => void
}

/** Options of a line chart. Charts with the same `syncKey` share their crosshair. */
export function plotOptions(
  model: LineModel,
  ink: Ink,
  size: { width: number; height: number },
  syncKey: string,
  events: LineEvents,
): uPlotType.Options {
  const isCursor = (type: string): boolean => type === 'mousemove' || type === 'mouseleave'
  return {
    ...size,
    ms: 1,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: model.x === 'time', range: () => xRange(events.model()) },
      y: { distr: model.log ? 3 : 1, range: (u) => airy(events.model(), u) },
    },
    series: [{}, ...seriesOf(model, ink)],
    bands: bandsOf(model, ink),
    axes: axesOf(model, ink),
    cursor: {
      y: false,
      points: { show: false },
      drag: { setScale: false, x: true, y: false, dist: 6 },
      sync: { key: syncKey, setSeries: false, scales: ['x', null], filters: { pub: isCursor, sub: isCursor } },
      bind: {
        dblclick: () => () => {
          events.zoom(undefined)
          return null
        },
      },
    },
    hooks: {
      draw: [(u) => drawMarks(u, events.model(), ink)],
      setSelect: [
        (u) => {
          const { left, width } = u.select
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          if (width > 5) events.zoom([u.posToVal(left, 'x'), u.posToVal(left + width, 'x')])
        },
      ],
      setCursor: [
        (u) => {
          const { left = -1, top = -1 } = u.cursor
          const isOver = left >= 0 && u.over.matches(':hover, [data-keyed]')
          events.point(u, isOver ? { x: u.posToVal(left, 'x'), left, top } : undefined)
        },
      ],
    },
  }
}
