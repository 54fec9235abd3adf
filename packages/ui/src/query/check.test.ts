import { describe, expect, test } from 'vitest'
import { check } from './check.ts'
import { isUnfinished } from './problem-words.ts'

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

for (const [text, message, suggestion] of [
  ['metrics.acuracy > 0.9', 'acuracy is not among the known metrics. Did you mean accuracy?', 'metrics.accuracy > 0.9'],
  ['metrics.val los > 1', 'val los is not among the known metrics. Did you mean val loss?', 'metrics.`val loss` > 1'],
  ["params.Depth = '1'", 'Depth is not among the known params. Did you mean depth?', "params.depth = '1'"],
  ["tags.teem = 'x'", 'teem is not among the known tags. Did you mean team?', "tags.team = 'x'"],
  ['metrics.loss > 1', 'loss is not among the known metrics. Did you mean val loss?', 'metrics.`val loss` > 1'],
] as const)
  test(`of ${text} is asked: did you mean`, async () => {
    expect(await check(text, KNOWN)).toMatchObject({ message, suggestion, isHint: true })
  })

for (const text of ['metrics.val loss > 0.9', "params.lr = '1'", 'metrics.quite_another > 1'])
  test(`nothing is asked of ${text}`, async () => expect(await check(text, KNOWN)).toBeUndefined())

describe('mistakes are explained in plain words', () => {
  for (const [text, words] of [
    ['metrics.accuracy > abc', /^Metrics and times are compared with numbers, not with abc/],
    ['params.lr = 0.1', /^The value of a parameter is text: put 0.1 in quotes/],
    ['xyz.a = 1', /but no “xyz”/],
    ["attributes.foo = 'x'", /There is no attribute “foo”/],
    ["dataset.foo = 'x'", /Datasets have a name/],
    ["status > 'x'", /“>” does not fit here/],
    ['(metrics.accuracy > 1', /A bracket is not closed/],
    ["params.lr = 'x", /A quote is not closed/],
    ['metrics.accuracy >', /The condition is not finished/],
    ['metrics.accuracy @ 3', /This is not a condition/],
    ['foo bar', /^(?:This is not a condition|The condition is not finished)/],
  ] as const)
    test(text, async () => {
      const message = (await check(text, KNOWN))?.message ?? ''
      expect(message).toMatch(words)
      expect(message).not.toMatch(/clause|Identifier|Invalid|comparator/i)
    })
})

for (const [text, is] of [
  ['', false],
  ['metrics.acc', true],
  ['metrics.acc >', true],
  ['metrics.acc > 0.9', false],
  ['metrics.acc > ab', true],
  ['metrics.acc > ab ', false],
  ["params.lr = 'x", true],
  ["params.lr = 'x'", false],
  ["params.lr IN ('x',", true],
  ['metrics.acc > 1 AND', true],
  ['tags.x IS NULL', false],
] as const)
  test(`${JSON.stringify(text)} is ${is ? 'still being typed' : 'finished'}`, () => expect(isUnfinished(text)).toBe(is))
