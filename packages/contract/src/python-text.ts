import { invalid } from './errors.ts'

/** A whole number that was written with a point or an exponent: a float in Python's messages, `9.0`. */
export class PythonFloat {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }
}

/** Levels of a value that is printed into a message. Any deeper value is a mistake or an attack. */
const MAX_DEPTH = 100

/** Characters of a value in a message; a longer one is cut. */
const MAX_SHOWN = 10_000

/**
 * Prints a JSON value as MLflow's messages do: no white space, keys sorted, text with ASCII escapes.
 * @throws MlflowError INVALID_PARAMETER_VALUE when it is nested more than 100 levels deep
 */
export const pythonJson = (value: unknown): string => printed(value, { comma: ',', colon: ':', sorted: true }, 0)

/** Prints a JSON value as pythonJson does, cut after 10,000 characters: a message costs little, however large the value is. */
export function shownJson(value: unknown): string {
  const shown = printed(value, { comma: ',', colon: ':', sorted: true, limit: MAX_SHOWN }, 0)
  return shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}...` : shown
}

/** Prints a JSON value as Python's json.dumps does by default: a space after commas and colons. @throws MlflowError as pythonJson */
export const pythonDumps = (value: unknown): string => printed(value, { comma: ', ', colon: ': ', sorted: false }, 0)

interface Style {
  comma: string
  colon: string
  sorted: boolean
  /** Characters after which the rest may be left out; all is printed without it. */
  limit?: number
}

function printed(value: unknown, style: Style, depth: number): string {
  if (depth > MAX_DEPTH) throw invalid('The request body is nested too deep.')
  if (typeof value === 'string') return asciiJson(style.limit === undefined ? value : value.slice(0, style.limit + 1))
  if (value instanceof PythonFloat) return pythonFloat(value.value)
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  if (typeof value === 'number' && !Number.isInteger(value)) return pythonFloat(value)
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return `[${joined(value, style, (item) => printed(item, style, depth + 1))}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value)
  if (style.sorted) entries.sort(([a], [b]) => (a < b ? -1 : 1))
  const entry = ([key, item]: [string, unknown]) => `${asciiJson(key)}${style.colon}${printed(item, style, depth + 1)}`
  return `{${joined(entries, style, entry)}}`
}

/** Prints items up to the limit of a style. */
function joined<Item>(items: readonly Item[], { comma, limit = Infinity }: Style, print: (item: Item) => string): string {
  let text = ''
  for (const [index, item] of items.entries()) {
    if (text.length > limit) break
    text += (index === 0 ? '' : comma) + print(item)
  }
  return text
}

/** Prints a double as Python does: `1.0`, `1e+20`, `1e-05`, `nan`. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Object.is(value, -0)) return '-0.0'
  const size = Math.abs(value)
  // An exponent has two digits at least.
  if (size >= 1e16 || (size !== 0 && size < 1e-4)) return value.toExponential().replace(/([+-])(\d)$/, '$10$2')
  return Number.isInteger(value) ? `${value}.0` : String(value)
}

/** Prints a text as Python's repr does: single quotes unless it holds one and no double quote. */
export function pythonRepr(value: string): string {
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'"
  const escaped = value
    .replace(/\\/g, '\\\\')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    // eslint-disable-next-line no-control-regex -- control characters are what repr escapes
    .replace(/[\u0000-\u001f\u007f-\u00a0\u00ad]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return quote + (quote === "'" ? escaped.replace(/'/g, "\\'") : escaped) + quote
}

/** The name that Python has for the type of a JSON value. */
export function pythonType(value: unknown): string {
  if (value === null) return 'NoneType'
  if (Array.isArray(value)) return 'list'
  switch (typeof value) {
    case 'string':
      return 'str'
    case 'boolean':
      return 'bool'
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float'
    case 'bigint':
      return 'int'
    default:
      return value instanceof PythonFloat ? 'float' : 'dict'
  }
}

const asciiJson = (value: string): string =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
