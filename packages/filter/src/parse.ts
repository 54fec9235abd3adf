import type { Comparison, Expression, Tree } from './ast.ts'
import { bracketed } from './brackets.ts'
import type { Clause } from './clause.ts'
import { mapLeaves, readCondition, type Wording } from './condition.ts'
import { FilterError } from './error.ts'
import { tokenize, type Token } from './lexer.ts'
import { MAX_FILTER_LENGTH } from './limits.ts'

/**
 * What a kind of entity lets its filters say. `read` understands one clause and refuses what it is about or compares with; `check`
 * refuses comparators. All clauses are read before the first is checked, since MLflow answers with the first of these.
 */
export interface Grammar<Reading extends { readonly type: string }> extends Wording {
  readonly read: (clause: Clause, source: string) => Reading
  readonly check: (reading: Reading) => Comparison
  /** MLflow's words for: nothing but white space; statements behind `;`. */
  readonly blank: (source: string) => string
  readonly several: (source: string) => string
}

/** Parses a filter; undefined (from an empty one, or one of ANDs alone) matches everything. Throws `FilterError`. */
export function parseFilter<Reading extends { readonly type: string }>(source: string, grammar: Grammar<Reading>): Expression | undefined {
  if (source === '') return undefined
  const whole = { start: 0, end: source.length }
  if (source.length > MAX_FILTER_LENGTH) throw new FilterError(`The filter has more than ${MAX_FILTER_LENGTH} characters.`, whole)
  const tokens = tokenize(source)
  if (tokens.every((token) => token.kind === 'space' || token.kind === 'newline')) throw new FilterError(grammar.blank(source), whole)
  const second = secondStatement(tokens)
  if (second) throw new FilterError(grammar.several(source), { start: second.start, end: source.length })
  const condition = readCondition(bracketed(tokens), source, grammar)
  if (condition === undefined) return undefined
  const readings: Tree<Reading> = mapLeaves(condition, (clause) => grammar.read(clause, source))
  return mapLeaves(readings, grammar.check)
}

// The token that begins another statement: behind a semicolon outside parentheses, or behind GO.
function secondStatement(tokens: readonly Token[]): Token | undefined {
  let level = 0
  for (const [at, token] of tokens.entries()) {
    if (token.text === '(' || token.text === ')') level += token.text === '(' ? 1 : -1
    const ends = (token.text === ';' && level <= 0) || (token.kind === 'keyword' && /^GO(?:\s|$)/.test(token.text))
    if (!ends) continue
    const next = tokens.findIndex((follower, index) => index > at && follower.kind !== 'space' && !/^(?:--|# )/.test(follower.text))
    const rest = next < 0 ? [] : tokens.slice(next)
    return rest.find((follower) => follower.kind !== 'space' && follower.kind !== 'newline')
  }
  return undefined
}
