import type { TObject, TSchema } from 'typebox'
import { type MlflowError, invalid } from './errors.ts'
import { readJsonText } from './json-reader.ts'
import { checkEntityKey, codePoints, invalidValue } from './names.ts'
import { PythonFloat, pythonType } from './python-text.ts'
import type { TextOptions } from './scalars.ts'

/** Turns one JSON value into what a schema says, by the wire's rules; `path` names it in refusals. */
type Parser = (value: unknown, path: string) => unknown

const SEE_DOCS = 'See the API docs for more information about request parameters.'
/** Parsers made so far, by schema object. */
const parsers = new WeakMap<TSchema, Parser>()

/** 400 for a field that is not there: absent, null or empty. */
export const missing = (path: string): MlflowError => invalid(`Missing value for required parameter '${path}'. ${SEE_DOCS}`)

/** 400 for a value of the wrong type. */
export const wrongType = (value: unknown, path: string): MlflowError =>
  invalidValue(value, path, ` Hint: Value was of type '${pythonType(value)}'. ${SEE_DOCS}`)

/**
 * Parses a JSON body by an endpoint's schema: snake_case and camelCase, null as absent, int64 as number or text, doubles with NaN
 * and infinities, enums by name or number, unknown fields ignored.
 * @throws MlflowError INVALID_PARAMETER_VALUE with MLflow's message for the first field that does not fit
 */
export function parseRequest(schema: TObject, body: unknown): unknown {
  // Old clients encode their JSON twice.
  const value = typeof body === 'string' ? readJsonText(body) : body
  if (value === undefined || value === null) return parserOf(schema)({}, '')
  if (typeof value !== 'object' || Array.isArray(value))
    throw invalid(`The request body must be a JSON object, got a value of type '${pythonType(value)}'.`)
  return parserOf(schema)(value, '')
}

const namesBySchema = new WeakMap<TObject, ReadonlySet<string>>()

/** The names under which an object of a schema may have fields: as written, in camel case, and older ones. */
export function fieldNames(schema: TObject): ReadonlySet<string> {
  let names = namesBySchema.get(schema)
  if (!names) {
    const written = Object.keys(schema.properties)
    names = new Set([...written, ...written.map(camelCase), ...Object.keys((schema as unknown as Keywords).aliases ?? {})])
    namesBySchema.set(schema, names)
  }
  return names
}

/** Arranges query arguments as a JSON body: repeated ones as a list where the schema has one, else the first. */
export function queryToBody(schema: TObject, query: URLSearchParams): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  const aliases = Object.keys((schema as unknown as Keywords).aliases ?? {}).map((name) => [name, { type: 'string' }] as const)
  for (const [name, field] of [...Object.entries(schema.properties), ...aliases]) {
    for (const key of new Set([name, camelCase(name)])) {
      if (!query.has(key)) continue
      const kind = (field as { type?: string }).type
      const value = kind === 'array' ? query.getAll(key) : query.get(key)
      body[key] = kind === 'boolean' ? queryFlag(value, name) : value
    }
  }
  return body
}

function queryFlag(value: unknown, name: string): boolean {
  const word = String(value).toLowerCase()
  if (word !== 'true' && word !== 'false') throw invalidValue(value, name, ` Hint: Value was of type 'str'. ${SEE_DOCS}`)
  return word === 'true'
}

/** `run_id` as clients in other languages write it: `runId`. */
export const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

function parserOf(schema: TSchema): Parser {
  let parser = parsers.get(schema)
  if (!parser) parsers.set(schema, (parser = makeParser(schema as Keywords)))
  return parser
}

/** The keywords of a schema that parsing looks at. */
interface Keywords extends TextOptions {
  type?: string
  format?: string
  numbers?: Record<string, number>
  items?: TSchema
  maxItems?: number
  refuseItems?: 'whole'
  properties?: Record<string, TSchema>
  aliases?: Record<string, string>
}

function makeParser(schema: Keywords): Parser {
  switch (schema.type) {
    case 'string':
      return schema.numbers ? enumParser(schema.numbers) : textParser(schema)
    case 'integer':
      return integerParser(schema.format === 'int32' ? 32 : 64)
    case 'number':
      return parseDouble
    case 'boolean':
      return parseFlag
    case 'array':
      return listParser(schema)
    case 'object':
      return schema.properties ? objectParser(schema) : parseTextMap
    default:
      throw new Error(`no parser for a schema of type ${schema.type}`)
  }
}

/** One field of an object, looked up under its two spellings. */
interface Field {
  name: string
  camel: string | undefined
  required: boolean
  /** The empty text is as good as none; for a whole number or a list it is a value of the wrong type. */
  emptyIsMissing: boolean
  parse: Parser
}

function objectParser(schema: Keywords): Parser {
  const fields: Field[] = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const camel = camelCase(name)
    const { required = false, type = '' } = field as Keywords
    const emptyIsMissing = required && ['string', 'number'].includes(type)
    return { name, camel: camel === name ? undefined : camel, required, emptyIsMissing, parse: parserOf(field) }
  })
  const aliases = Object.entries(schema.aliases ?? {})
  return (value, path) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) throw wrongType(value, path || 'body')
    let raw = value as Record<string, unknown>
    for (const [alias, name] of aliases) if (isAbsent(raw[name]) && !isAbsent(raw[alias])) raw = { ...raw, [name]: raw[alias] }
    const parsed: Record<string, unknown> = {}
    for (const field of fields) {
      const item = fieldValue(raw, field)
      if (isAbsent(item) || (field.emptyIsMissing && item === '')) {
        if (field.required) throw missing(path ? `${path}.${field.name}` : field.name)
        continue
      }
      parsed[field.name] = field.parse(item, path ? `${path}.${field.name}` : field.name)
    }
    return parsed
  }
}

const isAbsent = (value: unknown): value is undefined | null => value === undefined || value === null

function fieldValue(raw: Record<string, unknown>, { name, camel }: Field): unknown {
  const value = raw[name]
  if (camel === undefined) return value
  const camelCaseValue = raw[camel]
  if (camelCaseValue === undefined) return value
  if (value !== undefined) throw invalid(`Request specifies both '${name}' and '${camel}'; provide only one of them.`)
  return camelCaseValue
}

function listParser(schema: Keywords): Parser {
  const parseItem = parserOf(schema.items as TSchema)
  return (value, path) => {
    if (!Array.isArray(value)) throw wrongType(value, path)
    if (schema.maxItems !== undefined && value.length > schema.maxItems) throw wrongType(value, path)
    if (schema.refuseItems === 'whole' && value.some((item) => typeof item !== 'string')) throw wrongType(value, path)
    return value.map((item: unknown, index) => parseItem(item, `${path}[${index}]`))
  }
}

function textParser({ maxLength, cutAt, stored, label, entityKey, flat, pattern }: Keywords): Parser {
  const isStored = stored || maxLength !== undefined || cutAt !== undefined
  const match = pattern === undefined ? undefined : new RegExp(pattern, 'u')
  return (value, path) => {
    if (typeof value !== 'string') throw wrongType(value, path)
    if (entityKey !== undefined) checkEntityKey(value, flat ? entityKey : path.replace(/[^.]*$/, entityKey))
    if (maxLength !== undefined && value.length > maxLength && codePoints(value) > maxLength) {
      throw invalid(`'${label ?? path}' exceeds the maximum length of ${maxLength} characters`)
    }
    if (isStored && value.includes('\0')) throw invalidValue(value, path, 'The text holds a NUL character, which no database stores.')
    if (match && !match.test(value)) throw invalidValue(value, path, 'It does not have the form of such an id.')
    // A lone surrogate has no UTF-8 form: no database could give it back.
    if (!value.isWellFormed()) throw invalidValue(value, path, 'The text holds a lone surrogate, which has no UTF-8 form.')
    return value
  }
}

const DECIMAL = /^[+-]?\d+$/

/** A number that was read as it was written, as a plain one. */
const plain = (value: unknown): unknown => (value instanceof PythonFloat ? value.value : value)

function integerParser(bits: 32 | 64): Parser {
  const limit = 1n << BigInt(bits - 1)
  return (written, path) => {
    const value = plain(written)
    if (typeof value === 'number' && Number.isSafeInteger(value) && (bits === 64 || (value >= -2147483648 && value <= 2147483647)))
      return value
    if (typeof value === 'boolean') return value ? 1 : 0
    const whole = wholeNumber(value)
    if (whole === undefined || whole < -limit || whole >= limit) throw wrongType(written, path)
    const number = Number(whole)
    if (Number.isSafeInteger(number)) return number
    return whole
  }
}

function wholeNumber(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (typeof value === 'string' && value.length <= 20 && DECIMAL.test(value)) return BigInt(value)
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value)
  return undefined
}

/** Texts that Python's float() reads: digits may be parted by single underscores. */
const NUMBER = /^\s*[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?\s*$/i
const SPECIAL = /^\s*([+-]?)(?:(nan)|inf(?:inity)?)\s*$/i
/** Characters of the longest text that is read as a number. */
const MAX_NUMBER = 10_000

function doubleOf(text: string): number | undefined {
  if (text.length > MAX_NUMBER) return undefined
  if (NUMBER.test(text)) return Number(text.replaceAll('_', ''))
  const [whole, sign, nan] = SPECIAL.exec(text) ?? []
  if (whole === undefined) return undefined
  if (nan) return NaN
  return sign === '-' ? -Infinity : Infinity
}

function parseDouble(written: unknown, path: string): number {
  const value = plain(written)
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'bigint') return Number(value)
  const read = typeof value === 'string' ? doubleOf(value) : undefined
  if (read !== undefined) return read
  throw wrongType(written, path)
}

function parseFlag(value: unknown, path: string): boolean {
  if (typeof value === 'boolean') return value
  throw wrongType(value, path)
}

function enumParser(numbers: Record<string, number>): Parser {
  const byNumber = new Map(Object.entries(numbers).map(([name, number]) => [String(number), name]))
  return (written, path) => {
    const value = plain(written)
    if (typeof value === 'string' && Object.hasOwn(numbers, value)) return value
    const name = typeof value === 'number' || typeof value === 'string' ? byNumber.get(String(value)) : undefined
    if (name === undefined) throw wrongType(written, path)
    return name
  }
}

function parseTextMap(value: unknown, path: string): Record<string, string> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw wrongType(value, path)
  for (const [key, item] of Object.entries(value)) if (typeof item !== 'string') throw wrongType(item, `${path}.${key}`)
  return value as Record<string, string>
}
