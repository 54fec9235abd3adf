import { holdsText, textLiteral } from '../query/text-literal.ts'

/** Text that starts like a condition of the search grammar: a field and an operator. */
const GRAMMAR =
  /^[\s(]*(?:not\s+)?(?:[a-z_]+\.)?(?:[\w-]+|`[^`]+`|"[^"]+")\s*(?:=|!=|<|>|\b(?:i?like|rlike|in|not\s+in|is|between)\b\s*['("\d]|\bis\b)/i

/** The filter behind a search box: the grammar as it was typed, any other text as a part of the name (`field`). Empty text asks for everything. */
export function nameFilter(text: string, field = 'name'): string | undefined {
  const wanted = text.trim()
  if (wanted === '') return undefined
  return GRAMMAR.test(wanted) ? wanted : holdsText(field, wanted)
}

/** Joins filters by AND; undefined when there is none. */
export function allOf(...filters: readonly (string | undefined)[]): string | undefined {
  const given = filters.filter((filter) => filter !== undefined && filter !== '')
  return given.length === 0 ? undefined : given.join(' AND ')
}

/** The condition that a tag has a value: `key=value`, or that it is there at all: `key`. */
export function tagFilter(text: string): string | undefined {
  const wanted = text.trim()
  if (wanted === '') return undefined
  const at = wanted.indexOf('=')
  const key = `tags.\`${(at < 0 ? wanted : wanted.slice(0, at)).trim().replaceAll('`', '')}\``
  return at < 0 ? `${key} IS NOT NULL` : `${key} = ${textLiteral(wanted.slice(at + 1).trim())}`
}
