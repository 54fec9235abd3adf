import { duration, number } from '../format.ts'
import { isMetricAxis, type XAxis } from './settings.ts'

/** A number on an axis, short: 500 k, 1.5 M, 0.002, 1e-7. */
export function short(value: number): string {
  const size = Math.abs(value)
  for (const [unit, word] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const)
    if (size >= 10_000 && size >= unit && size < 1e12) return `${Number((value / unit).toPrecision(4))} ${word}`
  return number(Number(value.toPrecision(10)), 5)
}

/** A place on the x axis in words, e.g. "step 1,200" or "3m 20s". */
export function placeText(x: number, axis: XAxis): string {
  if (axis === 'time') return new Date(x).toLocaleString('en-CA', { hour12: false })
  if (axis === 'relative') return `${duration(x * 1000) || `${number(x, 4)} s`} after the start`
  if (isMetricAxis(axis)) return `${axis.slice(8)} ${number(x, 5)}`
  return `step ${number(Math.round(x))}`
}

/** Name of an x axis. */
export function axisName(axis: XAxis): string {
  if (axis === 'time') return 'wall time'
  if (axis === 'relative') return 'relative time'
  return isMetricAxis(axis) ? axis.slice(8) : 'step'
}
