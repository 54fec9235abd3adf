import { keyText } from './clauses.ts'

/** Keys that runs have, for suggestions. */
export interface KnownKeys {
  metrics: readonly string[]
  params: readonly string[]
  tags: readonly string[]
}

/** What follows a key: a comparison. Words that join conditions end the search, so that nothing beyond them is taken for a part of the key. */
const BEHIND = /\s*(?:[=<>!~]|\s(?:NOT\s+)?(?:LIKE|ILIKE|RLIKE|IN|BETWEEN|IS)\b|\s(?:AND|OR)\b)/i
const ENTITY = /(?<![\w.`"'/-])(metrics?|params?|parameters?|tags?)\s*\.\s*/giy
const TEXT = /E?'(?:[^'\\]|\\[^]|'')*'?|"[^"]*"?|`[^`]*`?/iy
const PLAIN = /^[\w.]+$/

const kindOf = (entity: string): keyof KnownKeys => (/^m/i.test(entity) ? 'metrics' : /^t/i.test(entity) ? 'tags' : 'params')

/** A filter with its keys quoted where the grammar wants it, and where places of that text stand in the one that was typed. */
export interface Quoted {
  readonly text: string
  /** Place in the text as typed of a place in this one. */
  readonly placeOf: (place: number) => number
}

/**
 * Quotes keys that were typed as they are named, such as `metrics.val/acc > 0.9` or `params.batch size = '8'`. A known key is taken as it
 * stands; another one ends where the comparison begins.
 */
export function quoteKeys(filter: string, known?: KnownKeys): Quoted {
  let text = ''
  const moves: { from: number; by: number }[] = []
  let at = 0
  while (at < filter.length) {
    const found = sticky(TEXT, filter, at) ?? ''
    const entity = found === '' ? sticky(ENTITY, filter, at) : undefined
    const key = entity === undefined ? undefined : keyAt(filter, at + entity.length, known?.[kindOf(entity)] ?? [])
    if (entity === undefined || key === undefined) {
      const piece = found || entity || filter.charAt(at)
      text += piece
      at += piece.length
      continue
    }
    const quoted = keyText(kindOf(entity), key)
    const typed = entity + key
    // Names as the grammar has them stay as they were typed.
    const written = PLAIN.test(key) ? typed : quoted
    text += written
    at += typed.length
    moves.push({ from: text.length, by: typed.length - written.length })
  }
  return { text, placeOf: (place) => moves.reduce((moved, { from, by }) => (place >= from ? moved + by : moved), place) }
}

/** The key that begins at a place: the longest known one, else all up to the comparison; undefined where it is quoted or none follows. */
function keyAt(filter: string, at: number, known: readonly string[]): string | undefined {
  const rest = filter.slice(at)
  if (/^[`"]/.test(rest)) return undefined
  const whole = known
    .filter((key) => rest.startsWith(key) && /^\s*(?:$|[=<>!~]|\s(?:not|like|ilike|rlike|in|between|is)\b)/i.test(rest.slice(key.length)))
    .reduce((longest, key) => (key.length > longest.length ? key : longest), '')
  if (whole !== '') return whole
  const end = BEHIND.exec(rest)
  const key = end ? rest.slice(0, end.index) : ''
  return key === '' || /^\s+(?:AND|OR)$/i.test(end?.[0] ?? '') ? undefined : key
}

function sticky(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}
