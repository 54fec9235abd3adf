import { beginsWith, holdsText, textLiteral } from '../../query/text-literal.ts'

/**
 * What a text finds among all runs, as filters of the search language: names that hold it, the id that begins with it, and runs with a param
 * where the text is `key = value`.
 */
export function runFilters(text: string): string[] {
  const [, key, value] = /^(?:params?\.)?([^\s=]+)\s*=\s*(.+)$/.exec(text) ?? []
  if (key !== undefined && value !== undefined)
    return [`params.\`${key.replaceAll('`', '')}\` = ${textLiteral(value.replace(/^(['"])(.*)\1$/, '$2'))}`]
  const byName = holdsText('attributes.run_name', text)
  return /^[0-9a-f]{4,31}$/.test(text) ? [byName, beginsWith('attributes.run_id', text)] : [byName]
}

/** Whether a name holds all words of a text, in any order. */
export function holdsWords(name: string, text: string): boolean {
  const lower = name.toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word))
}
