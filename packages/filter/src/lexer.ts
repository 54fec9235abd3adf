import { FilterError } from './error.ts'
import { beginsEscapedText, escapedTextEnd } from './escaped-text.ts'
import { MAX_TOKENS } from './limits.ts'
import { wordKind, type WordKind } from './keywords.ts'

export type TokenKind =
  | WordKind
  | 'space'
  | 'newline'
  | 'comment'
  | 'order'
  | 'comparison'
  | 'placeholder'
  | 'string'
  | 'symbol'
  | 'integer'
  | 'float'
  | 'hex'
  | 'punctuation'
  | 'wildcard'
  | 'assignment'
  | 'command'
  | 'unknown'

/** A piece of the filter; the tokens of a filter cover it without gaps. `string` is in single quotes (also `E'...'`), `symbol` in double ones. */
export interface Token {
  readonly kind: TokenKind
  readonly text: string
  readonly start: number
  readonly end: number
}

type Rule = readonly [pattern: RegExp, kind: TokenKind | 'word' | 'call']

// The alphabet of MLflow's tokenizer, whose patterns ignore case: W is a character of a word, L one that a name begins with,
// S white space, D a digit. Python's classes are not JavaScript's, hence spelled out.
const W = String.raw`[\p{L}\p{N}_]`
const L = String.raw`[A-ZÀ-Ü\u0130\u0131]`
const S = String.raw`[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`
const D = String.raw`\p{Nd}`

function rule(source: string, kind: Rule[1]): Rule {
  const full = source.replace(/<([WLSD])>/g, (_, name: string) => ({ W, L, S, D })[name] ?? '')
  return [new RegExp(full, 'iuy'), kind]
}

const NUMBERS = [
  rule('-?0x[0-9A-F]+', 'hex'),
  rule(String.raw`-?<D>+(?:\.<D>+)?E-?<D>+`, 'float'),
  rule(String.raw`-?(?:<D>+\.<D>*|\.<D>+)(?!_|<L>)`, 'float'),
  rule('-?<D>+(?!_|<L>)', 'integer'),
]

/** Order counts: a word in front of a dot, behind one or in front of a parenthesis is a name, whatever it means elsewhere. */
const WORDS = [
  rule('(?:CASE|IN|VALUES|USING|FROM|AS)(?!<W>)', 'keyword'),
  rule(String.raw`<L><W>*(?=<S>*\.(?!<D>))`, 'name'),
  // Keys with these signs need no quotes here; MLflow sees an operation, which it refuses or reads as the same text (logged models).
  rule(String.raw`(?<=\.)<L><W>*(?:[/:-]<W>+)*`, 'name'),
  rule(String.raw`<L><W>*(?=\()`, 'call'),
  ...NUMBERS,
  rule('(?:END(?:<S>+(?:IF|LOOP|WHILE|FOR|CASE))?|NOT<S>+NULL|UNION<S>+ALL|(?:GROUP|ORDER)<S>+BY|JOIN|GO<S><D>+)(?!<W>)', 'keyword'),
  rule('(?:(?:ASC|DESC)(?:<S>+NULLS<S>+(?:FIRST|LAST))?|NULLS<S>+(?:FIRST|LAST))(?!<W>)', 'order'),
  rule('(?:NOT<S>+)?(?:LIKE|ILIKE|RLIKE|REGEXP)(?!<W>)', 'comparison'),
  rule('<W>(?:<W>|[$#])*', 'word'),
]

const OPERATOR_RUN = rule('[+/@#%^&|-]+', 'operator')
const COMPARISON = rule('[<>=~!]+', 'comparison')
const COMMENT = rule(String.raw`(?:--|# )[^\r\n]*(?:\r\n|\r|\n|$)`, 'comment')
const NAME_SIGN = rule('(?:@|##|#)<L><W>+', 'name')
const PARAMETER = rule('(?<!<W>)[$:?]<W>+', 'placeholder')
const PUNCTUATION = rule(String.raw`::|[;:()[\],.]`, 'punctuation')
const NEWLINE = rule(String.raw`\r\n|\r|\n`, 'newline')
const SPACE = rule(String.raw`(?:(?![\r\n])<S>)+`, 'space')

const BY_FIRST: ReadonlyMap<string, readonly Rule[]> = new Map<string, readonly Rule[]>([
  ['-', [COMMENT, ...NUMBERS, rule('->>?|-', 'operator')]],
  ['.', [...NUMBERS, PUNCTUATION]],
  ['#', [COMMENT, NAME_SIGN, rule('#>>?|#-', 'operator'), OPERATOR_RUN]],
  ['@', [NAME_SIGN, rule('@>', 'operator'), OPERATOR_RUN]],
  ['%', [rule(String.raw`%(?:\(<W>+\))?s`, 'placeholder'), OPERATOR_RUN]],
  ['<', [rule('<@', 'operator'), COMPARISON]],
  [':', [rule(':=', 'assignment'), rule('::', 'punctuation'), PARAMETER, PUNCTUATION]],
  ['$', [PARAMETER]],
  ['?', [rule(String.raw`\?`, 'placeholder')]],
  ['*', [rule(String.raw`\*`, 'wildcard')]],
  ['\\', [rule(String.raw`\\<W>+`, 'command')]],
  ['[', [rule(String.raw`(?<!<W>|[\])])\[[^\][]+\]`, 'name'), PUNCTUATION]],
  ...[...'+/^&|'].map((sign) => [sign, [OPERATOR_RUN]] as const),
  ...[...'>=~!'].map((sign) => [sign, [COMPARISON]] as const),
  ...[...';(),]'].map((sign) => [sign, [PUNCTUATION]] as const),
  ...[...'\r\n'].map((sign) => [sign, [NEWLINE]] as const),
])

const QUOTES: ReadonlyMap<string, { kind: TokenKind; escapes: boolean }> = new Map<string, { kind: TokenKind; escapes: boolean }>([
  ["'", { kind: 'string', escapes: true }],
  ['"', { kind: 'symbol', escapes: true }],
  ['`', { kind: 'name', escapes: false }],
  ['´', { kind: 'name', escapes: false }],
])

const OTHERS = [...WORDS, SPACE]

/**
 * Cuts a filter into tokens, as MLflow's tokenizer does (Python's sqlparse; its rules decide which keys need quotes). Runs in
 * time linear in the text. Refuses more than `MAX_TOKENS`.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  const lastComment = text.lastIndexOf('*/')
  let afterDot = false
  for (let at = 0; at < text.length;) {
    const [kind, end]: [TokenKind, number] =
      quoted(text, at) ?? escaped(text, at, afterDot) ?? comment(text, at, lastComment) ?? matched(text, at, afterDot)
    if (tokens.length === MAX_TOKENS)
      throw new FilterError(`The filter has more than ${MAX_TOKENS} tokens.`, { start: at, end: text.length })
    const token: Token = { kind, text: text.slice(at, end), start: at, end }
    tokens.push(token)
    if (kind !== 'space' && kind !== 'newline') afterDot = token.text === '.'
    at = end
  }
  return tokens
}

function matched(text: string, at: number, afterDot: boolean): [TokenKind, number] {
  for (const [pattern, kind] of BY_FIRST.get(text.charAt(at)) ?? OTHERS) {
    pattern.lastIndex = at
    const match = pattern.exec(text)?.[0]
    if (match === undefined) continue
    if (kind === 'word') return [wordKind(match), at + match.length]
    if (kind === 'call') return [callKind(match, afterDot), at + match.length]
    return [kind, at + match.length]
  }
  return ['unknown', at + String.fromCodePoint(text.codePointAt(at) ?? 0).length]
}

// `NOT(` begins a condition here; MLflow sees a function and refuses it, except as the name behind a dot.
function callKind(word: string, afterDot: boolean): TokenKind {
  return !afterDot && /^(?:and|or|not)$/i.test(word) ? 'keyword' : 'name'
}

// A comment between `/*` and `*/`; `last` is where the last of these ends begins, so that no opening is looked for in vain.
function comment(text: string, at: number, last: number): [TokenKind, number] | undefined {
  return last >= at + 2 && text.startsWith('/*', at) ? ['comment', text.indexOf('*/', at + 2) + 2] : undefined
}

/**
 * A text with escapes, `E'it\'s'`: Tailrace only. MLflow sees a name that touches a string and refuses every filter with it, so that the
 * form changes the meaning of none. Undefined where none begins; one that is never closed is refused.
 */
function escaped(text: string, at: number, afterDot: boolean): [TokenKind, number] | undefined {
  if (afterDot || !beginsEscapedText(text, at)) return undefined
  const end = escapedTextEnd(text, at)
  if (end !== undefined) return ['string', end]
  throw new FilterError("The text that begins with E' is not closed: end it with a quote.", { start: at, end: text.length })
}

/**
 * A quoted piece, or undefined where the quote is never closed. A doubled quote, and one behind a back-slash, belong to the piece,
 * unless the piece would then never end: in that case the last such quote closes it.
 */
function quoted(text: string, at: number): [TokenKind, number] | undefined {
  const quote = text.charAt(at)
  const style = QUOTES.get(quote)
  if (!style) return undefined
  let fallback: number | undefined
  let next = at + 1
  while (next < text.length) {
    const char = text.charAt(next)
    const pair = text.charAt(next + 1) === quote && (char === quote || (style.escapes && char === '\\'))
    if (pair) {
      fallback = char === quote ? next + 1 : next + 2
      next += 2
    } else if (char === quote) {
      return [style.kind, next + 1]
    } else {
      next++
    }
  }
  return fallback === undefined ? undefined : [style.kind, fallback]
}
