import { parseRunsFilter } from '@tailrace/filter'
import { expect, test } from 'vitest'
import { keysIn } from './clauses.ts'
import { quoteKeys } from './quote-keys.ts'

for (const [typed, quoted] of [
  ['metrics.val/acc > 0.9', 'metrics.`val/acc` > 0.9'],
  ['metrics.val-acc>0.9', 'metrics.`val-acc`>0.9'],
  ["params.batch size = '8'", "params.`batch size` = '8'"],
  ["tags.a:b LIKE '%x%'", "tags.`a:b` LIKE '%x%'"],
  ["params.opt/name NOT IN ('a')", "params.`opt/name` NOT IN ('a')"],
  ['tags.my tag IS NULL', 'tags.`my tag` IS NULL'],
  ['metric.val/acc > 1 AND metrics.val/loss < 2', 'metrics.`val/acc` > 1 AND metrics.`val/loss` < 2'],
  ['(metrics.a/b > 1 OR metrics.c > 2)', '(metrics.`a/b` > 1 OR metrics.c > 2)'],
  ["params.a.b = 'x'", "params.a.b = 'x'"],
  ['metrics.`val/acc` > 1', 'metrics.`val/acc` > 1'],
  ["params.x = 'metrics.a/b > 1'", "params.x = 'metrics.a/b > 1'"],
  ['metrics.schlüssel > 1', 'metrics.`schlüssel` > 1'],
  ["attributes.run_name = 'a-b'", "attributes.run_name = 'a-b'"],
  ['metrics.in/out > 1', 'metrics.`in/out` > 1'],
] as const)
  test(`${typed} is taken as it was typed`, () => {
    const { text } = quoteKeys(typed)
    expect(text).toBe(quoted)
    expect(() => parseRunsFilter(text)).not.toThrow()
    expect(quoteKeys(text).text).toBe(text)
  })

test('keys of every sign, also those that look like a comparison when they are known', () => {
  const known = { metrics: ['a = b', 'loss', 'loss in dB', 'x > y'], params: [], tags: [] }
  expect(quoteKeys('metrics.a = b > 1', known).text).toBe('metrics.`a = b` > 1')
  expect(quoteKeys('metrics.loss in dB > 1', known).text).toBe('metrics.`loss in dB` > 1')
  expect(quoteKeys('metrics.loss > 1', known).text).toBe('metrics.loss > 1')
  for (const key of ['a/b', 'a-b', 'a:b', 'a.b', 'a b', 'a@1', 'train/loss (mean)', '模型', '50%', 'a+b', '#1', 'a,b', '[x]', 'Ü/ö-:. z'])
    for (const [entity, rest] of [
      ['metrics', '> 1'],
      ['params', "= 'x'"],
      ['tags', "LIKE '%'"],
    ] as const) {
      const { text } = quoteKeys(`${entity}.${key} ${rest}`, { metrics: [key], params: [key], tags: [key] })
      expect(() => parseRunsFilter(text), text).not.toThrow()
      expect(keysIn(text), text).toEqual([{ entity, key }])
    }
})

test('what is not finished stays as it is, and places lead back to what was typed', () => {
  for (const text of ['metrics.val/acc', 'metrics.', 'metrics.val/acc AND metrics.b > 1', ''])
    expect(quoteKeys(text).text.startsWith(text.split(' AND')[0] ?? '')).toBe(true)
  const typed = 'metrics.a/b > 1 AND metrics.c/d > x'
  const { text, placeOf } = quoteKeys(typed)
  expect(placeOf(text.indexOf('x'))).toBe(typed.indexOf('x'))
})
