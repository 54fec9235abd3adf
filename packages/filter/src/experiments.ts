import type { Comparison, Expression } from './ast.ts'
import { numberComparison, textComparison, type NumberValue, type Value } from './comparison.ts'
import { FilterError } from './error.ts'
import { parseOrder, type OrderTerm } from './order.ts'
import { parseFilter } from './parse.ts'
import { pythonFloat, pythonInteger, pythonSet } from './python-text.ts'
import { readField, sqlGrammar, type Names, type Reading } from './sql-grammar.ts'

const NAMES: Names = {
  entities: new Map([
    ['attribute', 'attribute'],
    ['tag', 'tag'],
    ['tags', 'tag'],
  ]),
  knownEntities: "Valid entity types are ('attribute', 'tag', 'tags')",
  trimsEntity: false,
  trimsAttribute: true,
  attributes: new Map([
    ['name', { key: 'name', type: 'text' }],
    ['experiment_id', { key: 'experiment_id', type: 'id' }],
    ['creation_time', { key: 'creation_time', type: 'whole number' }],
    ['last_update_time', { key: 'last_update_time', type: 'whole number' }],
  ]),
}

const GRAMMAR = sqlGrammar({
  names: NAMES,
  lists: ['experiment_id'],
  expected: 'a quoted string value',
  hasNull: (field) => field.entity === 'tag',
  nullRefusal: (field) => `IS NULL / IS NOT NULL is only supported for tags, not for attribute '${field.name}'`,
  quotesStrays: false,
  check,
})

const TEXTUAL = pythonSet(['=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN'])
const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n }

/**
 * Parses the filter of experiments/search; undefined matches every experiment. Entities: `tag` and `attribute` (name; experiment_id,
 * whose values come out in plain decimal digits; creation_time and last_update_time in ms). Throws `FilterError`.
 */
export function parseExperimentsFilter(filter: string): Expression | undefined {
  return parseFilter(filter, GRAMMAR)
}

function check({ field, clause, value }: Reading): Comparison {
  const subject = { entity: field.entity, key: field.key, position: clause.position }
  if (value.kind === 'null' && (clause.comparator === 'IS NULL' || clause.comparator === 'IS NOT NULL')) {
    return { type: 'comparison', kind: 'null', ...subject, comparator: clause.comparator }
  }
  const comparison =
    field.type === 'whole number'
      ? numberComparison(subject, clause.comparator, value)
      : textual(field.type, subject, clause.comparator, value)
  if (comparison) return refuseFractions(comparison, field.name, value)
  throw new FilterError(wrongComparator(field.key, field.entity, clause.written), clause.position)
}

type Subject = Parameters<typeof textComparison>[0]

function textual(type: string, subject: Subject, comparator: string, value: Value): Comparison | undefined {
  if (type !== 'id') return textComparison(subject, comparator, value)
  if (!['=', '!=', 'IN', 'NOT IN'].includes(comparator)) return undefined
  if (value.kind === 'list')
    return textComparison(subject, comparator, { kind: 'list', items: value.items.map((item) => id(item, subject)) })
  return textComparison(subject, comparator, value.kind === 'text' ? { kind: 'text', text: id(value.text, subject) } : value)
}

function id(text: string, subject: Subject): string {
  const value = pythonInteger(text)
  if (value !== undefined && value >= INT64.min && value <= INT64.max) return String(value)
  throw new FilterError(`Invalid experiment ID '${text}'. Experiment ID must be a valid integer.`, subject.position)
}

function refuseFractions(comparison: Comparison, name: string, value: Value): Comparison {
  const numbers: readonly NumberValue[] = value.kind === 'range' ? [value.low, value.high] : value.kind === 'number' ? [value] : []
  const fraction = numbers.find((number) => !number.integer)
  if (!fraction) return comparison
  throw new FilterError(`Invalid value for numeric attribute '${name}': '${pythonFloat(fraction.number)}'`, comparison.position)
}

function wrongComparator(key: string, entity: string, written: string): string {
  if (entity === 'tag') return `Invalid comparator for tag: ${written}`
  if (key === 'experiment_id') return `Invalid comparator for experiment_id: ${written}`
  return `Invalid comparator '${written}' not one of '${TEXTUAL}${key === 'name' ? "'" : ''}`
}

/** Parses the order of experiments/search: attributes only, each `ASC` (the default) or `DESC`. Throws `FilterError`. */
export function parseExperimentsOrderBy(items: readonly string[]): readonly OrderTerm[] {
  return parseOrder(items, ({ identifier, ascending, position }) => {
    const { entity, key } = readField(identifier, NAMES, position)
    if (entity !== 'attribute') throw new FilterError(`Invalid order_by entity: ${entity}`, position)
    return { entity, key, ascending }
  })
}
