import { duration, moment, number } from '../format.ts'
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
  if (axis === 'time') return moment(Math.round(x))
  if (axis === 'relative') return `${duration(x * 1000) || `${number(x, 4)} s`} after the start`
  if (isMetricAxis(axis)) return `${axis.slice(8)} ${number(x, 5)}`
  return `step ${number(Math.round(x))}`
}

/** Distances of ticks on relative time, s: round in the units that people count in. */
const SECONDS = [1, 2, 5, 10, 15, 30]
const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const ROUND = [1, 2, 5].flatMap((digit) => Array.from({ length: 15 }, (_, power) => digit * 10 ** power)).sort((a, b) => a - b)

/** Distances that ticks of an x axis may have, the smallest first; undefined: any. Steps are whole numbers. */
export function tickDistances(axis: XAxis): number[] | undefined {
  if (axis === 'step') return ROUND
  if (axis !== 'relative') return undefined
  const fractions = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5]
  const hours = [1, 2, 3, 6, 12].map((many) => many * HOUR)
  return [...fractions, ...SECONDS, ...SECONDS.map((many) => many * MINUTE), ...hours, ...ROUND.map((many) => many * DAY)]
}

/** A tick on relative time, s: 30 s, 5 min, 1 h 30 min, 2 d. */
export function relativeTick(seconds: number): string {
  if (seconds === 0) return '0'
  if (Math.abs(seconds) < MINUTE) return `${Number(seconds.toPrecision(6))} s`
  const [days, hours, minutes, rest] = [DAY, HOUR, MINUTE, 1].map((unit, at) => {
    const within = at === 0 ? Math.abs(seconds) : Math.abs(seconds) % ([DAY, HOUR, MINUTE][at - 1] ?? 1)
    return Math.floor(within / unit)
  })
  const parts = [days && `${days} d`, hours && `${hours} h`, minutes && `${minutes} min`, rest && `${rest} s`].filter(Boolean)
  return `${seconds < 0 ? '-' : ''}${parts.join(' ')}`
}

/** Ticks on wall time (ms since the epoch, `distance` apart) in the reader's zone: the time of day, with the date below the first one and where it changes; dates alone for days. */
export function timeTicks(ticks: readonly number[], distance: number): string[] {
  let last = ''
  return ticks.map((tick) => {
    const [date = '', time = ''] = moment(tick).split(' ')
    if (distance >= DAY * 1000) return date
    const below = date === last ? '' : `\n${date}`
    last = date
    return (distance < MINUTE * 1000 ? time : time.slice(0, 5)) + below
  })
}

/** Name of an x axis. */
export function axisName(axis: XAxis): string {
  if (axis === 'time') return 'wall time'
  if (axis === 'relative') return 'relative time'
  return isMetricAxis(axis) ? axis.slice(8) : 'step'
}

/** A long name with its middle left out: names of runs and metrics often differ at their ends alone. */
export function middle(text: string, most: number): string {
  const signs = [...text]
  if (signs.length <= most) return text
  const head = Math.ceil((most - 1) / 2)
  return `${signs.slice(0, head).join('')}…${signs.slice(signs.length - (most - 1 - head)).join('')}`
}
