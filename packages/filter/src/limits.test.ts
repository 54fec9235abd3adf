import { describe, expect, test } from 'vitest'
import { printed, refusal } from './for-tests.ts'
import * as filter from './index.ts'

const clauses = (count: number): string => Array(count).fill('metrics.a = 1').join(' OR ')
const nested = (depth: number): string => `${'('.repeat(depth)}metrics.a = 1${')'.repeat(depth)}`
const list = (count: number): string => `run_id IN (${Array(count).fill("'0123456789abcdef0123456789abcdef'").join(', ')})`

describe('up to the limit a filter is taken', () => {
  for (const [why, text] of [
    ['clauses', clauses(filter.MAX_CLAUSES)],
    ['nesting', nested(filter.MAX_NESTING)],
    ['lists', list(filter.MAX_LIST_VALUES)],
    ['length', `tags.a = '${'x'.repeat(filter.MAX_FILTER_LENGTH - 11)}'`],
    ['pattern', `tags.a RLIKE '${'x'.repeat(filter.MAX_PATTERN_LENGTH)}'`],
    ['NOT, which nests nothing', `${'NOT '.repeat(20_000)}metrics.a = 1`],
  ] as const) {
    test(why, () => expect(filter.parseRunsFilter(text)).toBeDefined())
  }
  test('parentheses that nest leave no trace', () => expect(printed(filter.parseRunsFilter(nested(64)))).toBe('metric a = 1'))
})

describe('beyond the limit a filter is refused', () => {
  for (const [why, text, message] of [
    ['clauses', clauses(filter.MAX_CLAUSES + 1), 'The filter has more than 500 clauses.'],
    ['clauses in parentheses', `(${clauses(250)}) AND (${clauses(251)})`, 'The filter has more than 500 clauses.'],
    ['nesting', nested(filter.MAX_NESTING + 1), 'The filter is nested more than 64 levels deep.'],
    ['nesting of brackets of both kinds', `${'(a['.repeat(33)}${'])'.repeat(33)}`, 'The filter is nested more than 64 levels deep.'],
    ['lists', list(filter.MAX_LIST_VALUES + 1), 'A list in the filter has more than 10000 values.'],
    ['length', 'x'.repeat(filter.MAX_FILTER_LENGTH + 1), 'The filter has more than 1000000 characters.'],
    ['tokens', 'a '.repeat(filter.MAX_TOKENS), 'The filter has more than 50000 tokens.'],
    ['pattern', `tags.a RLIKE '${'x'.repeat(filter.MAX_PATTERN_LENGTH + 1)}'`, 'A pattern of RLIKE has more than 1000 characters.'],
    [
      'repetitions in a pattern',
      "tags.a RLIKE '((x{100}){10}){10}'",
      "Invalid regular expression '((x{100}){10}){10}': invalid repeat count: `{10}`",
    ],
  ] as const) {
    test(why, () => expect(refusal(() => filter.parseRunsFilter(text)).message).toBe(message))
  }
  test('fields of an order', () => {
    const items = Array.from({ length: filter.MAX_ORDER_FIELDS + 1 }, (_, at) => `metrics.a${at}`)
    expect(refusal(() => filter.parseRunsOrderBy(items)).message).toBe('The order_by has more than 100 fields.')
    expect(filter.parseRunsOrderBy(items.slice(1))).toHaveLength(filter.MAX_ORDER_FIELDS)
  })
  test('fields of an order of logged models', () => {
    const items = Array.from({ length: filter.MAX_ORDER_FIELDS + 1 }, () => ({ field_name: 'name' }))
    expect(refusal(() => filter.parseLoggedModelsOrderBy(items)).message).toBe('The order_by has more than 100 fields.')
  })
})

// Texts that make a careless reader try all ways to cut them: each must be through before the test's time is up.
describe('no text takes long', () => {
  for (const [why, text] of [
    ['white space', `metrics.a = 1${'\n '.repeat(24_000)}`],
    ['quotes that are never closed', `'${String.raw`\'`.repeat(20_000)}`],
    ['back-ticks', '`'.repeat(900_001)],
    ['comments that are never closed', '/*'.repeat(24_000)],
    ['brackets that are never closed', '(['.repeat(24_000)],
    ['blocks that are never closed', 'case begin '.repeat(12_000)],
    ['a chain of dots', 'a.'.repeat(24_000)],
    ['a chain of casts', 'a::'.repeat(16_000)],
    ['a chain of signs', 'a='.repeat(24_000)],
    ['a chain of names', 'a \n'.repeat(16_000)],
    ['lists one behind another', "a IN ('x') ".repeat(5_000)],
    ['a long number', `metrics.a = ${'1'.repeat(900_000)}x`],
    ['a long word', `metrics.${'not'.repeat(300_000)}`],
    ['words with long gaps', `not${' '.repeat(900_000)}x`],
    ['placeholders', '%('.repeat(24_000)],
    ['escapes in a list', `run_id IN ('${String.raw`\n`.repeat(400_000)}', ${' '.repeat(100_000)} 1)`],
    ['texts one behind another in a list', `run_id IN (${"'x' ".repeat(20_000)}, 1)`],
  ] as const) {
    test(why, () => {
      const outcomes = [filter.parseRunsFilter, filter.parseLoggedModelsFilter].map((parse) => outcome(() => parse(text)))
      expect(outcomes.filter((what) => what !== 'accepted' && what !== 'refused')).toEqual([])
    })
  }
})

function outcome(action: () => unknown): unknown {
  try {
    action()
    return 'accepted'
  } catch (error) {
    return error instanceof filter.FilterError ? 'refused' : error
  }
}
