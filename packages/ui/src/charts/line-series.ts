import { toNumber } from '../format.ts'
import type { Series } from './history.ts'
import { isMetricAxis, type XAxis } from './settings.ts'

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
  const line = { ...look, ys, steps: series.steps, times: series.timestamps, points: series.points }
  if (x === 'step') return { ...line, xs: series.steps }
  if (x === 'time') return inOrder({ ...line, xs: series.timestamps })
  if (x === 'relative') {
    const from = origin ?? Math.min(...series.timestamps.slice(0, 1))
    return inOrder({ ...line, xs: series.timestamps.map((time) => (time - from) / 1000) })
  }
  return inOrder({ ...line, xs: series.steps.map((step) => interpolated(xSeries, step)) })
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

/** The line with its points by x; points without an x are left out. */
function inOrder(line: Line): Line {
  const { xs } = line
  if (xs.every((x, index) => index === 0 || x >= (xs[index - 1] ?? Infinity))) return line
  const order = [...xs.keys()].filter((index) => Number.isFinite(xs[index])).sort((a, b) => (xs[a] ?? 0) - (xs[b] ?? 0))
  const pick = (values: readonly number[]): number[] => order.map((index) => values[index] ?? NaN)
  return { ...line, xs: pick(xs), ys: pick(line.ys), steps: pick(line.steps), times: pick(line.times) }
}

/**
 * Exponential moving average that does not lean to zero at the start. `weight` of what came before, 0 to 0.99. Values that are not finite
 * stay what they are and do not count.
 */
export function smoothed(values: readonly number[], weight: number): number[] {
  let last = 0
  let given = 0
  return values.map((value) => {
    if (!Number.isFinite(value)) return value
    given++
    last = last * weight + (1 - weight) * value
    return last / (1 - weight ** given)
  })
}

/** Place of the point of a line nearest to x; -1 when it has none. */
export function nearest({ xs }: Line, x: number): number {
  if (xs.length === 0) return -1
  const after = Math.min(lowerBound(xs, x), xs.length - 1)
  const before = Math.max(after - 1, 0)
  return Math.abs((xs[before] ?? 0) - x) <= Math.abs((xs[after] ?? 0) - x) ? before : after
}

/** Which query feeds an x axis: a metric is drawn over steps. */
export const fetchAxis = (x: XAxis): 'step' | 'time' => (x === 'step' || isMetricAxis(x) ? 'step' : 'time')
