import { expect, test } from 'vitest'
import { canBeAsked, comparedIds } from './compared-ids.ts'

test('runs of the address: each once, a hundred at most, texts alone', () => {
  expect(comparedIds({ runs: '["a","b","a",1,null]' })).toEqual(['a', 'b'])
  expect(comparedIds({ runs: JSON.stringify(Array.from({ length: 130 }, (_, at) => `r${at}`)) })).toHaveLength(100)
  for (const runs of ['', 'no list', '{"a":1}', '7']) expect(comparedIds({ runs })).toEqual([])
  expect(comparedIds({})).toEqual([])
})

test('what cannot be an identifier is not asked for', () => {
  expect([canBeAsked(['a1', 'b2']), canBeAsked([]), canBeAsked(["a' OR 1"])]).toEqual([true, false, false])
})
