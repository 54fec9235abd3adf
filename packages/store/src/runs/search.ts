import { LIMITS, type RequestOf, type Run, type searchRuns as SearchRuns, invalid, wrongType } from '@tailrace/contract'
import { parseRunsOrderBy } from '@tailrace/filter'
import type { Db } from '../database.ts'
import { StreamedResponse } from '../operation.ts'
import { readPage } from './print-runs.ts'
import { readRuns } from './read.ts'
import { orderSegments } from './search-order.ts'
import { pageOfIds } from './search-page.ts'
import { chooseDrivingSet, readScope } from './search-scope.ts'

/**
 * Finds runs. Missing values come last in either direction; a page costs the same at any depth.
 * @throws MlflowError INVALID_PARAMETER_VALUE: filter, order, page token or max_results
 */
export async function searchRuns(
  db: Db,
  request: RequestOf<typeof SearchRuns>,
): Promise<{ runs?: Run[]; next_page_token?: string } | StreamedResponse> {
  const { max_results = LIMITS.searchDefault, page_token } = request
  if (max_results < 1) throw invalid(`Invalid value ${max_results} for parameter 'max_results' supplied. It must be a positive integer`)
  if (max_results > LIMITS.searchPage) throw wrongType(max_results, 'max_results')
  const segments = orderSegments(parseRunsOrderBy(request.order_by ?? []))
  const scope = readScope(db, request)
  if (scope.experiments.length === 0) return {}
  const { ids, token } = await pageOfIds(db, await chooseDrivingSet(db, scope), segments, max_results, page_token)
  const rest = token ? { next_page_token: token } : {}
  const runs = await readPage(ids, (some, bounded) => readRuns(db, some, { bounded }), rest)
  if (runs instanceof StreamedResponse) return runs
  return { ...(runs.length > 0 ? { runs } : {}), ...rest }
}
