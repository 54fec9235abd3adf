import type { Run } from '@tailrace/contract'
import { jsonText } from '../dialect.ts'
import { StreamedResponse } from '../operation.ts'
import { inPieces } from '../pieces.ts'

/** Runs that are read at once at most. */
const MOST_RUNS = 100

/** Reads runs by their ids; with `bounded` undefined when they are too large to be held together. */
export type ReadRuns<Item extends Run> = (ids: readonly string[], bounded: boolean) => Promise<Item[] | undefined>

/** The runs of a page: together when they are few and not large, else the whole answer in pieces, with the fields of `rest` behind the runs. */
export async function readPage<Item extends Run>(
  ids: readonly string[],
  read: ReadRuns<Item>,
  rest: object,
): Promise<Item[] | StreamedResponse> {
  const lists = readLists(ids, read)
  const { value: first = [] } = await lists.next()
  const { value: second, done } = await lists.next()
  return done ? first : new StreamedResponse(inPieces(printRuns(first, second, lists, rest)))
}

/** Reads runs in lists that can be held in memory: of 100 runs, and of fewer where runs are large. */
export async function* readLists<Item extends Run>(ids: readonly string[], read: ReadRuns<Item>): AsyncGenerator<Item[], undefined> {
  let count = MOST_RUNS
  for (let start = 0; start < ids.length;) {
    const runs = await read(ids.slice(start, start + count), count > 1)
    if (runs) {
      start += count
      yield runs
    } else count = Math.ceil(count / 2)
  }
}

async function* printRuns(
  first: readonly Run[],
  second: readonly Run[],
  others: AsyncIterable<readonly Run[]>,
  rest: object,
): AsyncGenerator<string> {
  let comma = ''
  const printed = (runs: readonly Run[]): string => {
    const text = runs.map(printRun).join(',')
    const before = comma
    if (text !== '') comma = ','
    return text === '' ? '' : before + text
  }
  yield '{"runs":['
  yield printed(first)
  yield printed(second)
  for await (const runs of others) yield printed(runs)
  const fields = JSON.stringify(rest).slice(1)
  yield fields === '}' ? ']}' : `],${fields}`
}

function printRun(run: Run): string {
  try {
    return JSON.stringify(run)
  } catch {
    // A whole number beyond 2^53.
    return jsonText(run)
  }
}
