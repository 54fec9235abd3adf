import { invalid } from '@tailrace/contract'
import { RE2JS } from 're2js'
import { type Token, readPattern } from './pattern-tokens.ts'

/** Characters that a pattern may stand for once its repetitions are written out: `(ab{10}){3}` stands for 33. */
const MAX_SIZE = 1000
/**
 * Most of those characters times the parts that may be left out (`a*b?` has two). PostgreSQL works out for each statement which of these
 * can follow which, in time that grows with the square of this product: 50 ms here, 10 s at ten times as much.
 */
const MAX_WORK = 60_000
/** Longest translation in UTF-16 units: a class of letters such as `\pL` takes up to 14,000. */
const MAX_LENGTH = 64_000
/** Largest count that a repetition of PostgreSQL may have. */
const MAX_COUNT = 255

/**
 * A piece of a translated pattern: the characters it stands for, how many of its parts may be left out, the places it asks for, and whether
 * it may stand for nothing.
 */
interface Piece {
  readonly text: string
  readonly size: number
  readonly skips: number
  readonly places: number
  readonly empty: boolean
}

/** A place counts as so many characters: it is found by looking around. */
const PLACE_SIZE = 4
/** And each one that may be left out as so many parts: PostgreSQL weighs every combination of them. */
const PLACE_SKIPS = 80
const WORD = '[0-9A-Za-z_]'
/** Places between characters, by what RE2 calls them. */
const PLACES: Readonly<Record<string, string>> = {
  start: '^',
  end: '$',
  'line start': '(?:^|(?<=\\n))',
  'line end': '(?:$|(?=\\n))',
  'word edge': `(?:(?<!${WORD})(?=${WORD})|(?<=${WORD})(?!${WORD}))`,
  'no word edge': `(?:(?<!${WORD})(?!${WORD})|(?<=${WORD})(?=${WORD}))`,
}

const translated = new Map<string, string>()

/**
 * Writes a pattern that RE2 takes as one that PostgreSQL matches in the same texts. Greed and groups say nothing about whether a text
 * matches, so they are dropped; without groups PostgreSQL matches by an automaton, in time linear in the text.
 * @throws MlflowError INVALID_PARAMETER_VALUE: no pattern of RE2, or one that takes too large an automaton
 */
export function postgresPattern(pattern: string): string {
  let text = translated.get(pattern)
  if (text === undefined) {
    text = translate(pattern)
    if (translated.size >= 100) translated.clear()
    translated.set(pattern, text)
  }
  return text
}

function translate(pattern: string): string {
  try {
    RE2JS.compile(pattern)
  } catch {
    throw invalid(`Invalid regular expression '${pattern}'.`)
  }
  const tokens = readPattern(pattern)
  const piece = alternatives(tokens, pattern)
  if (tokens.length > 0) throw new Error(`the pattern ${pattern} was not read to its end`)
  checkSize(piece, pattern)
  return piece.text
}

function checkSize({ text, size, skips }: Piece, pattern: string): void {
  if (size <= MAX_SIZE && text.length <= MAX_LENGTH && size * skips <= MAX_WORK) return
  throw invalid(`The regular expression '${pattern}' is too large: it repeats or leaves out too many characters.`)
}

/** Takes tokens up to the end of a group or of the pattern. */
function alternatives(tokens: Token[], pattern: string): Piece {
  const branches = [branch(tokens, pattern)]
  while (tokens[0]?.kind === 'or') {
    tokens.shift()
    branches.push(branch(tokens, pattern))
  }
  const sum = (count: (piece: Piece) => number): number => branches.reduce((total, piece) => total + count(piece), 0)
  const places = sum((piece) => piece.places)
  const empty = branches.some((piece) => piece.empty)
  const skips = sum((piece) => piece.skips) + (branches.length > 1 && empty ? places * PLACE_SKIPS : 0)
  return { text: branches.map(({ text }) => text || '(?:)').join('|'), size: sum(({ size }) => size), skips, places, empty }
}

function branch(tokens: Token[], pattern: string): Piece {
  let whole: Piece = { text: '', size: 0, skips: 0, places: 0, empty: true }
  for (let [token] = tokens; token && token.kind !== 'or' && token.kind !== 'close'; [token] = tokens) {
    tokens.shift()
    const next = repeated(atom(token, tokens, pattern), tokens)
    whole = {
      text: whole.text + next.text,
      size: whole.size + next.size,
      skips: whole.skips + next.skips,
      places: whole.places + next.places,
      empty: whole.empty && next.empty,
    }
    checkSize(whole, pattern)
  }
  return whole
}

function atom(token: Token, tokens: Token[], pattern: string): Piece {
  if (token.kind === 'open') {
    const inner = alternatives(tokens, pattern)
    tokens.shift()
    return { ...inner, text: `(?:${inner.text})` }
  }
  if (token.kind === 'place') return { text: PLACES[token.place] ?? '', size: PLACE_SIZE, skips: 0, places: 1, empty: true }
  if (token.kind === 'characters') return { text: characters(token.pattern), size: 1, skips: 0, places: 0, empty: false }
  throw new Error(`the pattern ${pattern} has a ${token.kind} where none can be`)
}

function repeated(piece: Piece, tokens: Token[]): Piece {
  const [token] = tokens
  if (token?.kind !== 'repeat') return piece
  tokens.shift()
  const { min, max } = token
  const one = `(?:${piece.text})`
  const count = max ?? Math.max(min, 1)
  const empty = piece.empty || min === 0
  const skips = count * (piece.skips + (piece.empty ? 1 + piece.places * PLACE_SKIPS : 0)) + (min === 0 ? 1 : 0)
  return { text: repeatedText(one, min, max), size: piece.size * count, skips, places: piece.places * count, empty }
}

function repeatedText(one: string, min: number, max: number | undefined): string {
  if (max === 0) return '(?:)'
  if (max !== undefined) return times(one, min) + times(one, max - min, '0,')
  return min === 0 ? `${one}*` : `${times(one, min - 1)}${one}+`
}

/** A count in parts that PostgreSQL takes. */
function times(one: string, count: number, from = ''): string {
  let text = ''
  for (let rest = count; rest > 0; rest -= MAX_COUNT) text += `${one}{${from}${Math.min(rest, MAX_COUNT)}}`
  return text
}

/** The part of a compiled pattern that is read here: instructions that take a character hold its ranges. */
interface Instruction {
  readonly runes: ArrayLike<number>
  /** 1: case does not matter. */
  readonly arg: number
}

/** One of the characters that RE2 takes for a class, an escape or a letter with its flags: RE2 says itself which they are. */
function characters(pattern: string): string {
  const ranges = rangesOf(pattern).flatMap(([low, high]) => (high < 1 ? [] : [[Math.max(low, 1), high] as const]))
  const [first] = ranges
  // Characters that no text has: the complement of all there are.
  if (!first) return '[^\\u0001-\\U0010ffff]'
  if (ranges.length === 1 && first[0] === first[1]) return character(first[0])
  return `[${ranges.map(([low, high]) => (low === high ? character(low) : `${character(low)}-${character(high)}`)).join('')}]`
}

function rangesOf(pattern: string): (readonly [low: number, high: number])[] {
  const instructions = RE2JS.compile(pattern).re2Input.prog.inst as readonly Instruction[]
  const taking = instructions.filter(({ runes }) => runes.length > 0)
  const [one] = taking
  if (!one) return []
  const runes = Array.from(one.runes)
  if (taking.length > 1) throw new Error(`${pattern} stands for more than one character`)
  const [rune = 0] = runes
  if (runes.length === 1) return one.arg === 1 ? foldedRanges(rune) : [[rune, rune]]
  return Array.from({ length: runes.length / 2 }, (_, index) => [runes[index * 2] ?? 0, runes[index * 2 + 1] ?? 0] as const)
}

const LAST = 0x10ffff
/** A letter in every case. RE2 lists them in a class alone, hence a second member that is taken out again. */
const foldedRanges = (rune: number): (readonly [number, number])[] =>
  rangesOf(`(?i)[\\x{${rune.toString(16)}}\\x{${LAST.toString(16)}}]`).filter(([low]) => low !== LAST)

function character(code: number): string {
  const letter = String.fromCodePoint(code)
  if (/[0-9A-Za-z]/.test(letter)) return letter
  const digits = code.toString(16)
  return code > 0xffff ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`
}
