/** Value of a metric by its name. */
type Values = (name: string) => number
type Compute = (values: Values) => number

/** A formula over metrics that was understood. */
export interface Expression {
  /** The metrics that it names, each once, in the order in which they come. */
  readonly names: readonly string[]
  readonly compute: Compute
}

/** What is wrong, and the character (from 0) where it is; behind the last one where the text ends too soon. */
export class ExpressionError extends Error {
  readonly at: number
  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

/** Longer texts are refused. */
const LONGEST = 1_000
/** Functions with the number of values that they take, at most. */
const FUNCTIONS: ReadonlyMap<string, { most: number; of: (...values: number[]) => number }> = new Map([
  ['abs', { most: 1, of: Math.abs }],
  ['sqrt', { most: 1, of: Math.sqrt }],
  ['log', { most: 1, of: Math.log }],
  ['log10', { most: 1, of: Math.log10 }],
  ['exp', { most: 1, of: Math.exp }],
  ['min', { most: Infinity, of: Math.min }],
  ['max', { most: Infinity, of: Math.max }],
])

interface Token {
  kind: 'number' | 'metric' | 'word' | 'sign' | 'end'
  text: string
  at: number
}

/**
 * Reads a formula: numbers, `${metric}`, + - * / ^ (binding from the right), signs, parentheses, and abs, sqrt, log (natural), log10, exp, min
 * and max. Values that cannot be computed are NaN or infinite, as in IEEE arithmetic.
 * @throws ExpressionError
 */
export function parseExpression(text: string): Expression {
  if (text.length > LONGEST) throw new ExpressionError(LONGEST, `longer than ${LONGEST} characters`)
  const reader = new Reader(tokensOf(text))
  const compute = reader.sum()
  const rest = reader.next
  if (rest.kind !== 'end') throw new ExpressionError(rest.at, `expected an operator, not ${rest.text}`)
  if (reader.names.size === 0) throw new ExpressionError(text.length, 'name a metric, as in ${loss}')
  return { names: [...reader.names], compute }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  const pattern = /\s*(?:(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)|\$\{([^}]*)\}|([A-Za-z_]\w*)|([-+*/^(),]))/y
  let at = 0
  while (at < text.trimEnd().length) {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    const start = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0)
    if (!found) throw new ExpressionError(start, unreadable(text.slice(start)))
    const [, number, metric, word, sign] = found
    if (metric !== undefined && metric === '') throw new ExpressionError(start, 'a metric without a name')
    const kind = number !== undefined ? 'number' : metric !== undefined ? 'metric' : word !== undefined ? 'word' : 'sign'
    tokens.push({ kind, text: number ?? metric ?? word ?? sign ?? '', at: start })
    at = pattern.lastIndex
  }
  return [...tokens, { kind: 'end', text: 'the end', at: text.length }]
}

function unreadable(rest: string): string {
  if (rest.startsWith('${')) return 'the name of a metric ends with }'
  if (rest.startsWith('$')) return 'a metric is written ${name}'
  return `${[...rest][0]} means nothing here`
}

class Reader {
  readonly names = new Set<string>()
  readonly #tokens: readonly Token[]
  #place = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get next(): Token {
    return this.#tokens[this.#place] ?? { kind: 'end', text: 'the end', at: 0 }
  }

  /** Takes the next token when it is one of these signs. */
  #take(signs: string): string | undefined {
    const { kind, text } = this.next
    if (kind !== 'sign' || !signs.includes(text)) return undefined
    this.#place++
    return text
  }

  sum(): Compute {
    let left = this.#product()
    for (let sign = this.#take('+-'); sign; sign = this.#take('+-')) {
      const [one, other] = [left, this.#product()]
      left = sign === '+' ? (values) => one(values) + other(values) : (values) => one(values) - other(values)
    }
    return left
  }

  #product(): Compute {
    let left = this.#signed()
    for (let sign = this.#take('*/'); sign; sign = this.#take('*/')) {
      const [one, other] = [left, this.#signed()]
      left = sign === '*' ? (values) => one(values) * other(values) : (values) => one(values) / other(values)
    }
    return left
  }

  /** A sign binds less than a power: -2 ^ 2 is -4. */
  #signed(): Compute {
    const sign = this.#take('+-')
    if (!sign) return this.#power()
    const value = this.#signed()
    return sign === '-' ? (values) => -value(values) : value
  }

  #power(): Compute {
    const base = this.#atom()
    if (!this.#take('^')) return base
    const exponent = this.#signed()
    return (values) => base(values) ** exponent(values)
  }

  #atom(): Compute {
    const { kind, text, at } = this.next
    this.#place++
    if (kind === 'number') {
      const value = Number(text)
      return () => value
    }
    if (kind === 'metric') {
      this.names.add(text)
      return (values) => values(text)
    }
    if (kind === 'word') return this.#call(text, at)
    if (text === '(' && kind === 'sign') {
      const inner = this.sum()
      this.#close()
      return inner
    }
    throw new ExpressionError(at, `expected a number, a metric or a parenthesis, not ${text}`)
  }

  #call(name: string, at: number): Compute {
    const known = FUNCTIONS.get(name)
    if (!known) throw new ExpressionError(at, `${name} is no function; a metric is written \${${name}}`)
    if (!this.#take('(')) throw new ExpressionError(this.next.at, `expected ( behind ${name}`)
    const given = [this.sum()]
    for (let comma = this.next; this.#take(','); comma = this.next) {
      if (given.length >= known.most) throw new ExpressionError(comma.at, `${name} takes one value`)
      given.push(this.sum())
    }
    this.#close()
    return (values) => known.of(...given.map((value) => value(values)))
  }

  #close(): void {
    const { at, text } = this.next
    if (!this.#take(')')) throw new ExpressionError(at, `expected ), not ${text}`)
  }
}
