import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as filter from './index.ts'

// Replays what MLflow said (parity/record-filter-corpus.py). Departures on purpose are marked in the file: "accepts" is what
// this language takes beyond MLflow's, "refuses" what only Python can make sense of, "words" a refusal of our own. Where MLflow
// crashes (any code but INVALID_PARAMETER_VALUE), this side may take the input or refuse it, but only with a 400.

type Value = string | number | null | readonly (string | number)[]
type Clause = readonly [type: string, key: string, comparator: string, value: Value]

interface Case {
  readonly filter?: string
  readonly order_by?: readonly (string & filter.LoggedModelsOrderBy)[]
  readonly clauses?: readonly Clause[]
  readonly terms?: readonly unknown[]
  readonly code?: string
  readonly error?: string
  readonly ours?: 'accepts' | 'refuses' | 'words'
}

const KINDS = [
  { file: 'runs', parse: filter.parseRunsFilter, order: filter.parseRunsOrderBy },
  { file: 'experiments', parse: filter.parseExperimentsFilter, order: filter.parseExperimentsOrderBy },
  { file: 'registered-models', parse: filter.parseRegisteredModelsFilter, order: filter.parseRegisteredModelsOrderBy },
  { file: 'model-versions', parse: filter.parseModelVersionsFilter, order: filter.parseModelVersionsOrderBy },
  { file: 'logged-models', parse: filter.parseLoggedModelsFilter, order: filter.parseLoggedModelsOrderBy },
] as const

/** Names of MLflow that come out canonical here. */
const CANONICAL: Readonly<Record<string, string>> = {
  parameter: 'param',
  attributes: 'attribute',
  metrics: 'metric',
  params: 'param',
  tags: 'tag',
  'attribute.run name': 'run_name',
  'attribute.Run name': 'run_name',
  'attribute.Run Name': 'run_name',
  'attribute.created': 'start_time',
  'attribute.Created': 'start_time',
  'attribute.timestamp': 'last_updated_timestamp',
}

function canonical(type: string, key: string): [entity: string, key: string] {
  const entity = CANONICAL[type] ?? type
  return [entity, CANONICAL[`${entity}.${key}`] ?? key]
}

const SOMETHING: unknown = expect.anything()
const A_TEXT: string = expect.any(String)

type Verdict = { readonly value: unknown } | { readonly message: string }

function verdict(action: () => unknown): Verdict {
  try {
    return { value: action() }
  } catch (error) {
    if (error instanceof filter.FilterError && error.code === 'INVALID_PARAMETER_VALUE') return { message: error.message }
    throw error
  }
}

/** The clauses of a filter MLflow's language: comparisons joined by AND. */
function clauses(expression: filter.Expression | undefined): unknown[] {
  return filter.conjuncts(expression).map((operand) => {
    if (operand.type !== 'comparison') throw new Error('more than MLflow has')
    const value = operand.kind === 'null' ? null : operand.value
    return [operand.entity, operand.key, operand.comparator, value]
  })
}

function expectedClause([type, key, comparator, value]: Clause, ours: unknown): unknown[] {
  const words = comparator.toUpperCase().replace(/\s+/g, ' ')
  const number = Array.isArray(ours) && typeof ours[3] === 'number'
  // The parser of runs leaves numbers of metrics to the store, and ids and versions are read as whole numbers there, too.
  if (number && value !== null) return [...canonical(type, key), words, Number(plainDigits(String(value))) + 0]
  if (key === 'experiment_id' && CANONICAL[type] === undefined && value !== null)
    return [...canonical(type, key), words, wholeNumbers(value)]
  if (typeof value === 'number' && !number) return [...canonical(type, key), words, String(value)]
  return [...canonical(type, key), words, Array.isArray(value) ? value.map(String) : value]
}

const wholeNumbers = (value: Value): unknown =>
  Array.isArray(value) ? value.map(wholeNumbers) : String(BigInt(plainDigits(String(value))))

function plainDigits(text: string): string {
  const digits = text
    .trim()
    .replaceAll('_', '')
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
  return digits.replace(/^\+/, '').replace(/^inf(inity)?$/i, 'Infinity')
}

function expectedTerm([type, key, ascending]: readonly unknown[]): unknown {
  const [entity, name] = canonical(String(type), String(key))
  return { entity, key: name, ascending }
}

function parsed(recorded: Case, { parse, order }: (typeof KINDS)[number]): unknown {
  if (recorded.order_by) return order(recorded.order_by)
  const expression = parse(recorded.filter ?? '')
  return recorded.clauses ? clauses(expression) : expression
}

/** The refusal without what Tailrace adds to MLflow's words. */
const withoutHint = (message: string): string => message.replace(/\. Put a key with blanks .*$/, '')

function expected(recorded: Case, got: Verdict): Verdict {
  const message = 'message' in got ? withoutHint(got.message) : undefined
  if (recorded.code !== undefined && recorded.code !== 'INVALID_PARAMETER_VALUE') return got
  if (recorded.ours === 'accepts') return { value: SOMETHING }
  if (recorded.ours !== undefined) return { message: message === recorded.error ? 'words of our own' : A_TEXT }
  if (recorded.error !== undefined) return { message: recorded.error }
  if (recorded.terms) return { value: recorded.terms.map((term) => (Array.isArray(term) ? expectedTerm(term) : SOMETHING)) }
  const ours = 'value' in got && Array.isArray(got.value) ? got.value : []
  return { value: recorded.clauses?.map((clause, at) => expectedClause(clause, ours[at])) }
}

for (const kind of KINDS) {
  const cases: readonly Case[] = JSON.parse(readFileSync(new URL(`corpus/${kind.file}.json`, import.meta.url), 'utf8'))
  describe(kind.file, () => {
    for (const recorded of cases) {
      test(JSON.stringify(recorded.filter ?? recorded.order_by), () => {
        const got = verdict(() => parsed(recorded, kind))
        expect('message' in got ? { message: withoutHint(got.message) } : got).toEqual(expected(recorded, got))
      })
    }
  })
}
