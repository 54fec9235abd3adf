/**
 * A text as a literal of the search language: in single quotes, which hold anything but a single quote and a backslash at the end, else
 * as `E'...'` with escapes.
 */
export const textLiteral = (text: string): string => (/'|\\$/.test(text) ? escaped(text.replaceAll('\\', '\\\\')) : `'${text}'`)

/** The condition that a field holds a text, upper and lower case alike; `%` and `_` in it stand for themselves. */
export const holdsText = (field: string, text: string): string => `${field} ILIKE ${patternLiteral(text, '%')}`

/** The condition that a field begins with a text; `%` and `_` in it stand for themselves. */
export const beginsWith = (field: string, text: string): string => `${field} LIKE ${patternLiteral(text, '')}`

/** The literal of a pattern that matches a text behind `before` and in front of anything. */
function patternLiteral(text: string, before: '%' | ''): string {
  if (!/['%_]/.test(text)) return `'${before}${text}%'`
  return escaped(`${before}${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`)
}

/** Only quotes are left to escape. */
const escaped = (text: string): string => `E'${text.replaceAll("'", String.raw`\'`)}'`
