import { MlflowError } from '@tailrace/contract'

/** Days, hours, minutes and seconds in this order, each of them or not. */
const SPAN = /^(?:([\d.]+)d)?(?:([\d.]+)h)?(?:([\d.]+)m)?(?:([\d.]+)s)?$/
const UNITS = [86_400_000, 3_600_000, 60_000, 1000]

/**
 * Reads a time span such as `30d`, `1d2h3m4s` or `0.5h`, the empty one is none.
 * @returns ms, rounded down
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function parseAge(text: string): number {
  const parts = SPAN.exec(text)
    ?.slice(1)
    .map((part) => (part === undefined ? 0 : Number(part)))
  if (!parts || parts.some(Number.isNaN)) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `Could not parse any time information from '${text}'. Examples of valid strings: '8h', '2d8h5m20s', '2m4s'`,
    )
  }
  return Math.floor(parts.reduce((sum, part, at) => sum + part * (UNITS[at] ?? 0), 0))
}
