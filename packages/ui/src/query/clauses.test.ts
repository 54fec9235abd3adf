import { parseRunsFilter } from '@tailrace/filter'
import { describe, expect, test } from 'vitest'
import { allOf, conjuncts, equals, keyText, replaceClauses, toggleClause } from './clauses.ts'

describe('conjuncts', () => {
  for (const [filter, parts] of [
    ['', []],
    ['metrics.a > 1', ['metrics.a > 1']],
    ["metrics.a > 1 AND params.b = 'x AND y'", ['metrics.a > 1', "params.b = 'x AND y'"]],
    ['metrics.a > 1 OR metrics.b > 1', ['metrics.a > 1 OR metrics.b > 1']],
    ['(metrics.a > 1 OR metrics.b > 1) and metrics.c > 2', ['(metrics.a > 1 OR metrics.b > 1)', 'metrics.c > 2']],
    ['metrics.a BETWEEN 1 AND 2 AND metrics.b > 1', ['metrics.a BETWEEN 1 AND 2', 'metrics.b > 1']],
  ] as const)
    test(filter || 'an empty filter', () => expect(conjuncts(filter)).toEqual(parts))
})

test('a condition is added and taken out', () => {
  const failed = "attributes.status = 'FAILED'"
  expect(toggleClause('', failed)).toBe(failed)
  expect(toggleClause('metrics.a > 1', failed)).toBe(`metrics.a > 1 AND ${failed}`)
  expect(toggleClause('metrics.a > 1 OR metrics.b > 1', failed)).toBe(`(metrics.a > 1 OR metrics.b > 1) AND ${failed}`)
  expect(toggleClause(`metrics.a > 1 AND ${failed}`, failed)).toBe('metrics.a > 1')
})

test('the conditions about a key are replaced', () => {
  expect(replaceClauses('metrics.a > 1 AND metrics.b > 2 AND metrics.a < 3', 'metrics.a', ['metrics.a >= 5'])).toBe(
    'metrics.b > 2 AND metrics.a >= 5',
  )
  expect(replaceClauses('metrics.a > 1', 'metrics.a', [])).toBe('')
})

test('what is built can be parsed, whatever the key and the value', () => {
  for (const key of ['a', 'val loss', 'a/b-c', 'a.b', 'schlüssel', '模型', 'x`y', '1st', 'and'])
    for (const value of ['v', "it's", 'say "hi"', `both ' and "`, '', '%'])
      expect(() => parseRunsFilter(allOf(equals(keyText('params', key), value), `${keyText('metrics', key)} > 1`))).not.toThrow()
})
