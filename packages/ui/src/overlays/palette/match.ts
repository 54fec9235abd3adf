/** A text as a literal of the search language. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/**
 * What a text finds among all runs, as filters of the search language: names that hold it, the id that begins with it, and runs with a param
 * where the text is `key = value`.
 */
export function runFilters(text: string): string[] {
  const [, key, value] = /^(?:params?\.)?([^\s=]+)\s*=\s*(.+)$/.exec(text) ?? []
  if (key !== undefined && value !== undefined)
    return [`params.\`${key.replaceAll('`', '')}\` = ${quoted(value.replace(/^(['"])(.*)\1$/, '$2'))}`]
  const byName = `attributes.run_name ILIKE ${quoted(`%${text}%`)}`
  return /^[0-9a-f]{4,31}$/.test(text) ? [byName, `attributes.run_id LIKE ${quoted(`${text}%`)}`] : [byName]
}

/** Whether a name holds all words of a text, in any order. */
export function holdsWords(name: string, text: string): boolean {
  const lower = name.toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word))
}
