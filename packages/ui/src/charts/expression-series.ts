import type { Expression } from './expression.ts'
import type { Series } from './history.ts'
import { interpolated } from './line-series.ts'

/**
 * The series of a formula for one run, under `key`: at every step of any of its metrics that lies where all of them have points; between its
 * points a metric is a straight line. Times are those of the first metric. Undefined where the run lacks a metric, or they have no steps in common.
 */
export function seriesOf({ names, compute }: Expression, key: string, find: (name: string) => Series | undefined): Series | undefined {
  const found = names.flatMap((name) => {
    const series = find(name)
    return series && series.steps.length > 0 ? [[name, bySteps(series)] as const] : []
  })
  const [first] = found
  if (!first || found.length < names.length) return undefined
  const parts = new Map(found)
  const from = Math.max(...found.map(([, { steps }]) => steps[0] ?? Infinity))
  const to = Math.min(...found.map(([, { steps }]) => steps.at(-1) ?? -Infinity))
  const steps = [...new Set(found.flatMap(([, series]) => series.steps))].filter((step) => step >= from && step <= to).sort((a, b) => a - b)
  if (steps.length === 0) return undefined
  const [, clock] = first
  const times = { ...clock, values: clock.timestamps }
  const sampled = found.some(([, series]) => series.sampled)
  return {
    run_id: clock.run_id,
    key,
    points: sampled ? Math.max(steps.length, ...found.map(([, { points }]) => points)) : steps.length,
    sampled,
    steps,
    timestamps: steps.map((step) => interpolated(times, step)),
    values: steps.map((step) => compute((name) => interpolated(parts.get(name), step))).map(wireNumber),
  }
}

/** As values of metrics travel. */
function wireNumber(value: number): Series['values'][number] {
  if (Number.isFinite(value)) return value
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
}

/** Points by step: those that were asked for by time may go back, where a run was taken up again. */
function bySteps(series: Series): Series {
  const { steps, timestamps, values } = series
  if (steps.every((step, index) => index === 0 || step >= (steps[index - 1] ?? step))) return series
  const order = [...steps.keys()].sort((a, b) => (steps[a] ?? 0) - (steps[b] ?? 0))
  return {
    ...series,
    steps: order.map((index) => steps[index] ?? 0),
    timestamps: order.map((index) => timestamps[index] ?? 0),
    values: order.map((index) => values[index] ?? 'NaN'),
  }
}
