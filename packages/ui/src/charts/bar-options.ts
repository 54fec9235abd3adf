import { directionOf, type PrimaryKey } from '@tailrace/contract'
import type { EChartsCoreOption as Option } from 'echarts/core'
import { number } from '../format.ts'
import { middle, short } from './axis-text.ts'
import type { Ink } from './line-plot.ts'
import { axisLook, frame, isFiniteNumber, oddText, runLines, tooltip } from './plot-look.ts'
import { type Axis, axisOf, type PlotRun } from './plot-runs.ts'
import { forCanvas } from './series-colors.ts'

/** px of the names beside bars; the names of groups begin alike. */
const nameWidth = (runs: readonly PlotRun[]): number => (runs.some(({ spread }) => spread) ? 160 : 96)

/** px of a character of a name, on average. */
const CHARACTER = 6
/** Characters of the title of the axis of values. */
const NAME = 40
/** Bars whose values are written beside them at most: more would touch each other. */
const MOST_VALUES = 40
/** Part of the largest value that all others lie within, from which on the axis need not begin at 0. */
const CLOSE = 0.25

/** Where the axis of bars begins: at 0, but for values that are close to each other and far from it, such as 0.97 to 1. */
function startOf(values: readonly number[]): number | undefined {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  if (!(low > 0) || high === low || high - low > CLOSE * high) return undefined
  const unit = 10 ** Math.floor(Math.log10(high - low))
  return Number((Math.floor((low - (high - low) / 2) / unit) * unit).toPrecision(12))
}

/** Places of runs from the worst to the best of a metric, which stands at the top; what is no finite number comes first, at the foot. */
function fromWorst(runs: readonly PlotRun[], axes: readonly Axis[], primary: PrimaryKey | undefined): number[] {
  const [first] = axes
  const sign = first && directionOf(first.key, primary) === 'down' ? -1 : 1
  const rank = (at: number): number => {
    const value = first?.values[at]
    return isFiniteNumber(value) ? sign * value : -Infinity
  }
  const logged = [...runs.keys()].filter((at) => axes.some(({ values }) => typeof values[at] === 'number'))
  return logged.sort((a, b) => rank(a) - rank(b) || b - a)
}

/** Latest values of a metric, a bar a run, the best at the top, each with its value; NaN and infinities are words in place of bars. */
export function barOption(
  runs: readonly PlotRun[],
  metrics: readonly string[],
  ink: Ink,
  { primary, width = nameWidth(runs) }: { primary?: PrimaryKey | undefined; width?: number } = {},
): Option {
  const axes = metrics.map((metric) => axisOf(runs, metric))
  const first = axes[0]
  const order = fromWorst(runs, axes, primary)
  const ends = runs.flatMap(({ spread }) => [...(spread?.values() ?? [])].flat().filter(isFiniteNumber))
  const start = startOf([...ends, ...axes.flatMap(({ values }) => values.filter(isFiniteNumber))])
  const hasValues = order.length * axes.length <= MOST_VALUES
  return {
    ...frame(ink),
    grid: { left: 12, right: hasValues ? 52 : 16, top: 16, bottom: 24, containLabel: true },
    tooltip: tooltip(ink, ({ dataIndex }) => runLines(runs[order[dataIndex] ?? -1], axes, order[dataIndex] ?? -1)),
    // Few ticks, so that in a narrow card none is left out for its neighbour.
    xAxis: {
      type: 'value',
      splitNumber: 4,
      ...(start !== undefined && { min: start }),
      ...axisLook(ink, axes.length === 1 ? middle(first?.name ?? '', NAME) : undefined),
      axisLabel: { color: ink.text, fontSize: 11, hideOverlap: true, formatter: short },
    },
    yAxis: {
      type: 'category',
      data: order.map((at) => runs[at]?.name ?? ''),
      ...axisLook(ink),
      axisLabel: { color: ink.text, fontSize: 11, formatter: (name: string) => middle(name, Math.floor(width / CHARACTER)) },
    },
    series: [
      ...axes.map((axis) => ({
        type: 'bar',
        name: axis.name,
        barMaxWidth: 14,
        data: order.map((at) => ({
          id: runs[at]?.run_id,
          ...barOf(axis.values[at], start ?? 0, { ink, hasValues, isRaised: ends.length > 0 }),
          itemStyle: { color: forCanvas(runs[at]?.color ?? '', ink.dark), borderRadius: [0, 2, 2, 0] },
        })),
      })),
      // With several metrics a row holds several bars, and a whisker could stand at none of them.
      ...(axes.length === 1
        ? whiskers(
            order.map((at) => runs[at]?.spread?.get(first?.key ?? '')),
            ink,
          )
        : []),
    ],
  }
}

/** A bar with its value beside it; a word at the start of the axis where there is no finite number. */
function barOf(
  value: unknown,
  start: number,
  /** `isRaised`: the word stands above the interval that is drawn through the bar. */
  { ink, hasValues, isRaised }: { ink: Ink; hasValues: boolean; isRaised: boolean },
): Record<string, unknown> {
  const label = { show: true, position: 'right', color: ink.text, fontSize: 11, ...(isRaised && { offset: [0, -9] }) }
  if (isFiniteNumber(value)) return { value, ...(hasValues && { label: { ...label, formatter: number(value, 4) } }) }
  return typeof value === 'number' ? { value: start, label: { ...label, formatter: oddText(value) } } : { value: null }
}

/** Intervals of the values of bars, one a row. */
function whiskers(spreads: readonly (readonly [low: number, high: number] | undefined)[], ink: Ink): Record<string, unknown>[] {
  if (!spreads.some(Boolean)) return []
  const renderItem = (_params: unknown, { value, coord }: { value: (at: number) => number; coord: (place: number[]) => number[] }) => {
    const [from = 0, y = 0] = coord([value(0), value(2)])
    const [to = 0] = coord([value(1), value(2)])
    const line = (x1: number, y1: number, x2: number, y2: number) => ({
      type: 'line',
      shape: { x1, y1, x2, y2 },
      style: { stroke: ink.text },
    })
    return { type: 'group', children: [line(from, y, to, y), line(from, y - 4, from, y + 4), line(to, y - 4, to, y + 4)] }
  }
  const data = spreads.flatMap((spread, row) => (spread?.every(Number.isFinite) ? [[...spread, row]] : []))
  return [{ type: 'custom', name: '95 %', silent: true, renderItem, encode: { x: [0, 1], y: 2 }, data }]
}
