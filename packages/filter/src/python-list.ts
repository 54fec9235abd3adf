import type { Position } from './ast.ts'
import { beginsEscapedText, escapedText, escapedTextEnd } from './escaped-text.ts'
import { MAX_LIST_VALUES, MAX_NESTING } from './limits.ts'
import { pythonFloat, pythonRepr } from './python-text.ts'

/** A value of a list: a text, a number or constant (by its Python form), or a list in the list. */
export type Literal =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'number' | 'constant'; readonly form: string }
  | { readonly type: 'tuple'; readonly items: readonly Literal[] }

/** What is no list that Python could read. */
export class IllFormed extends Error {}

/** More than `MAX_LIST_VALUES`. */
export class TooManyValues extends Error {}

/**
 * Reads `('a', 'b')` the way MLflow does, which hands it to Python: `\n` and `\x41` are escapes, `'a' 'b'` is one text, `('a')`
 * is the text itself, `('a',)` a list of one. `E'a'` has our own escapes, which are refused at `place`. Throws `IllFormed`, also for `\N{...}`, lone surrogates and
 * anything to be computed, and `TooManyValues`.
 */
export function readLiteral(source: string, place: Position): Literal {
  if (source.includes('\0')) throw new IllFormed()
  const reader = new Reader(source, place)
  const value = reader.value(0)
  reader.skipSpace()
  if (!reader.atEnd()) throw new IllFormed()
  return value
}

/** A value as Python prints it. */
export function literalForm(value: Literal): string {
  if (value.type === 'text') return pythonRepr(value.text)
  if (value.type !== 'tuple') return value.form
  return `(${value.items.map(literalForm).join(', ')}${value.items.length === 1 ? ',' : ''})`
}

const SPACE = /(?:[ \t\f\r\n]+|\\(?:\r\n|\r|\n)|#[^\r\n]*)*/y
const FLOAT = /(?:(?:\d+(?:_\d+)*\.(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+)?|\d+(?:_\d+)*e[+-]?\d+)(?![\w.])/iy
const INTEGER = /(?:0x[0-9a-f]+(?:_[0-9a-f]+)*|0+(?:_0+)*|[1-9]\d*(?:_\d+)*)(?![\w.])/iy
const CONSTANT = /(?:True|False|None)(?!\w)/y
const OPENING = /(r|u)?('''|"""|'|")/iy

class Reader {
  readonly #source: string
  readonly #place: Position
  #at = 0
  #values = 0

  constructor(source: string, place: Position) {
    this.#source = source
    this.#place = place
  }

  atEnd(): boolean {
    return this.#at >= this.#source.length
  }

  skipSpace(): void {
    this.#take(SPACE)
  }

  value(depth: number): Literal {
    this.skipSpace()
    if (depth > MAX_NESTING) throw new IllFormed()
    if (this.#source[this.#at] === '(') return this.#tuple(depth)
    const first = this.#text()
    if (first === undefined) return this.#plain()
    let text = first
    for (;;) {
      this.skipSpace()
      const more = this.#text()
      if (more === undefined) return { type: 'text', text }
      text += more
    }
  }

  #tuple(depth: number): Literal {
    this.#at++
    const items: Literal[] = []
    let commas = 0
    for (;;) {
      this.skipSpace()
      if (this.#sign(')')) {
        const [only] = items
        return only && commas === 0 ? only : { type: 'tuple', items }
      }
      if (items.length > commas) throw new IllFormed()
      items.push(this.value(depth + 1))
      if (++this.#values > MAX_LIST_VALUES) throw new TooManyValues()
      this.skipSpace()
      if (this.#sign(',')) commas++
    }
  }

  #plain(): Literal {
    const constant = this.#take(CONSTANT)
    if (constant) return { type: 'constant', form: constant }
    const sign = this.#sign('-') ? '-' : ''
    if (!sign) this.#sign('+')
    this.skipSpace()
    const float = this.#take(FLOAT)
    if (float !== '') return { type: 'number', form: pythonFloat(Number(sign + float.replaceAll('_', ''))) }
    const integer = this.#take(INTEGER)
    if (integer === '' || integer.length > 4300) throw new IllFormed()
    const value = BigInt(integer.replaceAll('_', ''))
    return { type: 'number', form: String(sign ? -value : value) }
  }

  #text(): string | undefined {
    if (beginsEscapedText(this.#source, this.#at)) return this.#escaped()
    const opening = this.#take(OPENING)
    if (opening === '') return undefined
    const raw = /^r/i.test(opening)
    const quote = opening.replace(/^[ru]/i, '')
    let text = ''
    while (!this.#sign(quote)) {
      const char = this.#source[this.#at]
      if (char === undefined || (quote.length === 1 && (char === '\n' || char === '\r'))) throw new IllFormed()
      text += char === '\\' ? this.#escape(raw) : this.#character()
    }
    return text
  }

  #escaped(): string {
    const end = escapedTextEnd(this.#source, this.#at)
    if (end === undefined) throw new IllFormed()
    const { text } = escapedText(this.#source.slice(this.#at, end), this.#place)
    this.#at = end
    return text
  }

  // Python sees every line end as one `\n`.
  #character(): string {
    const char = this.#source.charAt(this.#at++)
    if (char !== '\r') return char
    this.#sign('\n')
    return '\n'
  }

  #escape(raw: boolean): string {
    this.#at++
    if (this.atEnd()) throw new IllFormed()
    if (raw) return `\\${this.#character()}`
    const octal = this.#take(/[0-7]{1,3}/y)
    if (octal !== '') return String.fromCodePoint(Number.parseInt(octal, 8))
    const letter = this.#character()
    if (letter === '\n') return ''
    if (letter === 'N') throw new IllFormed()
    const hex = HEX[letter]
    if (hex !== undefined) return this.#codePoint(hex)
    return SIMPLE[letter] ?? `\\${letter}`
  }

  #codePoint(digits: RegExp): string {
    const code = Number.parseInt(this.#take(digits), 16)
    if (!(code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) throw new IllFormed()
    return String.fromCodePoint(code)
  }

  #sign(sign: string): boolean {
    if (!this.#source.startsWith(sign, this.#at)) return false
    this.#at += sign.length
    return true
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#source)?.[0] ?? ''
    this.#at += match.length
    return match
  }
}

const HEX: Readonly<Record<string, RegExp>> = { x: /[0-9a-f]{2}/iy, u: /[0-9a-f]{4}/iy, U: /[0-9a-f]{8}/iy }
const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}
