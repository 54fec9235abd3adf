/** A metric's value as it travels: NaN and infinities are words. */
export type WireNumber = number | string

/** The number behind a value from the wire. Databases keep the infinities as the largest numbers there are. */
export function toNumber(value: WireNumber | undefined): number {
  const given = value === undefined ? NaN : Number(value)
  return Math.abs(given) === Number.MAX_VALUE ? given * Infinity : given
}

/** Whole numbers are written out below this size, others below the second one; larger ones have an exponent. */
const LARGEST_WHOLE = 1e15
const LARGEST = 1e9
/** Numbers below this size have an exponent. */
const SMALLEST = 1e-4
/** Significant digits of a number that has an exponent. */
const DIGITS_BESIDE_EXPONENT = 4

/**
 * A number with at most `digits` significant digits, 6 by default, whole ones with all of theirs: 0.9644, 8.2e-7, 10,992.6, 12,345. What is rounded to a
 * whole number keeps its noughts: 0.9999999 is 1.00000. NaN and the infinities are words.
 */
export function number(value: WireNumber | undefined, digits = 6): string {
  if (value === undefined) return ''
  const given = toNumber(value)
  if (!Number.isFinite(given)) return String(given)
  const size = Math.abs(given)
  if (Number.isInteger(given) && size < LARGEST_WHOLE) return grouped(String(given))
  if (size < SMALLEST || size >= LARGEST) return withExponent(given, Math.min(digits, DIGITS_BESIDE_EXPONENT))
  // Digits before the point are never made up.
  if (size >= 10 ** (digits - 1)) return grouped(given.toFixed(size >= 10 ** digits ? 0 : 1))
  const text = given.toPrecision(digits)
  const short = String(Number(text))
  return grouped(Number.isInteger(Number(short)) ? text : short)
}

/** A number with an exponent and at most so many significant digits: 6.31e-5. */
export const withExponent = (value: number, digits = DIGITS_BESIDE_EXPONENT): string =>
  value.toExponential(digits - 1).replace(/\.?0+e/, 'e')

/** A number with all of its digits, for whoever points at it. */
export const exact = (value: WireNumber | undefined): string => (value === undefined ? '' : String(toNumber(value)))

const NUMERAL = /^[-+]?(?:\d+\.\d*|\.\d+|\d+(?=e))(?:e[-+]?\d+)?$/i

/** A param or tag as it was logged; a numeral with more digits than numbers are shown with becomes as short as those. */
export function shortNumeral(text: string): string {
  if (!NUMERAL.test(text)) return text
  const digits = text.replace(/e.*$/i, '').replace(/\D/g, '').replace(/^0+/, '')
  return digits.length > 6 ? number(Number(text)) : text
}

/**
 * A number in plain digits with commas between its thousands. Languages' formats (`Intl`) take a hundred times as long, the first ten
 * milliseconds, and tables have thousands of numbers.
 */
export const grouped = (digits: string): string => digits.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','))

/** A count: 1,204. */
export const count = (value: number): string => grouped(String(Math.round(value)))

/** `1 run`, `2 runs`. */
export const plural = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`

/** Bytes in the unit that fits: 12 B, 3.4 KiB. */
export function bytes(value: number | undefined): string {
  if (value === undefined) return ''
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let rest = value
  let unit = 0
  while (rest >= 1024 && unit < units.length - 1) {
    rest /= 1024
    unit++
  }
  return `${unit === 0 || rest >= 100 ? Math.round(rest) : rest.toFixed(1)} ${units[unit]}`
}

/** A time span in ms: 350 ms, 12.4 s, 2m 45s, 3h 04m, 2d 5h. */
export function duration(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms) || ms < 0) return ''
  if (ms < 1000) return `${Math.round(ms)} ms`
  const seconds = Math.round(ms / 1000)
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}m ${String(seconds % 60).padStart(2, '0')}s`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours}h ${String(minutes % 60).padStart(2, '0')}m`
  return `${Math.floor(hours / 24)}d ${hours % 24}h`
}

/** A time in ms since the epoch; the contract's type of times also allows what no JSON parser of a browser makes. */
export type WireTime = number | bigint

/** How long ago a time (ms since the epoch) was: just now, 3 min ago, 2 h ago, 5 d ago, then the date. */
export function ago(time: WireTime | undefined, now = Date.now()): string {
  if (!time) return ''
  const seconds = Math.round((now - Number(time)) / 1000)
  if (seconds < -5) return moment(time)
  if (seconds < 10) return 'just now'
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`
  if (seconds < 30 * 86_400) return `${Math.floor(seconds / 86_400)} d ago`
  return day(new Date(Number(time)))
}

/** A time (ms since the epoch) in full, in the reader's zone: 2026-03-01 14:05:09. */
export function moment(time: WireTime | undefined): string {
  if (!time) return ''
  const date = new Date(Number(time))
  return `${day(date)} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`
}

const two = (value: number): string => String(value).padStart(2, '0')
const day = (date: Date): string => [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
