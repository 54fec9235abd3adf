import type { Position } from './ast.ts'
import { FilterError } from './error.ts'
import { MAX_LIST_VALUES } from './limits.ts'
import { IllFormed, literalForm, readLiteral, TooManyValues, type Literal } from './python-list.ts'

/** What stands in parentheses, `('a', 'b')` or `(1)`. Refuses what MLflow could not read, in its words. */
export function valueInParentheses(text: string, place: Position): Literal {
  try {
    return readLiteral(text, place)
  } catch (error) {
    if (error instanceof IllFormed) throw listRefusal('a non-empty list of string values, but got ill-formed list.', place)
    if (error instanceof TooManyValues) throw new FilterError(`A list in the filter has more than ${MAX_LIST_VALUES} values.`, place)
    throw error
  }
}

/** The values of a list; a single value in parentheses is a list of one. */
export function listValues(value: Literal): readonly Literal[] {
  return value.type === 'tuple' ? value.items : [value]
}

/** The values of a list that may hold texts only, at least one. */
export function textList(text: string, place: Position): readonly string[] {
  const values = listValues(valueInParentheses(text, place))
  if (values.length === 0) throw listRefusal('a non-empty list of string values, but got empty list', place)
  return values.map((value) => {
    if (value.type !== 'text') throw mixedList(values, place)
    return value.text
  })
}

/** Refuses a list with other values than it may have. */
export function mixedList(values: readonly Literal[], place: Position): FilterError {
  const form = literalForm({ type: 'tuple', items: values })
  return listRefusal(`string value, punctuation, or whitespace, but got different type in list: ${form}`, place)
}

function listRefusal(rest: string, place: Position): FilterError {
  return new FilterError(`While parsing a list in the query, expected ${rest}`, place)
}
