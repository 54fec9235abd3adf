import { describe, expect, test } from 'vitest'
import { assessmentNumber } from './assessment-number.ts'
import { costsOf, tokensOf } from './trace-numbers.ts'

// What MLflow's own upgrade made of these values.
describe('an assessment counts as', () => {
  for (const [text, expected] of [
    ['true', [1, false]],
    ['false', [0, false]],
    ['"yes"', [1, false]],
    ['"YES"', [1, false]],
    ['"No"', [0, false]],
    ['3', [3, true]],
    ['-0.5', [-0.5, true]],
    [' 7 ', [7, true]],
    ['12345678901234567890', [12345678901234567000, true]],
    ['"5"', undefined],
    ['"true"', undefined],
    ['"pass"', undefined],
    ['[1]', undefined],
    ['null', undefined],
    ['1e400', undefined],
    ['NaN', undefined],
    ['True', undefined],
    ['007', undefined],
    ['.5', undefined],
    ['', undefined],
  ] as const) {
    test(`${JSON.stringify(text)}: ${expected?.[0] ?? 'nothing'}`, () => {
      expect(assessmentNumber(text)).toEqual(expected && { value: expected[0], is_numeric: expected[1] })
    })
  }
})

describe('token usage', () => {
  for (const [text, expected] of [
    ['{"input_tokens": 10, "total_tokens": "12", "foo": 1}', { input_tokens: 10, total_tokens: 12 }],
    ['{"input_tokens": 1.5, "output_tokens": true, "total_tokens": null}', {}],
    ['nonsense', undefined],
    ['[]', undefined],
    [null, undefined],
  ] as const) {
    test(String(text), () => expect(tokensOf(text)).toEqual(expected))
  }
  test('costs may be fractions', () =>
    expect(costsOf('{"input_cost": 0.1, "total_cost": "2"}')).toEqual({ input_cost: 0.1, total_cost: 2 }))
})
