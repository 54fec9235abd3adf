import type { Entity, Position } from './ast.ts'
import { isPlain, type Clause } from './clause.ts'
import { isListComparator, isRangeComparator, type NumberValue, type Value } from './comparison.ts'
import { FilterError } from './error.ts'
import { beginsEscapedText, escapedText } from './escaped-text.ts'
import { textList } from './list-value.ts'
import type { Grammar } from './parse.ts'
import { pythonList, pythonNumber, pythonRepr, pythonSet } from './python-text.ts'
import { isGroup, isToken, textOf, type Node } from './tree.ts'

/** How an attribute compares. `count` is a whole number that may be quoted, `id` a whole number that must be. */
export type FieldType = 'text' | 'number' | 'whole number' | 'count' | 'id'

/** What a clause or an order is about. */
export interface Field {
  readonly entity: Entity
  readonly key: string
  /** Attributes under the name that the user chose. */
  readonly name: string
  readonly type: FieldType
}

/** The names that one kind of entity knows, and how MLflow words its refusals. */
export interface Names {
  readonly entities: ReadonlyMap<string, Entity>
  /** Tail of the refusal of other words. */
  readonly knownEntities: string
  /** Whether the word, and an attribute, may stand in back-ticks. */
  readonly trimsEntity: boolean
  readonly trimsAttribute: boolean
  readonly attributes: ReadonlyMap<string, { readonly key: string; readonly type: FieldType }>
}

/** One clause, understood: what it is about, and what it compares with. */
export interface Reading {
  readonly type: 'reading'
  readonly field: Field
  readonly clause: Clause
  readonly value: Value
}

interface SqlGrammar {
  readonly names: Names
  /** Attributes that took a list in MLflow; others take one with IN and NOT IN only. */
  readonly lists: readonly string[]
  /** What an attribute expects, in MLflow's words. */
  readonly expected: string
  /** Set where a number for a textual attribute is answered by naming the numeric ones. */
  readonly numeric?: readonly string[]
  readonly hasNull: (field: Field) => boolean
  readonly nullRefusal: (field: Field) => string
  readonly quotesStrays: boolean
  readonly check: Grammar<Reading>['check']
}

const PRINTED: Readonly<Record<Entity, string>> = {
  attribute: 'attribute',
  metric: 'metric',
  param: 'parameter',
  tag: 'tag',
  dataset: 'dataset',
}

const DATASET_KEYS: ReadonlySet<string> = new Set(['name', 'digest', 'context'])

/** How MLflow names an entity in its messages. */
export function printedEntity(entity: Entity): string {
  return PRINTED[entity]
}

const KEY_HINT = '. Put a key with blanks or other signs in back-ticks, as in params.`batch size`'

/** The hint for a text that looks like a key without quotes. */
const keyHint = (text: string): string => (/^(?:metric|param|parameter|tag)s?\.[^`"'=<>!]+$/.test(text) ? KEY_HINT : '')

// `params.batch size = '8'`: a key, then a word that is neither part of a comparison nor joins clauses, then a comparison.
const KEY_OF_WORDS =
  /(?<![\w.])(?:metric|param|parameter|tag)s?\.\w+\s+(?!(?:AND|OR|NOT|IS|ISNULL|IN|BETWEEN|I?LIKE|RLIKE|REGEXP|NULL)\b)[\p{L}_]\w*\s*(?:[=<>!]|\s(?:NOT|I?LIKE|RLIKE|IN|IS|BETWEEN)\b)/iu

const strayKeyHint = (source: string): string => (KEY_OF_WORDS.test(source) ? KEY_HINT : '')

/** Makes the grammar of a kind of entity whose filters are SQL-like in the same way as those of runs. */
export function sqlGrammar(grammar: SqlGrammar): Grammar<Reading> {
  return {
    read: (clause, source) => readClause(grammar, clause, source),
    check: grammar.check,
    blank: (source) => `Invalid filter '${source}'. Could not be parsed.`,
    several: (source) => `Search filter contained multiple expression ${pythonRepr(source)}. Provide AND-ed expression list.`,
    unparsed: (pieces, source) =>
      `Invalid clause(s) in filter string: ${pieces.map((piece) => (grammar.quotesStrays ? `'${piece}'` : piece)).join(', ')}${strayKeyHint(source)}`,
  }
}

/** Understands an identifier such as `tags.a`, `metrics."a b"` or `status`. */
export function readField(identifier: string, names: Names, place: Position): Field {
  const dot = identifier.indexOf('.')
  const word = dot < 0 ? 'attribute' : identifier.slice(0, dot)
  const rest = identifier.slice(dot + 1)
  const entity = names.entities.get(names.trimsEntity ? unquoted(word, '`') : word)
  if (entity === undefined) throw new FilterError(`Invalid entity type '${word}'. ${names.knownEntities}`, place)
  const name = entity === 'attribute' && !names.trimsAttribute ? rest : unquoted(rest, '`"\'')
  if (entity === 'attribute') return attribute(name, names, place)
  if (entity === 'dataset' && !DATASET_KEYS.has(name)) {
    throw new FilterError(`Invalid dataset key '${name}' specified. Valid keys are '${pythonSet(DATASET_KEYS)}'`, place)
  }
  return { entity, key: name, name, type: entity === 'metric' ? 'number' : 'text' }
}

function attribute(name: string, names: Names, place: Position): Field {
  const known = names.attributes.get(name)
  if (known) return { entity: 'attribute', name, ...known }
  throw new FilterError(`Invalid attribute key '${name}' specified. Valid keys are '${pythonSet(names.attributes.keys())}'`, place)
}

function unquoted(text: string, quotes: string): string {
  const quote = text.charAt(0)
  return text.length > 1 && quotes.includes(quote) && text.endsWith(quote) ? text.slice(1, -1) : text
}

function readClause(grammar: SqlGrammar, clause: Clause, source: string): Reading {
  const left = textOf(clause.left, source)
  const isNull = clause.values.length === 0
  if (!isNull && clause.parts !== 3) {
    throw new FilterError(`Invalid comparison clause. Expected 3 tokens found ${clause.parts}`, clause.position)
  }
  if (!isGroup(clause.left, 'identifier')) {
    throw new FilterError(`Invalid comparison clause. Expected 'Identifier' found '${left}'${keyHint(left)}`, clause.left)
  }
  const field = readField(left, grammar.names, clause.left)
  if (isNull && !grammar.hasNull(field)) throw new FilterError(grammar.nullRefusal(field), clause.position)
  return { type: 'reading', field, clause, value: readValue(grammar, field, clause, source) }
}

function readValue(grammar: SqlGrammar, field: Field, clause: Clause, source: string): Value {
  const [value, high] = clause.values
  if (!value) return { kind: 'null' }
  const text = textOf(value, source)
  if (field.type === 'number' || field.type === 'whole number' || (field.type === 'count' && high)) {
    const low = readNumber(field, value, source)
    return high ? { kind: 'range', low, high: readNumber(field, high, source) } : low
  }
  // Between two numbers nothing textual lies: the check names the comparator.
  if (isRangeComparator(clause.comparator)) return { kind: 'null' }
  if (isToken(value, 'string') && beginsEscapedText(text)) return escapedText(text, value)
  if (isToken(value, 'string') || isGroup(value, 'identifier')) return { kind: 'text', text: quotedText(text, value) }
  if (isGroup(value, 'parentheses') && takesList(grammar, field, clause)) return { kind: 'list', items: textList(text, value) }
  if (field.entity === 'attribute') return readOtherAttribute(grammar, field, value, text)
  if (field.entity === 'dataset') throw new FilterError(`Expected a quoted string value for dataset attributes. Got value ${text}`, value)
  throw new FilterError(`Expected a quoted string value for ${PRINTED[field.entity]} (e.g. 'my-value'). Got value ${text}`, value)
}

function readOtherAttribute(grammar: SqlGrammar, field: Field, value: Node, text: string): NumberValue {
  if (isGroup(value, 'parentheses')) {
    throw new FilterError(`Only ${pythonList(grammar.lists)} attributes support comparison with a list of quoted string values.`, value)
  }
  if (grammar.numeric && isToken(value, 'integer', 'float')) {
    if (field.type === 'count') return numberValue(value.kind === 'integer', text)
    throw new FilterError(`Only the '${pythonSet(grammar.numeric)}' attributes support comparison with numeric values.`, value)
  }
  throw new FilterError(`Expected ${grammar.expected} for attributes. Got value ${text}`, value)
}

function takesList(grammar: SqlGrammar, field: Field, clause: Clause): boolean {
  if (field.entity === 'dataset') return true
  if (field.entity === 'attribute' && grammar.lists.includes(field.key)) return true
  return field.type === 'text' && isListComparator(clause.comparator) && isPlain(clause.left)
}

function readNumber(field: Field, value: Node, source: string): NumberValue {
  const text = textOf(value, source)
  if (isToken(value, 'integer', 'float')) return numberValue(value.kind === 'integer', text)
  const what = field.entity === 'metric' ? 'metric' : `numeric attribute: ${field.name}`
  throw new FilterError(`Expected numeric value type for ${what}. Found ${text}`, value)
}

function numberValue(integer: boolean, text: string): NumberValue {
  const number = pythonNumber(text) ?? Number.NaN
  return { kind: 'number', number: number + 0, integer } // -0 is 0 like any other
}

function quotedText(text: string, place: Position): string {
  const bare = unquoted(text, '"\'')
  if (bare.length < text.length) return bare
  throw new FilterError(
    `Parameter value is either not quoted or unidentified quote types used for string value ${text}. Use either single or double quotes.`,
    place,
  )
}
