import { pieces } from './tokens.ts'

/** What the grammar or the server says of a filter, and what that means to whoever typed it. `$1` is what the message names. */
const MEANINGS: readonly (readonly [said: RegExp, meaning: string])[] = [
  [
    /Expected numeric value type for (?:metric|numeric attribute)\S*\.? ?.*Found (.*)$/i,
    'Metrics and times are compared with numbers, not with $1.',
  ],
  [/Expected a quoted string value for (\w+).*Got value (.*)$/i, 'The value of a $1 is text: put $2 in quotes.'],
  [/Invalid entity type '(.*?)'/, 'There are metrics, params, tags, attributes and datasets, but no “$1”.'],
  [
    /Invalid attribute key '(.*?)'/,
    'There is no attribute “$1”: use run_name, status, start_time, end_time, user_id, run_id or artifact_uri.',
  ],
  [/Invalid dataset key '(.*?)'/, 'Datasets have a name, a digest and a context, but no “$1”.'],
  [/Invalid comparator '(.*?)' not one of/, '“$1” does not fit here: text takes =, !=, LIKE, ILIKE, IN; numbers take =, !=, <, <=, >, >=.'],
  [/expected a non-empty list/, 'The list after IN is empty.'],
  [/Expected 'Identifier' found '([^']*)'/, '“$1” cannot be read as a key: put its name between backticks, as in metrics.`val/acc`.'],
]

/** A message about a filter in plain words. */
export function problemWords(message: string, filter: string): string {
  for (const [said, meaning] of MEANINGS) {
    const found = said.exec(message)
    if (found) return meaning.replaceAll(/\$(\d)/g, (_, place: string) => found[Number(place)] ?? '')
  }
  const all = pieces(filter).filter(({ kind }) => kind !== 'space')
  const depth = all.reduce((sum, { kind, text }) => sum + (kind === 'bracket' ? ({ '(': 1, ')': -1 }[text] ?? 0) : 0), 0)
  if (depth > 0) return 'A bracket is not closed.'
  if (depth < 0) return 'A bracket is closed that was not opened.'
  if (all.some(({ kind, text }) => kind === 'string' && !isClosed(text))) return 'A quote is not closed.'
  if (isUnfinished(filter)) return 'The condition is not finished: a key, a comparison and a value, such as metrics.accuracy > 0.9.'
  return 'This is not a condition: write a key, a comparison and a value, such as metrics.accuracy > 0.9.'
}

const isClosed = (text: string): boolean => text.length > 1 && text.endsWith(text.charAt(0))

/** Whether whoever types is still in the middle of a condition: its comparison or its value is missing, or a quote or bracket is open. */
export function isUnfinished(filter: string): boolean {
  const all = pieces(filter).filter(({ kind }) => kind !== 'space')
  const last = all.at(-1)
  if (!last) return false
  if (last.kind === 'key' || last.kind === 'operator' || (last.kind === 'keyword' && !/^null$/i.test(last.text))) return true
  if (last.kind === 'string') return !isClosed(last.text)
  if (last.kind === 'bracket') return last.text !== ')'
  // A word that is still being typed, and words that may become a key.
  return last.kind === 'word' && (!/\s$/.test(filter) || all.length === 1)
}
