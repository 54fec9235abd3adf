import { LIMITS, type QueriedRun, type RequestOf, type ResponseOf, type queryRuns as QueryRuns, invalid } from '@tailrace/contract'
import { conjunction, conjuncts, parseRunsOrderBy } from '@tailrace/filter'
import type { Db } from '../database.ts'
import { StreamedResponse } from '../operation.ts'
import { integerInRange } from '../integer-in-range.ts'
import { columnsOf } from './columns.ts'
import { readExtremes } from './extremes.ts'
import { readChildMetrics } from './child-metrics.ts'
import { countChildren, isRoot, parentIs } from './nested.ts'
import { ordinalsOf } from './ordinals.ts'
import { readPage } from './print-runs.ts'
import { type Wanted, readRuns } from './read.ts'
import { orderSegments } from './search-order.ts'
import { pageOfIds } from './search-page.ts'
import { type Scope, countRuns, chooseDrivingSet, readWideScope } from './search-scope.ts'

type Request = RequestOf<typeof QueryRuns>

/**
 * Finds runs like searchRuns, with what a table of runs needs: the total, only some keys, roots first.
 * @throws MlflowError INVALID_PARAMETER_VALUE: filter, order, page token, max_results, or what does not go with `automatic`
 */
export async function queryRuns(db: Db, request: Request): Promise<ResponseOf<typeof QueryRuns> | StreamedResponse> {
  const limit = integerInRange('max_results', request.max_results, 1, LIMITS.queryPage, LIMITS.queryDefault)
  const segments = orderSegments(parseRunsOrderBy(request.order_by ?? []))
  const sample = readAutomatic(request)
  checkChildMetrics(request)
  const wide = await readWideScope(db, request)
  const matching = await chooseDrivingSet(db, belowParent(wide, request))
  const columns = sample === undefined ? undefined : await columnsOf(db, matching, sample)
  const scope = request.roots_only ? { ...matching, extra: isRoot(db, wide) } : matching
  const { ids, token } = await pageOfIds(db, scope, segments, limit, request.page_token)
  // The statistics have counted the runs already, unless only those at the top are wanted.
  const count = () => (columns && scope === matching ? columns.total : countRuns(db, scope))
  const rest = { ...(token && { next_page_token: token }), ...(request.total && { total: await count() }), ...(columns && { columns }) }
  const metrics = wantedKeys(request.metrics, columns?.chosen.metrics)
  const params = wantedKeys(request.params, columns?.chosen.params)
  const wanted: Wanted = { metrics, params, tags: request.tags, inputs: request.inputs }
  const counts = request.roots_only || request.parent_run_id ? await countChildren(db, wide, ids) : undefined
  const parents = request.child_metrics ? [...(counts?.keys() ?? [])] : []
  const childMetrics = await readChildMetrics(db, wide, parents, metrics ?? [])
  const read = async (some: readonly string[], bounded: boolean): Promise<QueriedRun[] | undefined> => {
    const runs: QueriedRun[] | undefined = await readRuns(db, some, { ...wanted, bounded })
    if (!runs) return undefined
    const ordinals = request.ordinals
      ? await ordinalsOf(
          db,
          runs.map(({ info }) => info),
        )
      : undefined
    const extremes = await readExtremes(db, some, request.extremes ?? [])
    for (const run of runs) {
      const id = run.info.run_id
      if (counts) run.child_count = counts.get(id) ?? 0
      if (parents.length > 0 && counts?.has(id)) run.child_metrics = childMetrics.get(id) ?? []
      const ordinal = ordinals?.get(id)
      if (ordinal !== undefined) run.ordinal = ordinal
      if (extremes) run.extremes = extremes.get(id) ?? []
    }
    return runs
  }
  const runs = await readPage(ids, read, rest)
  return runs instanceof StreamedResponse ? runs : { runs, ...rest }
}

// Statistics and rows of the same moment, though several statements read them.
queryRuns.isOfOneMoment = ({ automatic }: Request): boolean => automatic !== undefined

/** Keys that a request names, behind those that were chosen; all where neither is. */
const wantedKeys = (named: readonly string[] | undefined, chosen: readonly string[] | undefined): string[] | undefined =>
  named || chosen ? [...new Set([...(chosen ?? []), ...(named ?? [])])] : undefined

function checkChildMetrics({ child_metrics, roots_only, parent_run_id, metrics, automatic }: Request): void {
  if (!child_metrics) return
  if (!roots_only && !parent_run_id) throw invalid("Parameter 'child_metrics' goes with 'roots_only' or 'parent_run_id'.")
  if (!metrics && !automatic) throw invalid("Parameter 'child_metrics' goes with 'metrics' or 'automatic'.")
}

/** Runs that are looked at to choose the keys; undefined where the request names all of them. */
function readAutomatic({ automatic, page_token, parent_run_id }: Request): number | undefined {
  if (!automatic) return undefined
  const besides = Object.entries({ page_token: page_token || undefined, parent_run_id: parent_run_id || undefined })
  for (const [name, value] of besides) if (value !== undefined) throw invalid(`Parameter '${name}' does not go with 'automatic'.`)
  return integerInRange('automatic.sample', automatic.sample, 1, LIMITS.columnsSample, LIMITS.automaticSampleDefault)
}

const belowParent = (scope: Scope, { parent_run_id }: Request): Scope =>
  parent_run_id ? { ...scope, filter: conjunction([parentIs(parent_run_id), ...conjuncts(scope.filter)]) } : scope
