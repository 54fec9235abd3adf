import { LIMITS, type QueriedRun, type RequestOf, type queryRuns as QueryRuns } from '@tailrace/contract'
import { conjunction, conjuncts, parseRunsOrderBy } from '@tailrace/filter'
import type { Db } from '../database.ts'
import { StreamedAnswer } from '../operation.ts'
import { whole } from '../whole-number.ts'
import { readExtremes } from './extremes.ts'
import { countChildren, isRoot, parentIs } from './nested.ts'
import { PIECE, printRuns } from './print-runs.ts'
import { type Wanted, readRuns } from './read.ts'
import { orderSegments } from './search-order.ts'
import { pageOfIds } from './search-page.ts'
import { type Scope, countRuns, narrow, readWideScope } from './search-scope.ts'

/**
 * Finds runs like searchRuns, with what a table of runs needs: the total, only some keys, roots first.
 * @throws MlflowError INVALID_PARAMETER_VALUE: filter, order, page token or max_results
 */
export async function queryRuns(
  db: Db,
  request: RequestOf<typeof QueryRuns>,
): Promise<{ runs: QueriedRun[]; next_page_token?: string; total?: number } | StreamedAnswer> {
  const limit = whole('max_results', request.max_results, 1, LIMITS.queryPage, LIMITS.queryDefault)
  const segments = orderSegments(parseRunsOrderBy(request.order_by ?? []))
  const wide = await readWideScope(db, request)
  const scope = await narrow(db, nestedScope(db, wide, request))
  const { ids, token } = await pageOfIds(db, scope, segments, limit, request.page_token)
  const rest = { ...(token && { next_page_token: token }), ...(request.total && { total: await countRuns(db, scope) }) }
  const wanted: Wanted = { metrics: request.metrics, params: request.params, tags: request.tags, inputs: request.inputs }
  const counts = request.roots_only || request.parent_run_id ? await countChildren(db, wide, ids) : undefined
  const read = async (some: readonly string[]): Promise<QueriedRun[]> => {
    const runs: QueriedRun[] = await readRuns(db, some, wanted)
    const extremes = await readExtremes(db, some, request.extremes ?? [])
    for (const run of runs) {
      const id = run.info.run_id
      if (counts) run.child_count = counts.get(id) ?? 0
      if (extremes) run.extremes = extremes.get(id) ?? []
    }
    return runs
  }
  return ids.length > PIECE ? new StreamedAnswer(printRuns(ids, read, rest)) : { runs: await read(ids), ...rest }
}

function nestedScope(db: Db, scope: Scope, { roots_only, parent_run_id }: RequestOf<typeof QueryRuns>): Scope {
  const children = parent_run_id ? conjunction([parentIs(parent_run_id), ...conjuncts(scope.filter)]) : scope.filter
  return { ...scope, filter: children, ...(roots_only && { extra: isRoot(db, scope) }) }
}
