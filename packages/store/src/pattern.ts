import { invalid } from '@tailrace/contract'
import { RE2JS, type RE2JS as Pattern } from 're2js'

const patterns = new Map<string, Pattern>()

/**
 * Tells whether a text holds a match of a regular expression, in time linear in the text.
 * @throws MlflowError INVALID_PARAMETER_VALUE: the pattern is none that RE2 takes
 */
export function matchesPattern(text: string, pattern: string): boolean {
  let compiled = patterns.get(pattern)
  if (!compiled) {
    try {
      compiled = RE2JS.compile(pattern)
    } catch {
      throw invalid(`Invalid regular expression '${pattern}'.`)
    }
    if (patterns.size >= 100) patterns.clear()
    patterns.set(pattern, compiled)
  }
  return compiled.matcher(text).find()
}
