import { toNumber } from '../format.ts'
import type { Series } from './history.ts'
import { isMetricAxis, type XAxis } from './settings.ts'

/** Points of one drawn line by x. */
export interface Points {
  readonly xs: readonly number[]
  readonly ys: readonly number[]
}

/** One line, ready to draw: `xs` in the unit of the x axis, rising; `ys` may hold NaN and infinities. */
export interface Line {
  id: string
  name: string
  color: string
  dash: readonly number[]
  xs: readonly number[]
  ys: readonly number[]
  /** Step and time (ms since the epoch) of each point; empty for means of groups. */
  steps: readonly number[]
  times: readonly number[]
  /** Points there are in the range, of which these are some. */
  points: number
  /** The moving average over all points, at some of them, where it was asked for. */
  smooth?: Points | undefined
  /** Of a group: ends of the 95 % confidence interval of the mean. */
  low?: readonly number[]
  high?: readonly number[]
}

/** Looks of the line of a run or group. */
export interface LineLook {
  id: string
  name: string
  color: string
  dash: readonly number[]
}

/**
 * The line of a series over the x axis. `origin`: time (ms) that relative time counts from, the first point's when absent; `xSeries`: the
 * same run's series of the metric that is the x axis; between its points it is interpolated over steps.
 */
export function lineOf(series: Series, look: LineLook, x: XAxis, origin?: number, xSeries?: Series): Line {
  const ys = series.values.map(toNumber)
  const { at: places = [], values = [] } = series.smoothed ?? {}
  const smoothOver = (xs: readonly number[]): { smooth?: Points } =>
    series.smoothed ? { smooth: byX({ xs, ys: values.map(toNumber) }) } : {}
  const line = { ...look, ys, steps: series.steps, times: series.timestamps, points: series.points }
  if (x === 'step') return { ...line, xs: series.steps, ...smoothOver(places) }
  if (x === 'time') return inOrder({ ...line, xs: series.timestamps, ...smoothOver(places) })
  if (x === 'relative') {
    const from = origin ?? Math.min(...series.timestamps.slice(0, 1))
    const since = (times: readonly number[]): number[] => times.map((time) => (time - from) / 1000)
    return inOrder({ ...line, xs: since(series.timestamps), ...smoothOver(since(places)) })
  }
  const over = (steps: readonly number[]): number[] => steps.map((step) => interpolated(xSeries, step))
  return inOrder({ ...line, xs: over(series.steps), ...smoothOver(over(places)) })
}

/** The moving average of a series as a series of its own, over the axis that was asked for; undefined where there is none. */
export function averageOf({ smoothed, ...series }: Series): Series | undefined {
  return smoothed && { ...series, steps: smoothed.at, timestamps: smoothed.at, values: smoothed.values }
}

/** Value of a series at a step, between two points by a straight line; NaN outside. */
export function interpolated(series: Series | undefined, step: number): number {
  if (!series) return NaN
  const { steps, values } = series
  let at = lowerBound(steps, step)
  if (steps[at] === step) {
    while (steps[at + 1] === step) at++
    return toNumber(values[at])
  }
  const before = steps[at - 1]
  const after = steps[at]
  if (before === undefined || after === undefined) return NaN
  const share = (step - before) / (after - before)
  return toNumber(values[at - 1]) * (1 - share) + toNumber(values[at]) * share
}

/** First place whose value is not below the wanted one. */
function lowerBound(sorted: readonly number[], wanted: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? Infinity) < wanted) low = middle + 1
    else high = middle
  }
  return low
}

/** Places of numbers from the smallest to the largest, without what is not finite; undefined when they are so already. */
function orderOf(xs: readonly number[]): number[] | undefined {
  if (xs.every((x, index) => index === 0 || x >= (xs[index - 1] ?? Infinity))) return undefined
  return [...xs.keys()].filter((index) => Number.isFinite(xs[index])).sort((a, b) => (xs[a] ?? 0) - (xs[b] ?? 0))
}

function byX(points: Points): Points {
  const order = orderOf(points.xs)
  return order ? { xs: order.map((at) => points.xs[at] ?? NaN), ys: order.map((at) => points.ys[at] ?? NaN) } : points
}

/** The line with its points by x; points without an x are left out. */
function inOrder(line: Line): Line {
  const { xs } = line
  const order = orderOf(xs)
  if (!order) return line
  const pick = (values: readonly number[]): number[] => order.map((index) => values[index] ?? NaN)
  return { ...line, xs: pick(xs), ys: pick(line.ys), steps: pick(line.steps), times: pick(line.times) }
}

/** Place of the point of a line nearest to x; -1 when it has none. */
export function nearest({ xs }: Points, x: number): number {
  if (xs.length === 0) return -1
  const after = Math.min(lowerBound(xs, x), xs.length - 1)
  const before = Math.max(after - 1, 0)
  return Math.abs((xs[before] ?? 0) - x) <= Math.abs((xs[after] ?? 0) - x) ? before : after
}

/** Which query feeds an x axis: a metric is drawn over steps. */
export const fetchAxis = (x: XAxis): 'step' | 'time' => (x === 'step' || isMetricAxis(x) ? 'step' : 'time')
