/** Where in the filter something stands: UTF-16 offsets, `end` exclusive. */
export interface Position {
  readonly start: number
  readonly end: number
}

/** What a clause is about. `dataset` is an input of the run. */
export type Entity = 'attribute' | 'metric' | 'param' | 'tag' | 'dataset'

export type TextComparator = '=' | '!=' | 'LIKE' | 'NOT LIKE' | 'ILIKE' | 'NOT ILIKE' | 'RLIKE' | 'NOT RLIKE'
export type NumberComparator = '=' | '!=' | '<' | '<=' | '>' | '>='
export type ListComparator = 'IN' | 'NOT IN'
export type RangeComparator = 'BETWEEN' | 'NOT BETWEEN'
export type NullComparator = 'IS NULL' | 'IS NOT NULL'
export type Comparator = TextComparator | NumberComparator | ListComparator | RangeComparator | NullComparator

interface Subject {
  readonly type: 'comparison'
  readonly entity: Entity
  /** Attributes by their canonical name (`run_name`, `start_time`, ...), everything else as the user spelled it, without quotes. */
  readonly key: string
  readonly position: Position
}

/** `tags.a LIKE 'x%'`. The value of RLIKE is a valid RE2 pattern, matched anywhere in the text. */
export interface TextComparison extends Subject {
  readonly kind: 'text'
  readonly comparator: TextComparator
  readonly value: string
  /** Set for LIKE and ILIKE where a backslash in the value makes the `%`, `_` or backslash behind it literal. */
  readonly escapes?: true
}

/**
 * `metrics.a >= 0.5`. The value may be infinite (`1e400`), and NaN in logged models. It is a whole number for version_number and the
 * times of experiments, and may be a fraction for all other times; whole ones may lie beyond 64 bits.
 */
export interface NumberComparison extends Subject {
  readonly kind: 'number'
  readonly comparator: NumberComparator
  readonly value: number
}

/** `run_id IN ('a', 'b')`. At most `MAX_LIST_VALUES` values; none at all only for logged models (`IN ()` matches nothing). */
export interface ListComparison extends Subject {
  readonly kind: 'list'
  readonly comparator: ListComparator
  readonly value: readonly string[]
}

/** `metrics.a BETWEEN 0 AND 1`: both bounds belong to the range; a lower bound above the upper one matches nothing. */
export interface RangeComparison extends Subject {
  readonly kind: 'range'
  readonly comparator: RangeComparator
  readonly value: readonly [low: number, high: number]
}

/** `tags.a IS NULL`: the entity has no such key. */
export interface NullComparison extends Subject {
  readonly kind: 'null'
  readonly comparator: NullComparator
}

export type Comparison = TextComparison | NumberComparison | ListComparison | RangeComparison | NullComparison

/** All of them (AND), or one at least (OR); two operands or more. */
export interface Joint<Leaf> {
  readonly type: 'and' | 'or'
  readonly operands: readonly Tree<Leaf>[]
}

/** The opposite; the operand is no negation itself. */
export interface Negation<Leaf> {
  readonly type: 'not'
  readonly operand: Tree<Leaf>
}

/** A condition over leaves. */
export type Tree<Leaf> = Joint<Leaf> | Negation<Leaf> | Leaf

/** A parsed filter. `NOT` is plain negation: `NOT tags.a = 'x'` also matches what has no tag `a`, unlike `tags.a != 'x'`. */
export type Expression = Tree<Comparison>

/** The conditions that must all hold: the operands of the top-level AND, or the expression itself; none for an empty filter. */
export function conjuncts(expression: Expression | undefined): readonly Expression[] {
  if (expression === undefined) return []
  return expression.type === 'and' ? expression.operands : [expression]
}

/** Joins conditions with AND again; the counterpart of `conjuncts`. */
export function conjunction(operands: readonly Expression[]): Expression | undefined {
  const [first] = operands
  return operands.length > 1 ? { type: 'and', operands } : first
}

/**
 * Takes the clauses about one tag out of the top-level AND, as the registry does with `mlflow.prompt.is_prompt`: `clauses` are
 * those with a text value, in order, `rest` is what remains of the filter. Clauses below OR, NOT or parentheses stay in `rest`.
 */
export function takeTagClauses(
  expression: Expression | undefined,
  key: string,
): { clauses: readonly TextComparison[]; rest: Expression | undefined } {
  const clauses: TextComparison[] = []
  const others: Expression[] = []
  for (const operand of conjuncts(expression)) {
    if (operand.type === 'comparison' && operand.kind === 'text' && operand.entity === 'tag' && operand.key === key) clauses.push(operand)
    else others.push(operand)
  }
  return { clauses, rest: conjunction(others) }
}
