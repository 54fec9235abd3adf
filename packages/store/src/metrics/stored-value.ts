import type { WireDouble } from '@tailrace/contract'

/** A metric value as the columns keep it: NaN is 0 with a mark, the infinities are the largest doubles. */
export function storedValue(value: number): { value: number; is_nan: boolean } {
  if (Number.isNaN(value)) return { value: 0, is_nan: true }
  if (value === Infinity) return { value: Number.MAX_VALUE, is_nan: false }
  if (value === -Infinity) return { value: -Number.MAX_VALUE, is_nan: false }
  return { value, is_nan: false }
}

/** A stored value as it travels. */
export const wireValue = (value: number, isNan: number | boolean): WireDouble => (isNan ? 'NaN' : value)
