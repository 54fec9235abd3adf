import type { Run } from '@tailrace/contract'
import { jsonText } from '../dialect.ts'

/** Runs that are read at once. A longer page leaves in pieces of this length. */
export const PIECE = 250

/** Prints a long page piece by piece: the runs, read as they are needed, then the fields of `rest`. */
export async function* printRuns(
  ids: readonly string[],
  read: (ids: readonly string[]) => Promise<readonly Run[]>,
  rest: object,
): AsyncGenerator<string> {
  for (let start = 0; start < ids.length; start += PIECE) {
    const runs = await read(ids.slice(start, start + PIECE))
    yield (start === 0 ? '{"runs":[' : runs.length > 0 ? ',' : '') + runs.map(printRun).join(',')
  }
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
