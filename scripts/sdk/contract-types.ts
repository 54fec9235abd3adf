import * as contract from '@tailrace/contract'
import { type Endpoint, RUN_STATUS, STATUS, endpoints } from '@tailrace/contract'

interface Schema {
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly description?: string
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly patternProperties?: Readonly<Record<string, Schema>>
}

const HEAD = `/** What is on the wire, as plain types. Made from the schemas of the contract. */

/** One operation of the server, by the types of what it takes and answers. */
export interface Endpoint<Request = unknown, Response = unknown> {
  readonly request: Request
  readonly response: Response
}
export type RequestOf<Operation extends Endpoint> = Operation['request']
export type ResponseOf<Operation extends Endpoint> = Operation['response']
`

/** Unions that no schema is named after. */
const NAMES: Readonly<Record<string, readonly string[]>> = { ErrorCode: Object.keys(STATUS), RunStatus: Object.keys(RUN_STATUS) }

/** A double on its way out. */
const WIRE_DOUBLE = "number | 'NaN' | 'Infinity' | '-Infinity'"

/**
 * The contract as a file of declarations that needs nothing else, neither the validator nor its types: what the published SDK brings along.
 * A test of the SDK's package compares each operation with the contract's own types.
 */
export function contractTypes(): string {
  const named = namedSchemas()
  const unions = Object.entries(NAMES).map(([name, texts]) => `export type ${name} = ${union(texts)}`)
  const types = Array.from(named.values(), (name) => `export type ${name} = ${fields(schemaOf(name), named, '')}`)
  const operations = endpoints.map((endpoint) => operation(endpoint, named))
  return `${[HEAD, ...unions, ...types, ...operations].join('\n')}\n`
}

/** Names of exported objects by their properties, which a copy that is optional shares. */
function namedSchemas(): Map<unknown, string> {
  const objects = Object.entries(contract).filter(([, value]) => isObject(value))
  return new Map(objects.map(([name, value]) => [(value as Schema).properties, name]))
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && 'properties' in value && '~kind' in value

const schemaOf = (name: string): Schema => (contract as unknown as Readonly<Record<string, Schema>>)[name] ?? {}

function operation({ name, summary, errors, request, response }: Endpoint, named: Map<unknown, string>): string {
  const text = `${summary}${errors.length > 0 ? ` @throws MlflowError ${errors.join(', ')}` : ''}`
  return `/** ${text} */\nexport declare const ${name}: Endpoint<${typeOf(request as Schema, named, '')}, ${typeOf(response as Schema, named, '')}>`
}

function typeOf(schema: Schema, named: Map<unknown, string>, indent: string): string {
  if (schema.enum) return union(schema.enum)
  if (schema.type?.includes('number') && schema.format === 'double') return schema.type === 'number' ? 'number' : WIRE_DOUBLE
  if (typeof schema.type !== 'string') return (schema.type ?? []).map((type) => plain(type)).join(' | ')
  if (schema.type === 'array') return `Array<${typeOf(schema.items ?? {}, named, indent)}>`
  if (schema.type !== 'object') return schema.format === 'int64' ? 'number | bigint' : plain(schema.type)
  const [values] = Object.values(schema.patternProperties ?? {})
  if (values) return `Record<string, ${typeOf(values, named, indent)}>`
  return named.get(schema.properties) ?? fields(schema, named, indent)
}

function fields({ properties = {}, required = [] }: Schema, named: Map<unknown, string>, indent: string): string {
  const inside = `${indent}  `
  const lines = Object.entries(properties).map(([name, schema]) => {
    const comment = schema.description === undefined ? '' : `${inside}/** ${schema.description} */\n`
    return `${comment}${inside}${name}${required.includes(name) ? '' : '?'}: ${typeOf(schema, named, inside)}`
  })
  return lines.length === 0 ? 'object' : `{\n${lines.join('\n')}\n${indent}}`
}

const union = (values: readonly unknown[]): string => values.map((value) => `'${String(value)}'`).join(' | ')

function plain(type: string): string {
  if (type === 'integer') return 'number'
  if (['string', 'number', 'boolean', 'null'].includes(type)) return type
  throw new Error(`no type for '${type}' of a schema`)
}
