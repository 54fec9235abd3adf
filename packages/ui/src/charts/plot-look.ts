import type { EChartsCoreOption as Option } from 'echarts/core'
import { number } from '../format.ts'
import { middle, short } from './axis-text.ts'
import type { Ink } from './line-plot.ts'
import type { Axis, PlotRun } from './plot-runs.ts'

export const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? sign)

/** What all plots have in common. Tooltips are HTML, so names go through `escaped`. */
export function frame(ink: Ink): Option {
  return {
    animation: false,
    textStyle: { color: ink.text, fontFamily: 'system-ui, sans-serif', fontSize: 11 },
    grid: { left: 12, right: 16, top: 16, bottom: 12, containLabel: true },
    aria: { enabled: false },
  }
}

export function axisLook(ink: Ink, name?: string): Record<string, unknown> {
  return {
    ...(name !== undefined && { name, nameLocation: 'middle', nameGap: 26, nameTextStyle: { color: ink.text, fontSize: 11 } }),
    axisLine: { show: false, lineStyle: { color: ink.grid } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: ink.grid } },
    axisLabel: { color: ink.text, fontSize: 11, hideOverlap: true },
  }
}

export const tooltip = (
  ink: Ink,
  formatter: (params: { dataIndex: number; seriesName?: string; value?: unknown; name?: string }) => string,
) => ({
  trigger: 'item' as const,
  confine: false,
  appendTo: 'body',
  transitionDuration: 0,
  backgroundColor: ink.background,
  borderColor: ink.grid,
  padding: [6, 8],
  textStyle: { color: ink.text, fontSize: 12 },
  formatter,
})

const valueText = (value: unknown): string =>
  typeof value === 'number'
    ? Number.isFinite(value)
      ? number(value)
      : oddText(value)
    : value === undefined
      ? 'none'
      : escaped(String(value))

/** The name of a run and its values, as HTML. */
export const runLines = (run: PlotRun | undefined, axes: readonly Axis[], at: number): string =>
  [
    `<b>${escaped(run?.name ?? '')}</b>`,
    ...axes.map(({ name, values }) => `${escaped(name)}: ${valueText(values[at])}${spreadText(run?.spread?.get(name))}`),
  ].join('<br>')

const spreadText = (spread: readonly [low: number, high: number] | undefined): string =>
  spread?.every(Number.isFinite) ? ` (${number(spread[0])} to ${number(spread[1])})` : ''

export const isFiniteNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

/** Scales of the axes of a plot: `log`: logarithmic where all numbers are positive; `auto`: also only where they span a factor of 100. */
export type AxisScale = 'auto' | 'log' | 'linear'

/** The largest number over the smallest from which on an axis is logarithmic by itself. */
const WIDE_SPAN = 100

export function isLog({ values, isNumber }: Axis, scale: AxisScale): boolean {
  const finite = values.filter(isFiniteNumber)
  if (!isNumber || scale === 'linear' || finite.length < 2 || !finite.every((value) => value > 0)) return false
  return scale === 'log' || (Math.max(...finite) >= WIDE_SPAN * Math.min(...finite) && new Set(finite).size > 2)
}

/** A value that is no finite number in words: NaN, infinity, -infinity. */
export const oddText = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? 'infinity' : '-infinity')

/** An axis of a plot: logarithmic where all of its numbers are positive. */
export function axisOption(axis: Axis, ink: Ink, scale: AxisScale): Record<string, unknown> {
  if (axis.isNumber)
    return {
      type: isLog(axis, scale) ? 'log' : 'value',
      scale: true,
      ...axisLook(ink, axis.name),
      axisLabel: { color: ink.text, fontSize: 11, hideOverlap: true, formatter: short },
    }
  const categories = [...new Set(axis.values.filter((value) => value !== undefined))].map(String).sort()
  const look = axisLook(ink, axis.name)
  return {
    type: 'category',
    data: categories,
    ...look,
    axisLabel: { color: ink.text, fontSize: 11, hideOverlap: true, formatter: (name: string) => middle(name, 16) },
  }
}
