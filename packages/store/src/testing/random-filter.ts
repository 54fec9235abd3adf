/** A source of chance that repeats itself: the same seed gives the same choices. */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** A whole number from 0 to `below` - 1. */
  below(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0
  }

  /** Some of the items, each once, in any order. */
  some<Item>(items: readonly Item[], count: number): Item[] {
    const left = [...items]
    const taken: Item[] = []
    while (taken.length < count && left.length > 0) taken.push(...left.splice(this.below(left.length), 1))
    return taken
  }
}

/** What is searched, as the test keeps it: the values that each identifier of a filter stands for. None: it has no such key. */
export type Row<Name extends string = string> = Readonly<Record<Name, readonly (string | number)[] | undefined>>

/** An identifier of a filter and what may be asked about it. */
export interface Subject {
  /** As the filter writes it. */
  readonly written: string
  /** As rows have it. */
  readonly name: string
  readonly kind: 'text' | 'number'
  readonly comparators: readonly string[]
  /** Values to compare with. */
  readonly values: readonly (string | number)[]
}

/** A filter and which rows it finds. */
export interface Filter {
  readonly text: string
  holds(row: Row): boolean
}

export const TEXT_COMPARATORS = ['=', '!=', 'LIKE', 'ILIKE', 'NOT LIKE', 'NOT ILIKE', 'RLIKE', 'NOT RLIKE', 'IN', 'NOT IN'] as const
export const NUMBER_COMPARATORS = ['=', '!=', '<', '<=', '>', '>=', 'BETWEEN', 'NOT BETWEEN'] as const
const PATTERNS = ['%', 'a%', '%b', '_', '__', 'A%', '%_%', 'a_b', '%指%', '', '%🧪', 'i%s']
const EXPRESSIONS = ['^a', 'b$', '.', '^.$', 'a|指', '[a-c]x', '^$', 'A.b', "t's"]

/** A filter of AND, OR, NOT and parentheses over some subjects. */
export function randomFilter(chance: Chance, subjects: readonly Subject[], depth = 3): Filter {
  const kind = depth === 0 ? 3 : chance.below(6)
  if (kind === 2) {
    const inner = randomFilter(chance, subjects, depth - 1)
    return { text: `NOT (${inner.text})`, holds: (row) => !inner.holds(row) }
  }
  if (kind > 2) return comparison(chance, chance.pick(subjects))
  const operands = Array.from({ length: 2 + chance.below(2) }, () => randomFilter(chance, subjects, depth - 1))
  const [word, holds] = kind === 0 ? (['AND', 'every'] as const) : ([chance.pick(['OR', 'or']), 'some'] as const)
  return {
    text: operands.map(({ text }) => `(${text})`).join(` ${word} `),
    holds: (row) => operands[holds]((operand) => operand.holds(row)),
  }
}

function comparison(chance: Chance, subject: Subject): Filter {
  const comparator = chance.pick(subject.comparators)
  const of = (row: Row) => row[subject.name]
  if (comparator === 'IS NULL') return { text: `${subject.written} IS NULL`, holds: (row) => of(row) === undefined }
  if (comparator === 'IS NOT NULL') return { text: `${subject.written} IS NOT NULL`, holds: (row) => of(row) !== undefined }
  const { text, test } = subject.kind === 'number' ? numberTest(chance, comparator, subject) : textTest(chance, comparator, subject)
  return { text: `${subject.written} ${comparator} ${text}`, holds: (row) => (of(row) ?? []).some(test) }
}

interface Test {
  readonly text: string
  test(value: string | number): boolean
}

function numberTest(chance: Chance, comparator: string, { values }: Subject): Test {
  const wanted = Number(chance.pick(values))
  const high = Number(chance.pick(values))
  const within = (value: number) => value >= wanted && value <= high
  const holds: Readonly<Record<string, (value: number) => boolean>> = {
    '=': (value) => value === wanted,
    '!=': (value) => value !== wanted,
    '<': (value) => value < wanted,
    '<=': (value) => value <= wanted,
    '>': (value) => value > wanted,
    '>=': (value) => value >= wanted,
    BETWEEN: within,
    // NaN is in no range and out of none.
    'NOT BETWEEN': (value) => !Number.isNaN(value) && !within(value),
  }
  const text = comparator.endsWith('BETWEEN') ? `${written(wanted)} AND ${written(high)}` : written(wanted)
  return { text, test: (value) => holds[comparator]?.(Number(value)) === true }
}

/** Numbers of a filter have no plus sign in the exponent. */
const written = (value: number): string => String(value).replace('e+', 'e')

const quoted = (text: string): string => (text.includes("'") ? `"${text}"` : `'${text}'`)

function textTest(chance: Chance, comparator: string, { values }: Subject): Test {
  const negated = comparator.startsWith('NOT ')
  const plain = comparator.replace('NOT ', '')
  const texts = values.map(String)
  const unless = (test: (value: string) => boolean) => (value: string | number) => test(String(value)) !== negated
  if (plain === 'IN') {
    const list = chance.some(
      texts.filter((text) => !text.includes("'")),
      1 + chance.below(3),
    )
    return { text: `(${list.map(quoted).join(', ')})`, test: unless((value) => list.includes(value)) }
  }
  if (plain === 'RLIKE') {
    const expression = chance.pick(EXPRESSIONS)
    return { text: quoted(expression), test: unless((value) => new RegExp(expression, 'su').test(value)) }
  }
  if (plain.endsWith('LIKE')) {
    const pattern = chance.pick(PATTERNS)
    return { text: quoted(pattern), test: unless((value) => likeExpression(pattern, plain === 'ILIKE').test(value)) }
  }
  const wanted = chance.pick(texts)
  return { text: quoted(wanted), test: (value) => (value === wanted) === (plain === '=') }
}

const likeExpression = (pattern: string, folded: boolean): RegExp =>
  new RegExp(`^${pattern.replaceAll('%', '.*').replaceAll('_', '.')}$`, folded ? 'sui' : 'su')

/** Compares two texts by their bytes in UTF-8, as both databases of the tests do. */
export const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))
