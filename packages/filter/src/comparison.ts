import type { Comparison, Entity, ListComparator, NumberComparator, Position, RangeComparator, TextComparator } from './ast.ts'
import { FilterError } from './error.ts'
import { refusePattern } from './pattern.ts'

/** What a clause compares with. `integer` tells 1 from 1.0; `pattern` is a text for LIKE in which a backslash escapes `%`, `_` and itself. */
export type Value =
  | { readonly kind: 'text'; readonly text: string; readonly pattern?: string }
  | NumberValue
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'range'; readonly low: NumberValue; readonly high: NumberValue }
  | { readonly kind: 'null' }

export interface NumberValue {
  readonly kind: 'number'
  readonly number: number
  readonly integer: boolean
}

interface Subject {
  readonly entity: Entity
  readonly key: string
  readonly position: Position
}

const TEXT: ReadonlySet<string> = new Set<TextComparator>(['=', '!=', 'LIKE', 'NOT LIKE', 'ILIKE', 'NOT ILIKE', 'RLIKE', 'NOT RLIKE'])
const NUMBER: ReadonlySet<string> = new Set<NumberComparator>(['=', '!=', '<', '<=', '>', '>='])
const RANGE: ReadonlySet<string> = new Set<RangeComparator>(['BETWEEN', 'NOT BETWEEN'])
const LIST: ReadonlySet<string> = new Set<ListComparator>(['IN', 'NOT IN'])

export function isTextComparator(comparator: string): comparator is TextComparator {
  return TEXT.has(comparator)
}

export function isNumberComparator(comparator: string): comparator is NumberComparator {
  return NUMBER.has(comparator)
}

export function isRangeComparator(comparator: string): comparator is RangeComparator {
  return RANGE.has(comparator)
}

export function isListComparator(comparator: string): comparator is ListComparator {
  return LIST.has(comparator)
}

/** A comparison of something textual; undefined where the comparator is none for texts. Refuses bad patterns. */
export function textComparison(subject: Subject, comparator: string, value: Value): Comparison | undefined {
  if (value.kind === 'list') return listComparison(subject, comparator, value.items)
  if (value.kind !== 'text' || !isTextComparator(comparator)) return undefined
  if (comparator.endsWith('RLIKE')) refusePattern(value.text, subject.position)
  if (comparator.endsWith('LIKE') && !comparator.endsWith('RLIKE') && value.pattern !== undefined && value.pattern.includes('\\')) {
    return { type: 'comparison', kind: 'text', ...subject, comparator, value: value.pattern, escapes: true }
  }
  return { type: 'comparison', kind: 'text', ...subject, comparator, value: value.text }
}

/** A comparison with a list; undefined where the comparator is neither for lists nor for texts. */
function listComparison(subject: Subject, comparator: string, items: readonly string[]): Comparison | undefined {
  if (isListComparator(comparator)) return { type: 'comparison', kind: 'list', ...subject, comparator, value: items }
  if (!isTextComparator(comparator)) return undefined
  throw new FilterError(`Comparator '${comparator}' takes one quoted value, not a list. Use IN or NOT IN for lists.`, subject.position)
}

/** A comparison of something numeric; undefined where the comparator is none for numbers. */
export function numberComparison(subject: Subject, comparator: string, value: Value): Comparison | undefined {
  if (value.kind === 'range' && isRangeComparator(comparator)) {
    return { type: 'comparison', kind: 'range', ...subject, comparator, value: [value.low.number, value.high.number] }
  }
  if (value.kind !== 'number' || !isNumberComparator(comparator)) return undefined
  return { type: 'comparison', kind: 'number', ...subject, comparator, value: value.number }
}
