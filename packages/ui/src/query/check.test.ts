import { describe, expect, test } from 'vitest'
import { check } from './check.ts'

const KNOWN = { metrics: ['accuracy', 'val loss'], params: ['lr', 'depth'], tags: ['team'] }

describe('a filter that does not parse has a place and, where one can guess, a suggestion', () => {
  for (const [text, start, suggestion] of [
    ['params.lr = 0.1', 12, "params.lr = '0.1'"],
    ["metrics.accuracy > '0.9'", 19, 'metrics.accuracy > 0.9'],
    ['metrcs.accuracy > 0.9', 0, 'metrics.accuracy > 0.9'],
    ['accuracy > 0.9', 0, 'metrics.accuracy > 0.9'],
    ['acuracy > 0.9', 0, 'metrics.accuracy > 0.9'],
    ['metrics.accuracy > 0.9 && metrics.accuracy < 1', undefined, 'metrics.accuracy > 0.9 AND metrics.accuracy < 1'],
    ["attributes.stats = 'FAILED'", undefined, "attributes.status = 'FAILED'"],
    ['status = FAILED', undefined, "attributes.status = 'FAILED'"],
    ['metrics.accuracy == 1', undefined, 'metrics.accuracy = 1'],
    ['resnet', 0, "attributes.run_name ILIKE '%resnet%'"],
    ['metrics.accuracy > 0.9 AN status = FAILED', undefined, "metrics.accuracy > 0.9 AND attributes.status = 'FAILED'"],
    ['tags.team =', undefined, undefined],
  ] as const)
    test(text, async () => {
      const problem = await check(text, KNOWN)
      expect(problem).toBeDefined()
      expect(problem?.message).not.toBe('')
      if (start !== undefined) expect(problem?.start).toBe(start)
      expect(problem?.suggestion).toBe(suggestion)
    })
})

for (const text of ['', '  ', "metrics.accuracy > 0.9 AND params.lr IN ('1')", 'metrics.accuracy > 0.9 AND'])
  test(`nothing is wrong with ${JSON.stringify(text)}`, async () => expect(await check(text, KNOWN)).toBeUndefined())
