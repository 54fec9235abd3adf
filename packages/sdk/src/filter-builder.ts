import { MlflowError } from './errors.ts'

type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'LIKE' | 'ILIKE' | 'IN' | 'NOT IN' | 'IS NULL' | 'IS NOT NULL'

/**
 * A condition of a search; `String(condition)` is what the server reads.
 *
 * @example const filter: Filter = metric('loss').lt(0.1).and(tag('team').eq('vision'))
 */
export class Filter {
  readonly #text: string
  readonly #compound: boolean

  constructor(text: string, compound = false) {
    this.#text = text
    this.#compound = compound
  }

  /** Both. */
  and(...others: readonly Filter[]): Filter {
    return and(this, ...others)
  }

  /** Joins two conditions with OR. Tailrace only: MLflow refuses it. */
  or(...others: readonly Filter[]): Filter {
    return or(this, ...others)
  }

  /** The text that the server reads. */
  toString(): string {
    return this.#text
  }

  /** As a part of a greater one: in parentheses if it needs them. */
  get part(): string {
    return this.#compound ? `(${this.#text})` : this.#text
  }
}

/**
 * Joins conditions with AND. Without arguments it matches everything.
 *
 * @example const filter = and(metric('loss').lt(0.1), param('model').eq('forest'))
 */
export const and = (...filters: readonly Filter[]): Filter => new Filter(filters.map(({ part }) => part).join(' AND '))

/**
 * Joins conditions with OR. Tailrace only: MLflow has no OR.
 *
 * @example const filter = or(tag('team').eq('vision'), tag('team').eq('speech'))
 */
export const or = (...filters: readonly Filter[]): Filter => new Filter(filters.map(({ part }) => part).join(' OR '), filters.length > 1)

/**
 * Negates a condition. Tailrace only: MLflow has no NOT.
 *
 * @example const filter = not(param('model').like('forest%'))
 */
export const not = (filter: Filter): Filter => new Filter(`NOT (${String(filter)})`)

class Field {
  readonly #name: string

  constructor(name: string) {
    this.#name = name
  }

  /** From small to great; what has no value comes last. */
  asc(): string {
    return `${this.#name} ASC`
  }

  /** From great to small; what has no value comes last. */
  desc(): string {
    return `${this.#name} DESC`
  }

  protected when(operator: Operator, value?: string): Filter {
    return new Filter([this.#name, operator, ...(value === undefined ? [] : [value])].join(' '))
  }
}

/**
 * A field that holds a number. Comparisons refuse NaN and the infinities, which the language cannot write.
 *
 * @example const loss: NumberField = metric('loss')
 * @throws MlflowError CONFIGURATION
 */
export class NumberField extends Field {
  /** Equal. */
  eq(value: number): Filter {
    return this.when('=', numeral(value))
  }
  /** Another one. */
  ne(value: number): Filter {
    return this.when('!=', numeral(value))
  }
  /** Less. */
  lt(value: number): Filter {
    return this.when('<', numeral(value))
  }
  /** Less or equal. */
  le(value: number): Filter {
    return this.when('<=', numeral(value))
  }
  /** Greater. */
  gt(value: number): Filter {
    return this.when('>', numeral(value))
  }
  /** Greater or equal. */
  ge(value: number): Filter {
    return this.when('>=', numeral(value))
  }
}

/**
 * A field that holds text. Texts with both kinds of quotes are written as `E'...'`, which Tailrace reads and MLflow refuses.
 *
 * @example const name: TextField = attribute('run_name')
 * @throws MlflowError CONFIGURATION
 */
export class TextField extends Field {
  /** Equal. */
  eq(value: string): Filter {
    return this.when('=', quoted(value))
  }
  /** Another text. */
  ne(value: string): Filter {
    return this.when('!=', quoted(value))
  }
  /** `%` stands for any run of characters, `_` for one; upper and lower case differ. */
  like(pattern: string): Filter {
    return this.when('LIKE', quoted(pattern))
  }
  /** As like, but upper and lower case are the same. */
  ilike(pattern: string): Filter {
    return this.when('ILIKE', quoted(pattern))
  }
  /** Matches any of several texts. MLflow accepts it for ids, names and datasets, Tailrace also for params and tags. */
  in(values: readonly string[]): Filter {
    return this.when('IN', list(values))
  }
  /** None of some texts. */
  notIn(values: readonly string[]): Filter {
    return this.when('NOT IN', list(values))
  }
}

/**
 * A param or tag: text that may be missing.
 *
 * @example const unreviewed = tag('reviewed').isNull()
 */
export class KeyField extends TextField {
  /** There is none of this key. */
  isNull(): Filter {
    return this.when('IS NULL')
  }
  /** There is one of this key. */
  isNotNull(): Filter {
    return this.when('IS NOT NULL')
  }
}

const NUMBERS = [
  'start_time',
  'end_time',
  'creation_time',
  'last_update_time',
  'creation_timestamp',
  'last_updated_timestamp',
  'version_number',
] as const
type NumberAttribute = (typeof NUMBERS)[number]
type TextAttribute =
  | 'run_id'
  | 'run_name'
  | 'status'
  | 'artifact_uri'
  | 'user_id'
  | 'name'
  | 'experiment_id'
  | 'source_path'
  | 'model_id'
  | 'model_type'
  | 'source_run_id'

/**
 * The newest value of a metric.
 *
 * @example
 * const best = metric('accuracy').gt(0.9).and(param('model').eq('forest'))
 * const runs = await searchRuns({ filter: best, orderBy: [metric('accuracy').desc()] })
 * @throws MlflowError CONFIGURATION for a key with back-ticks and double quotes
 */
export const metric = (key: string): NumberField => new NumberField(`metrics.${keyText(key)}`)
/**
 * A param of a run or logged model.
 *
 * @example const deep = param('depth').in(['8', '16'])
 * @throws MlflowError CONFIGURATION for a key with back-ticks and double quotes
 */
export const param = (key: string): KeyField => new KeyField(`params.${keyText(key)}`)
/**
 * A tag.
 *
 * @example const mine = tag('mlflow.user').eq('ada')
 * @throws MlflowError CONFIGURATION for a key with back-ticks and double quotes
 */
export const tag = (key: string): KeyField => new KeyField(`tags.${keyText(key)}`)
/**
 * A dataset that a run used.
 *
 * @example const trained = dataset('name').eq('iris').and(dataset('context').eq('training'))
 */
export const dataset = (field: 'name' | 'digest' | 'context'): TextField => new TextField(`dataset.${field}`)

/**
 * Attributes of runs, experiments, models and versions. Times are ms since the epoch.
 *
 * @example const today = attribute('start_time').ge(Date.now() - 86_400_000)
 */
export function attribute(name: NumberAttribute): NumberField
export function attribute(name: TextAttribute): TextField
export function attribute(name: NumberAttribute | TextAttribute): NumberField | TextField {
  return (NUMBERS as readonly string[]).includes(name) ? new NumberField(name) : new TextField(name)
}

function keyText(key: string): string {
  if (!key.includes('`')) return `\`${key}\``
  if (!key.includes('"')) return `"${key}"`
  throw new MlflowError('CONFIGURATION', `The key ${key} has back-ticks and double quotes: no filter can name it.`)
}

// Quotes hold no quote of their kind, and no backslash at the end; `E'...'` is Tailrace's own.
function quoted(value: string): string {
  if (!/'|\\$/.test(value)) return `'${value}'`
  if (!/"|\\$/.test(value)) return `"${value}"`
  return `E'${value.replaceAll(/[\\']/g, String.raw`\$&`)}'`
}

// Lists are read as Python reads them.
function listItem(value: string): string {
  const codes: Record<string, string> = { '\\': String.raw`\x5c`, "'": String.raw`\x27`, '\n': String.raw`\n`, '\r': String.raw`\r` }
  return `'${value.replaceAll(/[\\'\n\r]/g, (char) => codes[char] ?? char)}'`
}

function list(values: readonly string[]): string {
  if (values.length === 0) throw new MlflowError('CONFIGURATION', 'IN needs at least one text.')
  return `(${values.map(listItem).join(', ')})`
}

function numeral(value: number): string {
  if (Number.isFinite(value)) return String(value)
  throw new MlflowError('CONFIGURATION', `A filter cannot compare with ${value}.`)
}
