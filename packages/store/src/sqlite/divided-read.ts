import { parseJson } from '@tailrace/contract'
import { wholeText } from '../answer-text.ts'
import { Divisible } from '../database.ts'
import { type ResponseBody, type Operation, printJson } from '../operation.ts'
import type { SentRequest } from './client.ts'

interface Thread {
  send(request: SentRequest): Promise<ResponseBody>
}

/**
 * Has idle threads read together what is long enough for it. Each sees the database at a moment of its own: parts that do not fit together are
 * thrown away, and one thread reads the whole.
 */
export async function dividedRead(
  merge: NonNullable<Operation['merge']>,
  threads: readonly Thread[],
  request: Omit<SentRequest, 'share'>,
): Promise<ResponseBody> {
  const [first] = threads
  if (!first) throw new Error('a divided read needs threads')
  try {
    return await first.send({ ...request, share: 'offered' })
  } catch (error) {
    if (!(error instanceof Divisible)) throw error
  }
  const parts = threads.map((thread, part) => thread.send({ ...request, share: { part, of: threads.length } }))
  try {
    const merged = merge(await Promise.all(parts.map(responseOf)))
    if (merged) return printJson(merged)
  } catch (error) {
    if (!(error instanceof Divisible)) throw error
  }
  return first.send(request)
}

const encoder = new TextEncoder()
/** Whole numbers beyond 2^53 stay exact. */
const responseOf = async (answer: Promise<ResponseBody>): Promise<object> =>
  parseJson(encoder.encode(await wholeText(await answer)), { maxValues: Infinity }) as object
