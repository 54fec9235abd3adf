import { OPERATOR } from '../caller.ts'
import { expect, test } from 'vitest'
import { Divisible } from '../database.ts'
import type { ThreadRequest } from './messages.ts'
import { dividedRead } from './divided-read.ts'

type Sent = Omit<ThreadRequest, 'id' | 'deadline'>
const REQUEST = { operation: 'queryMetricHistory', caller: OPERATOR, parsed: {} }

/** A thread that notes what it is sent, and answers by a function of it. */
function thread(answer: (sent: Sent) => string): { send(sent: Sent): Promise<string>; sent: Sent['share'][] } {
  const sent: Sent['share'][] = []
  return {
    sent,
    send: async (request) => {
      sent.push(request.share)
      return answer(request)
    },
  }
}

/** Answers parts with their number, and the whole with -1; a thread that is offered help takes it. */
function byPart({ share }: Sent): string {
  if (share === 'offered') throw new Divisible()
  return JSON.stringify({ number: share?.part ?? -1 })
}

const merge = (parts: readonly object[]): object => ({ parts })

test('a short read is answered by one thread, at once', async () => {
  const [one, other] = [thread(() => '{"short":true}'), thread(byPart)]
  expect(await dividedRead(merge, [one, other], REQUEST)).toBe('{"short":true}')
  expect([one.sent, other.sent]).toEqual([['offered'], []])
})

test('a long one is read by all, each a part', async () => {
  const [one, other] = [thread(byPart), thread(byPart)]
  expect(await dividedRead(merge, [one, other], REQUEST)).toBe('{"parts":[{"number":0},{"number":1}]}')
  expect([one.sent, other.sent]).toEqual([['offered', { part: 0, of: 2 }], [{ part: 1, of: 2 }]])
})

test('parts that do not fit together are read again by one thread', async () => {
  const [one, other] = [thread(byPart), thread(byPart)]
  expect(await dividedRead(() => undefined, [one, other], REQUEST)).toBe('{"number":-1}')
  expect(one.sent.at(-1)).toBeUndefined()
})

test('a part that cannot be read alone is, too; a refusal stays one', async () => {
  const grown = thread((sent) => (typeof sent.share === 'object' ? byPart({ ...sent, share: 'offered' }) : byPart(sent)))
  expect(await dividedRead(merge, [thread(byPart), grown], REQUEST)).toBe('{"number":-1}')
  const refusing = thread(() => {
    throw new Error('refused')
  })
  await expect(dividedRead(merge, [refusing, thread(byPart)], REQUEST)).rejects.toThrow('refused')
  await expect(dividedRead(merge, [thread(byPart), refusing], REQUEST)).rejects.toThrow('refused')
})
