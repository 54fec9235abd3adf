import { invalid } from './errors.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
/**
 * Reads a JSON body from its bytes. Whole numbers beyond 2^53 arrive as bigint. Empty bytes are an empty object.
 * @throws MlflowError INVALID_PARAMETER_VALUE: not UTF-8, not JSON, nested too deep
 */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return {}
  let text: string
  try {
    text = decoder.decode(bytes)
  } catch {
    throw invalid('The request body is not valid UTF-8.')
  }
  if (text.trim() === '') return {}
  try {
    // 16 digits before a point are the shortest whole number that a double may not hold; only then is the slower reading needed.
    return /(?<![.\d])\d{16}/.test(text) ? JSON.parse(text, exactNumber) : JSON.parse(text)
  } catch (error) {
    if (error instanceof RangeError) throw invalid('The request body is nested too deep.')
    throw invalid('The request body is not valid JSON.')
  }
}

function exactNumber(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || !context?.source || !/^-?\d+$/.test(context.source)) return value
  return BigInt(context.source)
}
