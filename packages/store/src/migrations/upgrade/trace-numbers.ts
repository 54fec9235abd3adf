/** Columns of trace_info for numbers of tokens; the metadata and metrics have the same names. */
export const TOKENS = [
  'input_tokens',
  'output_tokens',
  'total_tokens',
  'cache_read_input_tokens',
  'cache_creation_input_tokens',
  'cache_creation_input_tokens_above_1hr',
] as const

const COSTS = ['input_cost', 'output_cost', 'total_cost'] as const

/** Reads the token usage of a trace, JSON text: the whole numbers in it. Undefined: it is no object. */
export const tokensOf = (text: string | null): Record<string, number> | undefined => numbersOf(text, TOKENS, Number.isSafeInteger)

/** Reads the cost of a trace, JSON text. Undefined: it is no object. */
export const costsOf = (text: string | null): Record<string, number> | undefined => numbersOf(text, COSTS, Number.isFinite)

function numbersOf(text: string | null, names: readonly string[], fits: (number: number) => boolean): Record<string, number> | undefined {
  const fields = objectOf(text)
  if (!fields) return undefined
  const numbers: Record<string, number> = {}
  for (const name of names) {
    const value = fields[name]
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number === 'number' && fits(number)) numbers[name] = number
  }
  return numbers
}

function objectOf(text: string | null): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
