import type { TSchema } from 'typebox'

/** A JSON Schema of draft 2020-12 with `x-` keywords of ours. */
export interface JsonSchema {
  $ref?: string
  type?: string | string[]
  format?: string
  description?: string
  enum?: readonly unknown[]
  minLength?: number
  maxLength?: number
  maxItems?: number
  pattern?: string
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: JsonSchema
  [extension: `x-${string}`]: unknown
}

/** Keywords of JSON Schema that our schemas use as they are. */
const STANDARD = new Set(['type', 'format', 'description', 'enum', 'minLength', 'maxLength', 'maxItems', 'pattern'])
/** Keywords that only the parser of requests reads, and the name under which they are published; undefined: not at all. */
const OWN: Readonly<Record<string, `x-${string}` | undefined>> = {
  cutAt: 'x-cut-at',
  entityKey: 'x-entity-key',
  numbers: 'x-enum-numbers',
  aliases: 'x-aliases',
  inBody: 'x-in-body-too',
  label: undefined,
  refuseItems: undefined,
  entity: undefined,
  flat: undefined,
  stored: undefined,
}

/** Prints schemas of the contract as JSON Schema; objects that have a name become references to it. */
export class SchemaPrinter {
  readonly #names = new Map<unknown, string>()
  readonly #printed = new Map<string, JsonSchema>()
  /** Keywords that were left out because this file does not say what becomes of them. */
  readonly unknown = new Set<string>()

  /** @param named schemas by the name under which they are published */
  constructor(named: Readonly<Record<string, TSchema>>) {
    // By its properties, because making a field optional copies the schema and shares them.
    for (const [name, schema] of Object.entries(named)) this.#names.set((schema as { properties?: unknown }).properties, name)
  }

  /** Every named schema that was referred to, by name. */
  get components(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#printed].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  print(schema: TSchema): JsonSchema {
    const keywords = schema as Record<string, unknown>
    const name = keywords['properties'] === undefined ? undefined : this.#names.get(keywords['properties'])
    if (name === undefined) return this.#inline(keywords)
    if (!this.#printed.has(name)) {
      this.#printed.set(name, {})
      this.#printed.set(name, this.#inline(keywords))
    }
    return { $ref: `#/components/schemas/${name}` }
  }

  #inline(keywords: Record<string, unknown>): JsonSchema {
    const printed: JsonSchema = {}
    for (const [key, value] of Object.entries(keywords)) if (!key.startsWith('~')) this.#add(printed, key, value)
    return printed
  }

  #add(printed: JsonSchema, key: string, value: unknown): void {
    if (STANDARD.has(key)) Object.assign(printed, { [key]: value })
    else if (key === 'items') printed.items = this.print(value as TSchema)
    else if (key === 'properties') {
      printed.properties = Object.fromEntries(
        Object.entries(value as Record<string, TSchema>).map(([name, field]) => [name, this.print(field)]),
      )
    } else if (key === 'required') {
      // On a field it is the parser's own; what JSON Schema means by it stands on the object.
      if (Array.isArray(value) && value.length > 0) printed.required = value as string[]
    } else if (key === 'patternProperties') {
      const [field] = Object.values(value as Record<string, TSchema>)
      if (field) printed.additionalProperties = this.print(field)
    } else if (Object.hasOwn(OWN, key)) {
      const extension = OWN[key]
      if (extension) printed[extension] = value
    } else this.unknown.add(key)
  }
}
