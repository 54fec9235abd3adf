import type { TObject } from 'typebox'
import { MlflowError, invalid } from './errors.ts'
import { type ReadOptions, readJsonText } from './json-reader.ts'
import { fieldNames, parseRequest } from './parse.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })
/** Characters up to which the built-in parser may read a text, since it bounds neither the number of values nor what it skips. */
const SMALL = 1024 * 1024
/** 16 digits before a point are the shortest whole number that a double may not hold. */
const LONG_NUMBER = /(?<![.\d])\d{16}/

/**
 * Reads a JSON body from its bytes. Whole numbers beyond 2^53 arrive as bigint. Empty bytes are an empty object.
 * @throws MlflowError INVALID_PARAMETER_VALUE: not UTF-8, not JSON, nested too deep, too many values
 */
export function parseJson(bytes: Uint8Array, options: ReadOptions = {}): unknown {
  if (bytes.length === 0) return {}
  let text: string
  try {
    text = decoder.decode(bytes)
  } catch {
    throw invalid('The request body is not valid UTF-8.')
  }
  if (isBlank(text)) return {}
  if (options.asWritten || text.length > SMALL || LONG_NUMBER.test(text)) return readJsonText(text, options)
  try {
    return JSON.parse(text)
  } catch {
    // Bare NaN and infinities, as Python writes them; or no JSON.
    return readJsonText(text, options)
  }
}

const isBlank = (text: string): boolean => /^[ \t\r\n]*$/.test(text.slice(0, 100)) && text.trim() === ''

/**
 * Parses a JSON body by an endpoint's schema. `params` win over its fields. A refusal names a value as the body has it: `9.0`, not `9`.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function parseBody(schema: TObject, bytes: Uint8Array, adapt: (body: unknown) => unknown = (body) => body): unknown {
  const fields = fieldNames(schema)
  const read = (asWritten: boolean) => parseRequest(schema, adapt(parseJson(bytes, { fields, asWritten })))
  if (bytes.length > SMALL) return read(true)
  try {
    return read(false)
  } catch (error) {
    if (error instanceof MlflowError) read(true)
    throw error
  }
}
