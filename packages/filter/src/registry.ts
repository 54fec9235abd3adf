import type { Comparison, Expression } from './ast.ts'
import { isNumberComparator, isRangeComparator, numberComparison, textComparison, type Value } from './comparison.ts'
import { FilterError } from './error.ts'
import { parseOrder, refuseRepeated, type OrderTerm } from './order.ts'
import { parseFilter, type Grammar } from './parse.ts'
import { pythonFloat, pythonInteger, pythonRepr, pythonSet } from './python-text.ts'
import { readField, sqlGrammar, type FieldType, type Names, type Reading } from './sql-grammar.ts'

type Attributes = readonly (readonly [name: string, type: FieldType])[]

function names(attributes: Attributes): Names {
  return {
    entities: new Map([
      ['attribute', 'attribute'],
      ['tag', 'tag'],
      ['tags', 'tag'],
    ]),
    knownEntities: "Valid entity types are ('attribute', 'tag', 'tags')",
    trimsEntity: false,
    trimsAttribute: false,
    attributes: new Map(attributes.map(([name, type]) => [name, { key: name, type }])),
  }
}

function grammar(attributes: Attributes, lists: readonly string[], numeric?: readonly string[]): Grammar<Reading> {
  return sqlGrammar({
    names: names(attributes),
    lists,
    expected: 'a quoted string value or a list of quoted string values',
    ...(numeric ? { numeric } : {}),
    hasNull: () => false,
    nullRefusal: (field) => `IS NULL / IS NOT NULL is not supported for ${field.entity} '${field.name}'`,
    quotesStrays: false,
    check,
  })
}

const MODELS = grammar([['name', 'text']], ['name'])
const VERSIONS = grammar(
  [
    ['name', 'text'],
    ['run_id', 'text'],
    ['source_path', 'text'],
    ['version_number', 'count'],
  ],
  ['name', 'run_id'],
  ['creation_timestamp', 'last_updated_timestamp', 'version_number'],
)

/**
 * Parses the filter of registered-models/search; undefined matches every model. Entities: `tag` and `attribute` (name). The clauses on
 * `mlflow.prompt.is_prompt`, which tell prompts from models, are plain tag clauses: see `takeTagClauses`. Throws `FilterError`.
 */
export function parseRegisteredModelsFilter(filter: string): Expression | undefined {
  return parseFilter(filter, MODELS)
}

/**
 * Parses the filter of model-versions/search; undefined matches every version. Entities: `tag` and `attribute` (name, run_id,
 * source_path; version_number, numeric also where it was quoted). Prompts as in registered models. Throws `FilterError`.
 */
export function parseModelVersionsFilter(filter: string): Expression | undefined {
  return parseFilter(filter, VERSIONS)
}

function check({ field, clause, value }: Reading): Comparison {
  const subject = { entity: field.entity, key: field.key, position: clause.position }
  const comparator = clause.comparator
  if (field.type !== 'count') {
    const comparison = textComparison(subject, comparator, value)
    if (comparison) return comparison
    throw new FilterError(`Invalid comparator for ${field.entity}: ${clause.written.toUpperCase()}`, clause.position)
  }
  if (!isNumberComparator(comparator) && !isRangeComparator(comparator)) {
    throw new FilterError(`Invalid comparator for attribute ${field.name}: ${clause.written.toUpperCase()}`, clause.position)
  }
  const comparison = numberComparison(subject, comparator, whole(value, field.name, subject.position))
  if (comparison) return comparison
  throw new RangeError('a comparator that was accepted')
}

function whole(value: Value, name: string, position: Comparison['position']): Value {
  if (value.kind === 'text') {
    const number = pythonInteger(value.text)
    if (number !== undefined) return { kind: 'number', number: Number(number), integer: true }
    throw new FilterError(`Invalid value for numeric attribute '${name}': ${pythonRepr(value.text)}`, position)
  }
  const numbers = value.kind === 'range' ? [value.low, value.high] : value.kind === 'number' ? [value] : []
  const fraction = numbers.find((number) => !number.integer)
  if (!fraction) return value
  throw new FilterError(`Invalid value for numeric attribute '${name}': ${pythonFloat(fraction.number)}`, position)
}

/**
 * Parses the order of registered-models/search: `name` and `last_updated_timestamp` (also as `timestamp`), without prefix or quotes.
 * Throws `FilterError`.
 */
export function parseRegisteredModelsOrderBy(items: readonly string[]): readonly OrderTerm[] {
  const terms = parseOrder(items, ({ identifier, ascending, position }) => {
    const key = identifier === 'timestamp' ? 'last_updated_timestamp' : identifier
    if (key === 'name' || key === 'last_updated_timestamp') return { entity: 'attribute', key, ascending }
    throw new FilterError(`Invalid order by key '${identifier}' specified. Valid keys are '{'name', 'timestamp'}'`, position)
  })
  refuseRepeated(items, terms)
  return terms
}

const ORDERABLE_VERSIONS: Names = {
  ...names(['name', 'version_number', 'creation_timestamp', 'last_updated_timestamp'].map((name) => [name, 'text'])),
  trimsAttribute: true,
}

/** Parses the order of model-versions/search: name, version_number, creation_timestamp, last_updated_timestamp. Throws `FilterError`. */
export function parseModelVersionsOrderBy(items: readonly string[]): readonly OrderTerm[] {
  const terms = parseOrder(items, ({ identifier, ascending, position }) => {
    const { entity, key } = readField(identifier, ORDERABLE_VERSIONS, position)
    // MLflow forgets that it was asked for a tag, so that `tags.name` is the name.
    if (entity === 'attribute' || ORDERABLE_VERSIONS.attributes.has(key)) return { entity: 'attribute', key, ascending }
    const valid = pythonSet(ORDERABLE_VERSIONS.attributes.keys())
    throw new FilterError(`Invalid order by key '${key}' specified. Valid keys are ${valid}`, position)
  })
  refuseRepeated(items, terms)
  return terms
}
