import { type WireNumber, grouped, number, toNumber } from '../format.ts'

/** The most digits behind the point. */
const MOST = 8

/** Databases keep an infinity as the largest number there is. */
const isOrdinary = (value: number): boolean => Math.abs(value) < Number.MAX_VALUE

/**
 * Digits behind the point that a column of numbers needs: four significant ones of the largest, more where all are close together, none
 * where all are whole.
 */
export function digitsOf(values: Iterable<WireNumber>): number {
  let largest = 0
  let least = Infinity
  let most = -Infinity
  let whole = true
  for (const given of values) {
    const value = toNumber(given)
    if (!isOrdinary(value)) continue
    largest = Math.max(largest, Math.abs(value))
    least = Math.min(least, value)
    most = Math.max(most, value)
    whole &&= Number.isInteger(value)
  }
  if (whole || largest === 0) return 0
  const bySize = 3 - Math.floor(Math.log10(largest))
  const bySpread = most > least ? 1 - Math.floor(Math.log10(most - least)) : 0
  return Math.min(MOST, Math.max(1, bySize, bySpread))
}

/** A number of a column with so many digits behind the point; what would show as nothing but noughts, or is huge, with an exponent. */
export function aligned(value: WireNumber | undefined, digits: number): string {
  if (value === undefined) return ''
  const given = toNumber(value)
  if (!isOrdinary(given)) return number(value)
  const size = Math.abs(given)
  if (size >= 1e9 || (size !== 0 && size < 0.5 * 10 ** -digits)) return given.toExponential(3).replace(/\.?0+e/, 'e')
  return grouped(given.toFixed(digits))
}

const NUMERAL = /^[-+]?(?:\d+\.?\d*|\.\d+)$/

/** The most digits behind the point of texts that are plain numerals; undefined when most are not. */
export function pointOf(texts: Iterable<string>): number | undefined {
  let most = 0
  let numerals = 0
  let all = 0
  for (const text of texts) {
    all++
    if (!NUMERAL.test(text)) continue
    numerals++
    const point = text.indexOf('.')
    if (point >= 0) most = Math.max(most, text.length - point - 1)
  }
  return numerals > 0 && numerals >= all / 2 ? Math.min(most, MOST) : undefined
}

/** Blanks as wide as the digits that a numeral lacks, so that points stand below each other. */
export function padding(text: string, most: number): string {
  if (most === 0 || !NUMERAL.test(text)) return ''
  const point = text.indexOf('.')
  const have = point < 0 ? 0 : text.length - point - 1
  return (point < 0 ? '\u2008' : '') + '\u2007'.repeat(Math.max(0, most - have))
}

/** A difference with an arrow: ▲ 0.0311; undefined where one of the two is no number. */
export function deltaOf(
  value: WireNumber | undefined,
  base: WireNumber | undefined,
  digits: number,
  direction: 'up' | 'down',
): { text: string; verdict: 'better' | 'worse' | 'same' } | undefined {
  const difference = toNumber(value) - toNumber(base)
  if (!Number.isFinite(difference)) return undefined
  if (difference === 0) return { text: '=', verdict: 'same' }
  return {
    text: `${difference > 0 ? '▲ +' : '▼ −'}${aligned(Math.abs(difference), digits)}`,
    verdict: difference > 0 === (direction === 'up') ? 'better' : 'worse',
  }
}

/** Where a value lies between the least (0) and the most (1) of its column; undefined for what is no number. */
export function heatOf(value: WireNumber | undefined, min: number, max: number): number | undefined {
  const given = toNumber(value)
  if (!Number.isFinite(given) || !(max > min)) return undefined
  return Math.min(1, Math.max(0, (given - min) / (max - min)))
}
