import { type PrimaryKey, rankMetrics, rankParams } from '@tailrace/contract'
import { toNumber } from '../format.ts'
import type { Line } from './line-series.ts'
import { colorOf } from './series-colors.ts'

/** A run as it comes from the server: only its params and latest metrics matter here. */
export interface PlotSource {
  info?: { run_id: string; run_name?: string | undefined } | undefined
  data?:
    | {
        params?: readonly { key: string; value?: string | undefined }[] | undefined
        metrics?: readonly { key: string; value?: number | string | undefined }[] | undefined
      }
    | undefined
}

/** A run with what plots of latest values draw. */
export interface PlotRun {
  run_id: string
  name: string
  color: string
  params: ReadonlyMap<string, string>
  metrics: ReadonlyMap<string, number>
  /** Of a metric that is a mean: the ends of its 95 % confidence interval. */
  spread?: ReadonlyMap<string, readonly [low: number, high: number]>
}

/** Databases keep infinities as the largest numbers there are. */
const asInfinity = (value: number): number => (Math.abs(value) >= Number.MAX_VALUE ? Math.sign(value) * Infinity : value)

/** Runs for plots; `colors` by run id, `colorOf` where one is missing. */
export const toPlotRuns = (runs: readonly PlotSource[], colors?: ReadonlyMap<string, string>): PlotRun[] =>
  runs.flatMap(({ info, data }) =>
    info
      ? [
          {
            run_id: info.run_id,
            name: info.run_name || info.run_id,
            color: colors?.get(info.run_id) ?? colorOf(info),
            params: new Map(data?.params?.map(({ key, value }) => [key, value ?? ''])),
            metrics: new Map(data?.metrics?.map(({ key, value }) => [key, asInfinity(toNumber(value))])),
          },
        ]
      : [],
  )

/** Groups for plots, from their lines of one point a metric: the mean is the value. The id of a group's line is its name and the metric. */
export function toPlotGroups(lines: readonly Line[]): PlotRun[] {
  const groups = new Map<string, { color: string; metrics: Map<string, number>; spread: Map<string, readonly [number, number]> }>()
  for (const { id, color, ys, low, high } of lines) {
    const [group = '', metric = ''] = id.split('\n')
    const found = groups.get(group) ?? { color, metrics: new Map(), spread: new Map() }
    groups.set(group, found)
    found.metrics.set(metric, ys[0] ?? NaN)
    found.spread.set(metric, [low?.[0] ?? NaN, high?.[0] ?? NaN])
  }
  return [...groups].map(([group, found]) => ({ run_id: group, name: group, params: new Map(), ...found }))
}

/** A param or metric as an axis. */
export interface Axis {
  /** `params.lr`, `metrics.loss` */
  axis: string
  /** Without its kind. */
  key: string
  /** The key; with its kind where a param and a metric have the same. */
  name: string
  /** Of each run, in order: a number, a text, or undefined where it has none. A param is a number when all its values are. */
  values: readonly (number | string | undefined)[]
  isNumber: boolean
}

/** A key with its kind, where a param and a metric have the same. */
export const withKind = (key: string, isMetric: boolean): string => `${key} (${isMetric ? 'metric' : 'param'})`

/** Values of runs on one axis. */
export function axisOf(runs: readonly PlotRun[], axis: string): Axis {
  const key = axis.slice(axis.indexOf('.') + 1)
  const isMetric = axis.startsWith('metrics.')
  const isBoth = runs.some(({ metrics }) => metrics.has(key)) && runs.some(({ params }) => params.has(key))
  const name = isBoth ? withKind(key, isMetric) : key
  if (isMetric) return { axis, key, name, values: runs.map(({ metrics }) => metrics.get(key)), isNumber: true }
  const texts = runs.map(({ params }) => params.get(key))
  const isNumber = texts.every((text) => text === undefined || (text.trim() !== '' && Number.isFinite(Number(text))))
  return { axis, key, name, values: isNumber ? texts.map((text) => (text === undefined ? undefined : Number(text))) : texts, isNumber }
}

/** All axes that these runs have: params, then metrics, as they come. */
export function axesIn(runs: readonly PlotRun[]): string[] {
  const axes = new Set<string>()
  for (const { params } of runs) for (const key of params.keys()) axes.add(`params.${key}`)
  for (const { metrics } of runs) for (const key of metrics.keys()) axes.add(`metrics.${key}`)
  return [...axes]
}

/** Axes whose values differ between runs, or all when none does. */
export function varyingAxes(runs: readonly PlotRun[], axes = axesIn(runs)): string[] {
  const varying = axes.filter((axis) => new Set(axisOf(runs, axis).values).size > 1)
  return varying.length > 0 ? varying : axes
}

/** Axes in the order in which they matter: params, then metrics. */
function rankAxes(axes: readonly string[], primary: PrimaryKey | undefined): string[] {
  const named = (prefix: string): string[] => axes.filter((axis) => axis.startsWith(prefix)).map((axis) => axis.slice(prefix.length))
  return [
    ...rankParams(named('params.')).map((key) => `params.${key}`),
    ...rankMetrics(named('metrics.'), primary).map((key) => `metrics.${key}`),
  ]
}

/**
 * The Pareto front: places of the points that no other point beats in both x and y. `less` tells of each axis whether less is better.
 * Points without two finite numbers do not count.
 */
export function paretoFront(points: readonly (readonly [x: unknown, y: unknown])[], less: readonly [x: boolean, y: boolean]): number[] {
  const sign = less.map((is) => (is ? 1 : -1))
  const places = [...points.keys()].filter((at) => points[at]?.every((value) => typeof value === 'number' && Number.isFinite(value)))
  const costs = new Map(places.map((at) => [at, (points[at] ?? []).map((value, axis) => Number(value) * (sign[axis] ?? 1))]))
  const cost = (at: number, axis: number): number => costs.get(at)?.[axis] ?? Infinity
  places.sort((a, b) => cost(a, 0) - cost(b, 0) || cost(a, 1) - cost(b, 1))
  const front: number[] = []
  let best = Infinity
  for (const at of places) {
    if (cost(at, 1) >= best) continue
    best = cost(at, 1)
    front.push(at)
  }
  return front
}

/** Quartiles of numbers for a box: lowest and highest within 1.5 box heights, the rest are outliers. */
export function boxOf(values: readonly number[]): { five: [number, number, number, number, number]; outliers: number[] } {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b)
  const at = (share: number): number => {
    const place = share * (sorted.length - 1)
    const low = sorted[Math.floor(place)] ?? NaN
    return low + ((sorted[Math.ceil(place)] ?? NaN) - low) * (place % 1)
  }
  const [first, third] = [at(0.25), at(0.75)]
  const reach = 1.5 * (third - first)
  const inside = sorted.filter((value) => value >= first - reach && value <= third + reach)
  return {
    five: [inside[0] ?? NaN, first, at(0.5), third, inside.at(-1) ?? NaN],
    outliers: sorted.filter((value) => value < first - reach || value > third + reach),
  }
}

/** Axes to begin with: those that vary, params as causes and metrics as effects. */
export function firstAxes(runs: readonly PlotRun[], kind: string, primary?: PrimaryKey): string[] {
  const varying = rankAxes(varyingAxes(runs), primary)
  const params = varying.filter((axis) => axis.startsWith('params.'))
  const metrics = varying.filter((axis) => axis.startsWith('metrics.') && !axis.startsWith('metrics.system/'))
  const numbers = params.filter((axis) => axisOf(runs, axis).isNumber)
  // The last axis gives the colors.
  if (kind === 'parallel') return [...params.slice(0, 8), ...metrics.slice(0, 3).toReversed()]
  if (kind === 'box') return [...params.slice(0, 1), ...metrics.slice(0, 1)]
  const causes = [...numbers, ...metrics.slice(1)]
  return [...causes.slice(0, kind === 'contour' ? 2 : 1), ...metrics.slice(0, 1)]
}
