/** What a piece of a filter is, for its color. */
export type PieceKind = 'key' | 'keyword' | 'operator' | 'string' | 'number' | 'bracket' | 'space' | 'word'

/** A piece of a filter; the pieces cover the text without gaps. Offsets in UTF-16. */
export interface Piece {
  kind: PieceKind
  text: string
  start: number
  end: number
}

const KEYWORD = /^(?:and|or|not|like|ilike|rlike|in|between|is|null)$/i
const RULES: readonly (readonly [RegExp, PieceKind])[] = [
  [/\s+/y, 'space'],
  [/E?'(?:[^'\\]|\\[^]|'')*'?/iy, 'string'],
  [/[A-Za-z]\w*\s*\.\s*(?:`[^`]*`?|"[^"]*"?|[^\s=<>!()'"`,]*)/y, 'key'],
  [/"(?:[^"\\]|\\[^])*"?|`[^`]*`?/y, 'string'],
  [/[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?![\w.])/iy, 'number'],
  [/[=<>!~]+/y, 'operator'],
  [/[(),]/y, 'bracket'],
  [/[^\s=<>!()'"`,]+/y, 'word'],
  [/[^]/uy, 'word'],
]

/** Cuts a filter into pieces for coloring and completion; takes any text, right or wrong. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = []
  for (let at = 0; at < text.length;) {
    const [kind, piece] = next(text, at)
    found.push({ kind: kind === 'word' && KEYWORD.test(piece) ? 'keyword' : kind, text: piece, start: at, end: at + piece.length })
    at += piece.length
  }
  return found
}

function next(text: string, at: number): [PieceKind, string] {
  for (const [pattern, kind] of RULES) {
    pattern.lastIndex = at
    const match = pattern.exec(text)?.[0]
    if (match) return [kind, match]
  }
  return ['word', text.charAt(at)]
}
