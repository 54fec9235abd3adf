import { expect, test } from 'vitest'
import { natural } from './natural.ts'

for (const [why, texts] of [
  ['numbers by their size', ['run2', 'run10', 'run10b', 'run100']],
  ['numbers larger than a number can be', ['v9', 'v99999999999999999999', 'v100000000000000000000']],
  ['zeros in front count for nothing', ['a1', 'a02', 'a3']],
  ['case counts for nothing', ['Adam', 'beta', 'Gamma']],
  ['what is shorter comes first', ['', 'a', 'a.b', 'a.b.c']],
  ['numbers before letters', ['1', '10', 'a']],
  ['other alphabets by their rules', ['edad', 'élan', 'zèbre', 'éléphant'].toSorted(new Intl.Collator('en').compare)],
] as const)
  test(why, () => {
    expect(texts.toReversed().toSorted(natural)).toEqual(texts)
    for (const text of texts) expect(natural(text, text)).toBe(0)
  })

test('the order is one: a before b means b after a', () => {
  const texts = ['a1', 'A1', 'a01', 'b', '_', 'a_1', '10', '9x', '', 'lr/gröup', 'lr/group']
  for (const a of texts) for (const b of texts) expect(Math.sign(natural(a, b))).toBe(-Math.sign(natural(b, a)) || 0)
})
