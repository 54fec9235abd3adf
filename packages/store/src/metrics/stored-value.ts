import { type WireDouble, pythonFloat } from '@tailrace/contract'

/** A metric value as the columns keep it: NaN is 0 with a mark, the infinities are the largest doubles. */
export function storedValue(value: number): { value: number; is_nan: boolean } {
  if (Number.isNaN(value)) return { value: 0, is_nan: true }
  if (value === Infinity) return { value: Number.MAX_VALUE, is_nan: false }
  if (value === -Infinity) return { value: -Number.MAX_VALUE, is_nan: false }
  return { value, is_nan: false }
}

/** A stored value as it travels. */
export const wireValue = (value: number, isNan: number | boolean): WireDouble => (isNan ? 'NaN' : value)

/**
 * A stored value for an answer that JSON.stringify prints: it keeps its point there, `24.0`, and has its exponent as in Python. Nothing can be
 * calculated with it.
 */
export function printedValue(value: number, isNan: number | boolean): WireDouble {
  if (isNan) return 'NaN'
  return isPrintedAlike(value) ? value : (JSON.rawJSON(pythonFloat(value)) as number)
}

/** The JSON text of a stored value, as printedValue comes to it. */
export const valueText = (value: number, isNan: number | boolean): string => {
  if (isNan) return '"NaN"'
  return isPrintedAlike(value) ? String(value) : pythonFloat(value)
}

/** Whether JavaScript and Python have the same text for a finite double. */
const isPrintedAlike = (value: number): boolean => !Number.isInteger(value) && (value >= 1e-4 || value <= -1e-4)
