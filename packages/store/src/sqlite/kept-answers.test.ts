import { expect, test } from 'vitest'
import { KeptAnswers } from './kept-answers.ts'

/** Asks for an answer that names the stamp and how often it was asked for. */
function asker(): (name: string, stamp: string, length?: number) => Promise<string> {
  const kept = new KeptAnswers()
  let times = 0
  return async (name, stamp, length = 0) =>
    String(
      await kept.answer(name, {
        stampNow: async () => stamp,
        ask: async () => `${name} ${stamp} ${++times}${' '.repeat(length)}`,
        stampOf: () => stamp,
      }),
    ).trimEnd()
}

test('an answer is given again while its stamp is the same', async () => {
  const ask = asker()
  expect([await ask('a', '1'), await ask('b', '1'), await ask('a', '1'), await ask('b', '1')]).toEqual(['a 1 1', 'b 1 2', 'a 1 1', 'b 1 2'])
  expect([await ask('a', '2'), await ask('a', '2'), await ask('a', '1')]).toEqual(['a 2 3', 'a 2 3', 'a 1 4'])
})

test('an answer without a stamp is not kept', async () => {
  const ask = asker()
  expect([await ask('a', ''), await ask('a', '')]).toEqual(['a  1', 'a  2'])
})

test('the answers that were not asked for go first, and none that is too long stays', async () => {
  const ask = asker()
  const third = 1.5 * 1024 * 1024
  await ask('a', '1', third)
  await ask('b', '1', third)
  await ask('a', '1')
  await ask('c', '1', third)
  expect([await ask('a', '1'), await ask('c', '1'), await ask('b', '1')]).toEqual(['a 1 1', 'c 1 3', 'b 1 4'])
  expect([await ask('long', '1', 3 * third), await ask('long', '1')]).toEqual(['long 1 5', 'long 1 6'])
})

test('pieces are passed on, and not kept', async () => {
  const kept = new KeptAnswers()
  async function* pieces(): AsyncGenerator<string> {
    yield 'x'
  }
  const ask = () => kept.answer('a', { stampNow: async () => '1', ask: async () => pieces(), stampOf: () => '1' })
  const first = await ask()
  expect(await ask()).not.toBe(first)
})

test('what fails is not kept', async () => {
  const kept = new KeptAnswers()
  const stamps = { stampNow: async () => '1', stampOf: () => '1' }
  await expect(kept.answer('a', { ...stamps, ask: () => Promise.reject(new Error('no')) })).rejects.toThrow('no')
  expect(await kept.answer('a', { ...stamps, ask: async () => 'yes' })).toBe('yes')
})
