import { RE2JS } from 're2js'
import type { Position } from './ast.ts'
import { FilterError } from './error.ts'
import { MAX_PATTERN_LENGTH } from './limits.ts'

/** Refuses a pattern that RE2 does not take, for one with back-references or look-around; matching takes time linear in the text. */
export function refusePattern(pattern: string, place: Position): void {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    throw new FilterError(`A pattern of RLIKE has more than ${MAX_PATTERN_LENGTH} characters.`, place)
  }
  try {
    RE2JS.compile(pattern)
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : 'it cannot be read'
    throw new FilterError(`Invalid regular expression '${pattern}': ${reason}`, place)
  }
}
