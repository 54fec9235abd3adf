import { invalid } from './errors.ts'
import { LIMITS } from './limits.ts'
import { PythonFloat } from './python-text.ts'

/** Levels of nesting that are read; deeper values are refused. */
const MAX_DEPTH = 1000
/** Digits of the longest whole number that is read, as in Python. */
const MAX_DIGITS = 4300

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const COLON = 0x3a
const OPEN_LIST = 0x5b
const CLOSE_LIST = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/** The words of JSON, with those that Python adds. */
const WORDS: readonly (readonly [word: string, value: unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', NaN],
  ['Infinity', Infinity],
]

/** How a JSON text is read. */
export interface ReadOptions {
  /** Fields of the outermost object that are kept; others are checked and left out. All are kept without it. */
  readonly fields?: ReadonlySet<string> | undefined
  /** Numbers with a point or an exponent whose value is whole become PythonFloat, so that messages can tell `9.0` from `9`. */
  readonly asWritten?: boolean | undefined
  /** Values that are kept at most; LIMITS.bodyValues without it. */
  readonly maxValues?: number | undefined
}

/**
 * Reads a JSON text as Python does: NaN and the infinities as bare words, whole numbers beyond 2^53 as bigint. Time and memory are linear
 * in the length of the text, and memory is bounded by a limit on the number of values that are kept.
 * @throws MlflowError INVALID_PARAMETER_VALUE: not JSON, nested too deep, too many values, a whole number of more than 4300 digits
 */
export function readJsonText(text: string, options: ReadOptions = {}): unknown {
  return new JsonReader(text, options).read()
}

class JsonReader {
  readonly #text: string
  readonly #options: ReadOptions
  #at = 0
  #depth = 0
  #values = 0

  constructor(text: string, options: ReadOptions) {
    this.#text = text
    this.#options = options
  }

  read(): unknown {
    const value = this.#value(true)
    this.#skipBlanks()
    if (this.#at < this.#text.length) throw notJson()
    return value
  }

  /** Reads the next value; without `keep` it is only checked. */
  #value(keep: boolean): unknown {
    this.#skipBlanks()
    const code = this.#text.charCodeAt(this.#at)
    const { maxValues = LIMITS.bodyValues } = this.#options
    if (keep && ++this.#values > maxValues) throw invalid(`The request body holds more than ${maxValues} values.`)
    if (code === QUOTE) return this.#string(keep)
    if (code === OPEN_OBJECT || code === OPEN_LIST) {
      if (++this.#depth > MAX_DEPTH) throw invalid('The request body is nested too deep.')
      const value = code === OPEN_LIST ? this.#list(keep) : this.#object(keep)
      this.#depth--
      return value
    }
    if (code === MINUS || isDigit(code)) return this.#number(keep)
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue
      this.#at += word.length
      return value
    }
    throw notJson()
  }

  #list(keep: boolean): unknown[] {
    const items: unknown[] = []
    this.#at++
    if (this.#next() === CLOSE_LIST) {
      this.#at++
      return items
    }
    for (;;) {
      const item = this.#value(keep)
      if (keep) items.push(item)
      if (this.#isLast(CLOSE_LIST)) return items
    }
  }

  #object(keep: boolean): object {
    const { fields } = this.#options
    const filter = this.#depth === 1 ? fields : undefined
    const object: Record<string, unknown> = {}
    this.#at++
    if (this.#next() === CLOSE_OBJECT) {
      this.#at++
      return object
    }
    for (;;) {
      if (this.#next() !== QUOTE) throw notJson()
      const key = this.#string(keep) as string
      if (this.#next() !== COLON) throw notJson()
      this.#at++
      const isKept = keep && (filter?.has(key) ?? true)
      const value = this.#value(isKept)
      if (isKept) setOwn(object, key, value)
      if (this.#isLast(CLOSE_OBJECT)) return object
    }
  }

  /** Takes what follows an item: true at the end of its list or object, false at a comma. */
  #isLast(close: number): boolean {
    const code = this.#next()
    this.#at++
    if (code !== close && code !== COMMA) throw notJson()
    return code === close
  }

  #string(keep: boolean): string | undefined {
    const start = this.#at
    const text = this.#text
    let hasEscape = false
    let at = start + 1
    for (; ; at++) {
      const code = text.charCodeAt(at)
      if (code === QUOTE) break
      // Also NaN, behind the end of the text.
      if (!(code >= 0x20)) throw notJson()
      if (code !== BACKSLASH) continue
      hasEscape = true
      at++
    }
    this.#at = at + 1
    if (!hasEscape) return keep ? text.slice(start + 1, at) : undefined
    try {
      return JSON.parse(text.slice(start, at + 1)) as string
    } catch {
      throw notJson()
    }
  }

  #number(keep: boolean): unknown {
    const start = this.#at
    const text = this.#text
    if (text.charCodeAt(start) === MINUS) {
      this.#at++
      if (text.startsWith('Infinity', this.#at)) {
        this.#at += 'Infinity'.length
        return -Infinity
      }
    }
    const whole = this.#at
    const digits = this.#digits()
    if (digits > 1 && text.charCodeAt(whole) === ZERO) throw notJson()
    const isWhole = !this.#fraction()
    if (isWhole && digits > MAX_DIGITS) {
      throw invalid(`The request body holds a whole number of ${digits} digits; at most ${MAX_DIGITS} are read.`)
    }
    if (!keep) return undefined
    const written = text.slice(start, this.#at)
    const value = Number(written)
    if (isWhole) return Number.isSafeInteger(value) ? value : BigInt(written)
    return this.#options.asWritten && Number.isInteger(value) ? new PythonFloat(value) : value
  }

  /** Takes the point and the exponent of a number. */
  #fraction(): boolean {
    const start = this.#at
    if (this.#text.charCodeAt(this.#at) === POINT) {
      this.#at++
      this.#digits()
    }
    if (/^[eE]$/.test(this.#text.charAt(this.#at))) {
      this.#at++
      if (/^[+-]$/.test(this.#text.charAt(this.#at))) this.#at++
      this.#digits()
    }
    return this.#at > start
  }

  /** Takes one digit or more. */
  #digits(): number {
    const start = this.#at
    while (isDigit(this.#text.charCodeAt(this.#at))) this.#at++
    if (this.#at === start) throw notJson()
    return this.#at - start
  }

  #next(): number {
    this.#skipBlanks()
    return this.#text.charCodeAt(this.#at)
  }

  #skipBlanks(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
      this.#at++
    }
  }
}

const notJson = () => invalid('The request body is not valid JSON.')

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE

/** Sets an own property, also one called `__proto__`. */
function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
  else object[key] = value
}
