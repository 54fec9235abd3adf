/** A number with more digits than a double holds, where a value may stand. */
const LONG = /[:,[]\s*-?\d{16}/

/** Reads JSON like JSON.parse, but whole numbers beyond 2^53 as bigints. */
export function parseExact(text: string): unknown {
  // A reviver takes ten times as long: only texts with a number that long need it.
  return LONG.test(text) ? JSON.parse(text, exact as (key: string, value: unknown) => unknown) : JSON.parse(text)
}

const exact = (_key: string, value: unknown, { source }: { source?: string }): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source) ? BigInt(source) : value
