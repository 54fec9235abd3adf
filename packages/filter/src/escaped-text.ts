import type { Position } from './ast.ts'
import type { Value } from './comparison.ts'
import { FilterError } from './error.ts'

/** True where a text with escapes, `E'...'`, begins. */
export const beginsEscapedText = (source: string, at = 0): boolean => source.charAt(at + 1) === "'" && /e/i.test(source.charAt(at))

/** Where the text with escapes that begins at a place ends; undefined where it is never closed. */
export function escapedTextEnd(source: string, at: number): number | undefined {
  for (let next = at + 2; next < source.length; next++) {
    const char = source.charAt(next)
    if (char === '\\' || (char === "'" && source.charAt(next + 1) === "'")) next++
    else if (char === "'") return next + 1
  }
  return undefined
}

/**
 * Reads `E'...'`. A backslash makes the quote, backslash, `%` or `_` behind it literal, also for LIKE and ILIKE; a doubled single quote is
 * one. Throws `FilterError` for a backslash in front of anything else.
 */
export function escapedText(written: string, place: Position): Extract<Value, { kind: 'text' }> {
  const pattern = written.slice(2, -1).replace(/\\([^])|''/gu, (escape: string, char: string | undefined) => {
    if (char === undefined) return "'"
    if (/['"]/.test(char)) return char
    if (/[\\%_]/.test(char)) return escape
    throw new FilterError(
      `Invalid escape '${escape}': in E'...' a backslash may precede ', ", \\, % and _ only (\\\\ is a backslash).`,
      place,
    )
  })
  return { kind: 'text', text: pattern.replace(/\\([\\%_])/g, '$1'), pattern }
}
