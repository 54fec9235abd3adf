import { type WireNumber, grouped, number, toNumber, withExponent } from '../format.ts'

/** The most digits behind the point. */
const MOST = 8
/** Significant digits that a number of a column has at least, and the largest one at most. */
const LEAST_DIGITS = 4
const MOST_DIGITS = 6

/** How the numbers of a column are written. */
export interface ColumnDigits {
  /** Digits behind the point of numbers without an exponent. */
  readonly digits: number
  /** Characters behind the point of the longest number; shorter ones are filled up with blanks. */
  readonly behind: number
}

const exponentOf = (size: number): number => Math.floor(Math.log10(size))

/** Digits behind the point that write a number out, at most `MOST`. */
function digitsToWriteOut(value: number): number {
  for (let digits = 0; digits < MOST; digits++) if (Number(value.toFixed(digits)) === value) return digits
  return MOST
}

/**
 * Digits behind the point that a column of numbers needs: what writes them out, or four significant ones of each, at most six of the largest;
 * more where all are close together, none where all are whole. Numbers a thousand times as small as the largest do not count: `aligned` gives them more.
 */
export function digitsOf(values: Iterable<WireNumber>): number {
  const finite = [...values].map(toNumber).filter(Number.isFinite)
  const largest = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  if (largest === 0 || finite.every(Number.isInteger)) return 0
  const top = exponentOf(largest)
  const most = finite.reduce((a, b) => Math.max(a, b))
  const least = finite.reduce((a, b) => Math.min(a, b))
  let needed = 1
  for (const value of finite) {
    const size = Math.abs(value)
    if (size === 0 || exponentOf(size) < top - (MOST_DIGITS - LEAST_DIGITS)) continue
    needed = Math.max(needed, Math.min(digitsToWriteOut(value), LEAST_DIGITS - 1 - exponentOf(size)))
  }
  const bySpread = most > least ? 1 - exponentOf(most - least) : 0
  return Math.min(MOST, Math.max(1, Math.min(needed, Math.max(1, MOST_DIGITS - 1 - top)), Math.min(bySpread, MOST)))
}

/** How a column of numbers is written. */
export function columnDigits(values: Iterable<WireNumber>): ColumnDigits {
  const all = [...values]
  const digits = digitsOf(all)
  return { digits, behind: all.reduce<number>((most, value) => Math.max(most, behindPoint(aligned(value, digits))), digits) }
}

/** A number of a column with so many digits behind the point; with four significant ones, or an exponent, where those would leave fewer. */
export function aligned(value: WireNumber | undefined, digits: number): string {
  if (value === undefined) return ''
  const given = toNumber(value)
  if (!Number.isFinite(given)) return number(value)
  const size = Math.abs(given)
  if (size >= 1e9) return withExponent(given)
  const text = given.toFixed(digits)
  const isCut = size !== 0 && Number(text) !== given && digits + exponentOf(size) < LEAST_DIGITS - 1
  return isCut ? number(given, LEAST_DIGITS) : grouped(text)
}

/** Characters behind the whole part of a number as it is shown, its point among them. */
const afterWhole = (text: string): number => text.length - (/^[-+]?[\d,]*/.exec(text)?.[0].length ?? 0)

/** Characters behind the point of a number as it is shown. An exponent without a point begins in its place. */
const behindPoint = (text: string): number => (/\d/.test(text) ? Math.max(0, afterWhole(text) - 1) : 0)

/** Blanks as wide as the characters that a number lacks behind its whole part, so that points stand below each other. */
export function filled(text: string, behind: number): string {
  if (behind === 0 || !/\d/.test(text)) return text
  const lacking = behind + 1 - afterWhole(text)
  // The first of them is as wide as a point, where there is none.
  return text + (/[.e]/.test(text) ? '' : '\u2008') + '\u2007'.repeat(Math.max(0, /[.e]/.test(text) ? lacking : lacking - 1))
}

const NUMERAL = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i

/** The most characters behind the point of texts that are numerals; undefined when most are not. */
export function pointOf(texts: Iterable<string>): number | undefined {
  let most = 0
  let numerals = 0
  let all = 0
  for (const text of texts) {
    all++
    if (!NUMERAL.test(text)) continue
    numerals++
    most = Math.max(most, behindPoint(text))
  }
  return numerals > 0 && numerals >= all / 2 ? Math.min(most, 2 * MOST) : undefined
}

/** A text of a column of numerals, filled up so that points stand below each other; others stay as they are. */
export const filledNumeral = (text: string, behind: number): string => (NUMERAL.test(text) ? filled(text, behind) : text)

/** A difference in words; `unknown`: nobody knows which way is better. */
export interface DeltaText {
  text: string
  verdict: 'better' | 'worse' | 'same' | 'unknown'
}

/**
 * A difference with an arrow, the same wherever two values are compared: `▲ 0.0311`, `=`; undefined where one of the two is no finite number.
 * With `digits` behind the point, else with four significant digits.
 */
export function deltaOf(
  value: WireNumber | undefined,
  base: WireNumber | undefined,
  direction: 'up' | 'down' | undefined,
  digits?: number,
): DeltaText | undefined {
  const difference = toNumber(value) - toNumber(base)
  if (!Number.isFinite(difference)) return undefined
  if (difference === 0) return { text: '=', verdict: 'same' }
  return {
    text: `${difference > 0 ? '▲' : '▼'} ${digits === undefined ? number(Math.abs(difference), 4) : aligned(Math.abs(difference), digits)}`,
    verdict: direction === undefined ? 'unknown' : difference > 0 === (direction === 'up') ? 'better' : 'worse',
  }
}

/** Where a value lies between the least (0) and the most (1) of its column; undefined for what is no number. */
export function heatOf(value: WireNumber | undefined, min: number, max: number): number | undefined {
  const given = toNumber(value)
  if (!Number.isFinite(given) || !(max > min)) return undefined
  return Math.min(1, Math.max(0, (given - min) / (max - min)))
}
