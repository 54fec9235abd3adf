import { describe, expect, test } from 'vitest'
import { ExpressionError, parseExpression } from './expression.ts'

const METRICS: Readonly<Record<string, number>> = { a: 2, b: 8, 'val/loss 1': 0.5, none: NaN }

describe('formulas', () => {
  for (const [text, value] of [
    ['${a}', 2],
    ['${a} + ${b} * 2', 18],
    ['(${a} + ${b}) * 2', 20],
    ['${b} - ${a} - 1', 5],
    ['${b} / ${a} / 2', 2],
    ['${a} ^ 3 ^ 2', 512],
    ['-${a} ^ 2', -4],
    ['${a} ^ -1', 0.5],
    ['--${a}', 2],
    ['+${a} * -1', -2],
    ['1.5e1 + .5 * ${a}', 16],
    ['${val/loss 1} * 100', 50],
    ['${a}*100 - log(exp(${b}))', 192],
    ['log10(100) + sqrt(${b} * ${a}) + abs(-${a})', 8],
    ['min(${a}, ${b}, 1) + max(${a}, ${b})', 9],
    ['max(${a})', 2],
    ['  ( ( ${a} ) )  ', 2],
    ['${a} / 0', Infinity],
    ['log(-${a})', NaN],
    ['min(${none}, ${a})', NaN],
  ] as const)
    test(text, () => expect(parseExpression(text).compute((name) => METRICS[name] ?? NaN)).toBe(value))
})

test('a formula tells its metrics, each once', () => {
  expect(parseExpression('${b} + ${a} * ${b}').names).toEqual(['b', 'a'])
})

describe('what is no formula is refused at its character', () => {
  for (const [text, at, message] of [
    ['', 0, /expected a number/],
    ['1 + 2', 5, /name a metric/],
    ['${a} +', 6, /expected a number, .* not the end/],
    ['${a} ${b}', 5, /expected an operator, not b/],
    ['${a} * / 2', 7, /not \//],
    ['${a', 0, /ends with }/],
    ['1 + $a', 4, /written \$\{name\}/],
    ['${}', 0, /without a name/],
    ['loss * 2', 0, /loss is no function; a metric is written \$\{loss\}/],
    ['sin(${a})', 0, /sin is no function/],
    ['log ${a}', 4, /expected \( behind log/],
    ['log(${a}, 2)', 8, /takes one value/],
    ['(${a}', 5, /expected \), not the end/],
    ['${a})', 4, /expected an operator, not \)/],
    ['min()', 4, /not \)/],
    ['${a} # 2', 5, /# means nothing here/],
    ['${a} = 2', 5, /= means nothing/],
    [`\${a}${' + 1'.repeat(300)}`, 1000, /longer/],
  ] as const)
    test(text.slice(0, 40) || 'nothing', () => {
      const refusal = (): unknown => {
        try {
          return parseExpression(text)
        } catch (error) {
          return error
        }
      }
      const error = refusal()
      expect(error).toBeInstanceOf(ExpressionError)
      expect(error).toMatchObject({ at, message: expect.stringMatching(message) })
    })
})

test('deep nesting is no trouble', () => {
  expect(parseExpression(`${'('.repeat(400)}\${a}${')'.repeat(400)}`).compute(() => 7)).toBe(7)
})
