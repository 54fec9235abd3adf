import { parseExperimentsFilter, parseLoggedModelsFilter, parseRegisteredModelsFilter, parseRunsFilter } from '@tailrace/filter'
import { describe, expect, test } from 'vitest'
import { equals } from './clauses.ts'
import { beginsWith, holdsText, textLiteral } from './text-literal.ts'
import { pieces } from './tokens.ts'

const SIGNS = ["'", '"', '\\', '%', '_', 'E', 'a', ' ', '\n', 'é', '模', '😀', '`', ')', ' AND ']

/** Every text of up to three of the signs. */
const TEXTS = SIGNS.flatMap((a) => [a, ...SIGNS.flatMap((b) => [a + b, ...SIGNS.map((c) => a + b + c)])])

const PARSERS = [
  ['runs', parseRunsFilter, 'params.p'],
  ['experiments', parseExperimentsFilter, 'tags.p'],
  ['registered models', parseRegisteredModelsFilter, 'tags.p'],
  ['logged models', parseLoggedModelsFilter, 'params.p'],
] as const

describe.each(PARSERS)('literals in filters of %s', (_, parse, field) => {
  test('stand for the text itself, and the rest of the filter stays what it is', () => {
    for (const text of TEXTS) {
      const filter = `${field} = ${textLiteral(text)} AND tags.b = 'x'`
      const operands = [{ comparator: '=', value: text }, { value: 'x' }]
      expect(parse(filter), filter).toMatchObject({ type: 'and', operands })
    }
  })

  test('of patterns hold the text literally', () => {
    for (const text of TEXTS) {
      for (const [filter, before] of [
        [holdsText(field, text), '%'],
        [beginsWith(field, text), ''],
      ] as const) {
        const pattern = parse(filter) as { value: string; escapes?: true }
        const value = pattern.escapes ? text.replaceAll(/[\\%_]/g, String.raw`\$&`) : text
        expect(pattern.value, filter).toBe(`${before}${value}%`)
        expect(pattern.escapes ?? !/[%_]/.test(text), filter).toBe(true)
      }
    }
  })
})

test('a comparison that a click adds finds the value, and the box sees it as one string', () => {
  for (const text of TEXTS) {
    const filter = equals('params.p', text)
    expect(parseRunsFilter(filter), filter).toMatchObject({ comparator: '=', value: text })
    expect(
      pieces(filter)
        .filter(({ kind }) => kind !== 'space')
        .map(({ kind }) => kind),
      filter,
    ).toEqual(['key', 'operator', 'string'])
  }
})
