import type { Db } from '../database.ts'
import { orderSegments } from './search-order.ts'
import { pageOfIds } from './search-page.ts'
import type { Scope } from './search-scope.ts'

/** Ids that are looked for at once. */
const PAGE = 5000

/**
 * Ids of the runs of a scope, the newest first, in chunks of at most `length`: what is worked out over many runs holds neither all of their
 * rows nor, on PostgreSQL, the server's thread for long.
 */
export async function* chunksOfIds(db: Db, scope: Scope, length: number, limit = Infinity): AsyncGenerator<string[]> {
  const segments = orderSegments([])
  let left = limit
  let pageToken: string | undefined
  do {
    const { ids, token } = await pageOfIds(db, scope, segments, Math.min(PAGE, left), pageToken)
    for (let start = 0; start < ids.length; start += length) yield ids.slice(start, start + length)
    left -= ids.length
    pageToken = token
  } while (pageToken && left > 0)
}
