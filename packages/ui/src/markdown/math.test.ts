import { describe, expect, test } from 'vitest'
import { formulaOf, takeFormulas } from './math.ts'

/** The text with its formulas in their places: [tex] in a line, [[tex]] on its own. */
function shown(text: string): string {
  const { text: left, formulas } = takeFormulas(text)
  return left.replaceAll(/`(\u{E000}\d+\u{E000})`/gu, (_whole, code: string) => {
    const { tex = '', isDisplay = false } = formulaOf(code, formulas) ?? {}
    return isDisplay ? `[[${tex}]]` : `[${tex}]`
  })
}

describe('formulas', () => {
  test.each([
    ['the loss $L = \\sum_i x_i$ falls', 'the loss [L = \\sum_i x_i] falls'],
    ['$a$ and $b_1*c*d$', '[a] and [b_1*c*d]'],
    ['($x$), $y$.', '([x]), [y].'],
    ['$$\nx^2 \\\\\ny\n$$', '[[x^2 \\\\\ny]]'],
    ['| $a|b$ | $c$ |', '| [a|b] | [c] |'],
    ['text\n```math\nx^2\n```\nmore', 'text\n\n[[x^2]]\n\nmore'],
    ['\\begin{align}a &= b\\\\ c\\end{align}', '[[\\begin{align}a &= b\\\\ c\\end{align}]]'],
    ['$\\$5$', '[\\$5]'],
  ])('%j', (text, expected) => expect(shown(text)).toBe(expected))
})

describe('what is none', () => {
  test.each([
    'it costs $5 and $10',
    'a $ b $ c',
    'one $ alone',
    '\\$x$ and y',
    'use `$x$` for it',
    '``a $x$ ` b``',
    '```\n$x$ and $$y$$\n```',
    '~~~py\ncost = "$x$"\n~~~',
    '```\nnever closed $x$',
    'US$5 and C$6$',
    '',
  ])('%j', (text) => expect(shown(text)).toBe(text))

  test('characters that stand for formulas are taken out of the text', () => {
    expect(shown('a \u{E000}0\u{E000} `\u{E000}7\u{E000}` $x$')).toBe('a 0 `7` [x]')
  })
})
