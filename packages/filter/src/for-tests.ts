import type { Comparison, Expression } from './ast.ts'
import { FilterError } from './error.ts'

/** A filter as fully bracketed text, for tables of tests: `(tag a = "x" and not (metric b > 1))`. */
export function printed(expression: Expression | undefined): string {
  if (expression === undefined) return 'everything'
  if (expression.type === 'not') return `not ${printed(expression.operand)}`
  if (expression.type === 'comparison') return printedClause(expression)
  return `(${expression.operands.map(printed).join(` ${expression.type} `)})`
}

function printedClause(clause: Comparison): string {
  const subject = `${clause.entity} ${clause.key} ${clause.comparator}`
  return clause.kind === 'null' ? subject : `${subject} ${clause.kind === 'number' ? clause.value : JSON.stringify(clause.value)}`
}

/** The refusal that an action ends with; fails where it ends well or with anything else. */
export function refusal(action: () => unknown): FilterError {
  try {
    action()
  } catch (error) {
    if (error instanceof FilterError && error.status === 400) return error
    throw error
  }
  throw new Error('nothing was refused')
}
