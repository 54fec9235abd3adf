/** Texts that count as a number. */
const WORDS: ReadonlyMap<string, number> = new Map([
  ['yes', 1],
  ['no', 0],
])

/** The number that an assessment's value, JSON text, counts as in averages; undefined for one that counts as none. */
export function assessmentNumber(text: string): { value: number; is_numeric: boolean } | undefined {
  const value = parsed(text)
  if (typeof value === 'boolean') return { value: value ? 1 : 0, is_numeric: false }
  if (typeof value === 'number') return Number.isFinite(value) ? { value, is_numeric: true } : undefined
  const word = typeof value === 'string' ? WORDS.get(value.toLowerCase()) : undefined
  return word === undefined ? undefined : { value: word, is_numeric: false }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
