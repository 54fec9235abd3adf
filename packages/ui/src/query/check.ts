import { keysIn, keyText } from './clauses.ts'
import { problemWords } from './problem-words.ts'
import { type KnownKeys, quoteKeys } from './quote-keys.ts'
import { holdsText } from './text-literal.ts'
import { pieces } from './tokens.ts'

/** What is wrong with a filter, where (UTF-16 offsets), and a whole text that would be right, if one can be guessed. */
export interface Problem {
  message: string
  start: number
  end: number
  suggestion?: string
  /** Whether the filter is right all the same: it is about a key that no run has. */
  isHint?: boolean
}

const ENTITIES = ['metrics', 'params', 'tags', 'attributes', 'datasets'] as const
const ATTRIBUTES = ['run_id', 'run_name', 'status', 'start_time', 'end_time', 'user_id', 'artifact_uri'] as const

/** Parses a filter of runs as it was typed; undefined when it is right. The grammar is loaded when first asked. */
export async function check(typed: string, known: KnownKeys): Promise<Problem | undefined> {
  if (typed.trim() === '') return undefined
  const { text, placeOf } = quoteKeys(typed, known)
  const { FilterError, parseRunsFilter } = await import('@tailrace/filter')
  const fails = (filter: string): InstanceType<typeof FilterError> | undefined => {
    try {
      parseRunsFilter(filter)
      return undefined
    } catch (error) {
      if (error instanceof FilterError) return error
      throw error
    }
  }
  const error = fails(text)
  if (!error) return unknownKey(text, typed, known)
  const suggestion = guesses(text, known).find((guess) => guess !== text && !fails(guess))
  const start = Math.min(placeOf(error.position.start), typed.length)
  const end = Math.max(placeOf(error.position.end), start + 1)
  return { message: problemWords(error.message, text), start, end, ...(suggestion !== undefined && { suggestion }) }
}

/** A key that no known run has, with one that is nearly the same. */
function unknownKey(text: string, typed: string, known: KnownKeys): Problem | undefined {
  for (const { entity, key } of keysIn(text)) {
    if (entity === 'attributes' || entity === 'datasets' || known[entity].length === 0 || known[entity].includes(key)) continue
    const near = nearestKey(key, known[entity])
    if (near === undefined) continue
    const start = Math.max(0, typed.indexOf(key))
    const written = [keyText(entity, key), `${entity}.${key}`, `${entity.slice(0, -1)}.${key}`].find((each) => text.includes(each))
    const suggestion = written === undefined ? undefined : text.replaceAll(written, keyText(entity, near))
    const message = `${key} is not among the known ${entity}. Did you mean ${near}?`
    return { message, start, end: start + key.length, isHint: true, ...(suggestion !== undefined && { suggestion }) }
  }
  return undefined
}

/** The known key that is meant: with the same letters in another case, with a few other ones, or of which this is a part. */
function nearestKey(key: string, known: readonly string[]): string | undefined {
  const wanted = key.toLowerCase()
  const part = known.find(
    (each) =>
      wanted.length > 2 &&
      each
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u)
        .includes(wanted),
  )
  return known.find((each) => each.toLowerCase() === wanted) ?? part ?? nearest(key, known)
}

/** Whether a text is words rather than an attempt at a condition. */
export const isPlainText = (text: string): boolean =>
  text.trim() !== '' &&
  pieces(text).every(({ kind, text: piece }) => (kind === 'word' && !piece.includes('.')) || kind === 'space' || kind === 'number')

/** The filter for runs whose name holds a text. */
export const nameHolds = (text: string): string => holdsText('attributes.run_name', text.trim())

function guesses(text: string, known: KnownKeys): string[] {
  const mended = mend(text, known)
  return [...(isPlainText(text) ? [nameHolds(text)] : []), mended, `${mended}'`, mended.replace(/\s+(?:and|or|not)\s*$/i, '')]
}

/** Mends what people get wrong most: `==`, words for AND, missing entities, missing or surplus quotes, misspelled names. */
function mend(text: string, known: KnownKeys): string {
  let kind = ''
  const parts = pieces(text).map((piece) => {
    if (piece.kind === 'space' || piece.kind === 'bracket') return piece.text
    if (piece.kind === 'operator') return { '==': '=', '<>': '!=', '=>': '>=', '=<': '<=', '===': '=' }[piece.text] ?? piece.text
    if (piece.kind === 'key' || piece.kind === 'word') {
      const mended = mendName(piece.text, known, kind)
      if (/^(?:AND|OR)$/.test(mended)) kind = ''
      else if (/^\w+\./.test(mended)) kind = mended.slice(0, mended.indexOf('.'))
      return mended
    }
    if (piece.kind === 'number' && kind !== '' && !isNumeric(kind)) return `'${piece.text}'`
    if (piece.kind === 'string' && kind === 'metrics' && /^['"][-+.\de]+['"]$/i.test(piece.text)) return piece.text.slice(1, -1)
    if (piece.kind === 'keyword' && /^(?:and|or)$/i.test(piece.text)) kind = ''
    return piece.text
  })
  return parts.join('').trim()
}

// Times are attributes that are compared as numbers; their names are whole pieces, so that the entity alone need not decide.
const isNumeric = (kind: string): boolean => kind === 'metrics' || kind === 'attributes'

function mendName(word: string, known: KnownKeys, before: string): string {
  const dot = word.indexOf('.')
  if (dot > 0) {
    const entity = word.slice(0, dot).trim()
    const near = /^(?:metric|param|parameter|parameters|tag|attribute|attr|run|dataset)$/.test(entity) ? entity : nearest(entity, ENTITIES)
    const rest = word.slice(dot + 1)
    if (near === 'attributes') return `attributes.${nearest(rest, ATTRIBUTES) ?? rest}`
    return near ? `${near}.${rest}` : word
  }
  if (/^(?:&&|&|an|adn|nad)$/i.test(word)) return 'AND'
  if (/^(?:\|\||ro)$/i.test(word)) return 'OR'
  if (before !== '') return `'${word}'`
  for (const entity of ['metrics', 'params', 'tags'] as const) if (known[entity].includes(word)) return keyText(entity, word)
  const attribute = nearest(word, [...ATTRIBUTES, 'name', 'user'] as const)
  if (attribute) return `attributes.${{ name: 'run_name', user: 'user_id' }[attribute as string] ?? attribute}`
  const all = [...known.metrics, ...known.params, ...known.tags]
  const near = nearest(word, all)
  return near ? mendName(near, known, before) : word
}

/** The candidate at most a third of its letters away, undefined when there is none. */
function nearest<Name extends string>(word: string, candidates: readonly Name[]): Name | undefined {
  let best: Name | undefined
  let least = Infinity
  for (const candidate of candidates.slice(0, 2000)) {
    if (Math.abs(candidate.length - word.length) > 3) continue
    const away = distance(word.toLowerCase(), candidate.toLowerCase())
    if (away < least && away <= Math.max(1, Math.floor(candidate.length / 3))) [best, least] = [candidate, away]
  }
  return best
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length] ?? 0
}
