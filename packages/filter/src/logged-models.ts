import type { Comparison, Entity, Expression } from './ast.ts'
import type { Clause } from './clause.ts'
import {
  isListComparator,
  isNumberComparator,
  isRangeComparator,
  isTextComparator,
  numberComparison,
  textComparison,
  type NumberValue,
  type Value,
} from './comparison.ts'
import { FilterError } from './error.ts'
import { beginsEscapedText, escapedText } from './escaped-text.ts'
import { listValues, mixedList, valueInParentheses } from './list-value.ts'
import { parseFilter, type Grammar } from './parse.ts'
import type { Literal } from './python-list.ts'
import { pythonNumber, pythonRepr, pythonSet } from './python-text.ts'
import { isGroup, isToken, textOf, type Node } from './tree.ts'

// MLflow reads these filters with another parser, laxer than the rest: values need no quotes, and lose single ones only.

const ENTITIES: ReadonlyMap<string, Entity> = new Map<string, Entity>([
  ['attributes', 'attribute'],
  ['metrics', 'metric'],
  ['params', 'param'],
  ['tags', 'tag'],
])

const WORDS: Readonly<Record<Entity, string>> = {
  attribute: 'attributes',
  metric: 'metrics',
  param: 'params',
  tag: 'tags',
  dataset: 'datasets',
}

/** Other names of attributes. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['creation_time', 'creation_timestamp_ms'],
  ['creation_timestamp', 'creation_timestamp_ms'],
  ['last_updated_timestamp', 'last_updated_timestamp_ms'],
])

const NUMERIC_ATTRIBUTES: ReadonlySet<string> = new Set(['creation_timestamp_ms', 'last_updated_timestamp_ms'])

/** Attributes of logged models, by the names of their columns. */
export const LOGGED_MODEL_ATTRIBUTES: ReadonlySet<string> = new Set([
  'model_id',
  'experiment_id',
  'name',
  'artifact_location',
  'creation_timestamp_ms',
  'last_updated_timestamp_ms',
  'status',
  'lifecycle_stage',
  'model_type',
  'source_run_id',
  'status_message',
])

/** The canonical name of an attribute; the name itself where it has no other. */
export function loggedModelAttribute(name: string): string {
  return ALIASES.get(name) ?? name
}

interface Reading {
  readonly type: 'reading'
  readonly comparison: Comparison
}

const GRAMMAR: Grammar<Reading> = {
  read: (clause, source) => ({ type: 'reading', comparison: readComparison(clause, source) }),
  check: ({ comparison }) => {
    if (comparison.entity !== 'attribute' || LOGGED_MODEL_ATTRIBUTES.has(comparison.key)) return comparison
    const valid = pythonSet(LOGGED_MODEL_ATTRIBUTES)
    throw new FilterError(`Invalid attribute key '${comparison.key}' specified. Valid keys are '${valid}'`, comparison.position)
  },
  earlier: readComparison,
  blank: (source) => `Invalid filter string: ${pythonRepr(source)}. Expected a single SQL expression.`,
  several: (source) => `Invalid filter string: ${pythonRepr(source)}. Expected a single SQL expression.`,
  unparsed: (_, source) =>
    `Invalid filter string: ${pythonRepr(source)}. Expected a list of comparisons separated by 'AND' (e.g. 'metrics.loss > 0.1 AND params.lr = 0.01').`,
}

/**
 * Parses the filter of logged-models/search; undefined matches every model. Entities: `metric`, `param`, `tag` and `attribute` (see
 * `LOGGED_MODEL_ATTRIBUTES`; values of status and experiment_id come out as the text that was written). Throws `FilterError`.
 */
export function parseLoggedModelsFilter(filter: string): Expression | undefined {
  return parseFilter(filter, GRAMMAR)
}

function readComparison(clause: Clause, source: string): Comparison {
  if (clause.parts !== 3) {
    const written =
      clause.values.length === 0 ? `${textOf(clause.left, source)}${clause.comparator}` : source.slice(clause.position.start, clause.end)
    throw new FilterError(`Invalid comparison: ${written}. Expected a comparison with 3 tokens.`, clause.position)
  }
  const { entity, key } = readSubject(textOf(clause.left, source), clause.left)
  const subject = { entity, key, position: clause.position }
  const numeric = entity === 'metric' || (entity === 'attribute' && NUMERIC_ATTRIBUTES.has(key))
  if (!(numeric ? isNumeric : isTextual)(clause.comparator)) {
    const expected = numeric ? "('<', '<=', '>', '>=', '=', '!=')" : "('=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN')"
    const operator = clause.written.toUpperCase()
    throw new FilterError(
      `Invalid comparison operator for ${WORDS[entity]}.${key}: '${operator}'. Expected one of ${expected}.`,
      clause.position,
    )
  }
  const comparison = numeric
    ? numberComparison(subject, clause.comparator, readNumbers(clause.values, source))
    : textComparison(subject, clause.comparator, readTexts(clause, source))
  if (comparison) return comparison
  throw new RangeError('a comparator that was accepted')
}

const isNumeric = (comparator: string): boolean => isNumberComparator(comparator) || isRangeComparator(comparator)
const isTextual = (comparator: string): boolean => isTextComparator(comparator) || isListComparator(comparator)

function readSubject(identifier: string, place: Node): { entity: Entity; key: string } {
  const [, word, rest] = /^([a-z]+)\.(.+)$/.exec(identifier) ?? []
  if (word === undefined || rest === undefined) return { entity: 'attribute', key: loggedModelAttribute(stripped(identifier, '`')) }
  const entity = ENTITIES.get(word)
  const key = stripped(rest, '`')
  if (entity) return { entity, key: entity === 'attribute' ? loggedModelAttribute(key) : key }
  throw new FilterError(`Invalid entity type: '${word}'. Expected one of ['attributes', 'metrics', 'params', 'tags'].`, place)
}

/** Takes all of this sign off both ends. */
function stripped(text: string, sign: string): string {
  let start = 0
  let end = text.length
  while (start < end && text[start] === sign) start++
  while (end > start && text[end - 1] === sign) end--
  return text.slice(start, end)
}

function readNumbers(values: readonly Node[], source: string): Value {
  const [low, high] = values.map((value) => readNumber(value, source))
  if (!low) return { kind: 'null' }
  return high ? { kind: 'range', low, high } : low
}

// MLflow converts with Python's float() and answers 500 where that refuses; the message is kept.
function readNumber(value: Node, source: string): NumberValue {
  const text = textOf(value, source)
  const number = pythonNumber(text)
  if (number !== undefined) return { kind: 'number', number: number + 0, integer: false }
  throw new FilterError(`could not convert string to float: ${pythonRepr(text)}`, value)
}

function readTexts(clause: Clause, source: string): Value {
  const [value] = clause.values
  if (!value) return { kind: 'null' }
  const text = textOf(value, source)
  if (isToken(value, 'string') && beginsEscapedText(text)) return escapedText(text, value)
  if (!isGroup(value, 'parentheses')) return { kind: 'text', text: stripped(text, "'") }
  const literal = valueInParentheses(text, value)
  if (literal.type === 'number' && !isListComparator(clause.comparator)) return { kind: 'text', text: literal.form }
  const items = listValues(literal)
  return { kind: 'list', items: items.map((item) => plain(item, items, value)) }
}

// Numbers compare as the texts that they print as: that is what the columns hold.
function plain(item: Literal, items: readonly Literal[], place: Node): string {
  if (item.type === 'text') return item.text
  if (item.type === 'number') return item.form
  throw mixedList(items, place)
}
