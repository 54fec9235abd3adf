// How Python prints and reads plain values: messages of MLflow contain the first, filters the second.

const ESCAPES: Readonly<Record<string, string>> = { '\t': String.raw`\t`, '\n': String.raw`\n`, '\r': String.raw`\r`, '\\': '\\\\' }

/** A text as Python prints it: in single quotes, unless it has some and no double ones; what cannot be printed as an escape. */
export function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  let out = ''
  for (const char of text) {
    if (char === quote) out += `\\${char}`
    else if (ESCAPES[char] !== undefined) out += ESCAPES[char]
    else if (char !== ' ' && /[\p{C}\p{Z}]/u.test(char)) out += numericEscape(char.codePointAt(0) ?? 0)
    else out += char
  }
  return quote + out + quote
}

function numericEscape(code: number): string {
  const digits = code.toString(16)
  if (code < 0x100) return String.raw`\x` + digits.padStart(2, '0')
  if (code < 0x10000) return String.raw`\u` + digits.padStart(4, '0')
  return String.raw`\U` + digits.padStart(8, '0')
}

/** A set of texts as Python prints it, sorted: Python's own order changes from run to run. */
export function pythonSet(texts: Iterable<string>): string {
  return `{${[...texts].toSorted().map(pythonRepr).join(', ')}}`
}

/** A list of texts as Python prints it. */
export function pythonList(texts: readonly string[]): string {
  return `[${texts.map(pythonRepr).join(', ')}]`
}

/** A float as Python prints it: never without a fraction or an exponent. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  const digits = String(value)
  return /[.e]/.test(digits) ? digits : `${Object.is(value, -0) ? '-0' : digits}.0`
}

// Python takes the decimal digits of every script.
function asciiDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, (digit) => String(digitValue(digit)))
}

const DIGIT_VALUES = new Map<string, number>()

// The digits of a script follow each other from 0 to 9, in a few places several styles without a gap between them.
function digitValue(digit: string): number {
  const known = DIGIT_VALUES.get(digit)
  if (known !== undefined) return known
  const code = digit.codePointAt(0) ?? 0
  let start = code
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start--
  DIGIT_VALUES.set(digit, (code - start) % 10)
  return (code - start) % 10
}

const SPACE = String.raw`[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*`
const DIGITS = String.raw`\d+(?:_\d+)*`
const INTEGER = new RegExp(`^${SPACE}([+-]?)(${DIGITS})${SPACE}$`)
const FLOAT = new RegExp(String.raw`^${SPACE}([+-]?(?:${DIGITS}(?:\.(?:${DIGITS})?)?|\.${DIGITS})(?:e[+-]?${DIGITS})?)${SPACE}$`, 'i')
const SPECIAL = new RegExp(String.raw`^${SPACE}([+-]?)(inf|infinity|nan)${SPACE}$`, 'i')

/** The number that Python's `int(text)` gives, or undefined where it refuses. */
export function pythonInteger(text: string): bigint | undefined {
  const [, sign, digits] = INTEGER.exec(asciiDigits(text)) ?? []
  if (digits === undefined || digits.length > 4300) return undefined
  const value = BigInt(digits.replaceAll('_', ''))
  return sign === '-' ? -value : value
}

/** The number that Python's `float(text)` gives, or undefined where it refuses. */
export function pythonNumber(text: string): number | undefined {
  const ascii = asciiDigits(text)
  const [, sign, word] = SPECIAL.exec(ascii) ?? []
  if (word !== undefined) return word.toLowerCase() === 'nan' ? Number.NaN : sign === '-' ? -Infinity : Infinity
  const [, digits] = FLOAT.exec(ascii) ?? []
  return digits === undefined ? undefined : Number(digits.replaceAll('_', ''))
}
