import { LIMITS, type LoggedModel, type RequestOf, type searchLoggedModels as Search } from '@tailrace/contract'
import { parseLoggedModelsFilter, parseLoggedModelsOrderBy } from '@tailrace/filter'
import type { Db, SqlValue } from '../database.ts'
import { integerList, jsonText } from '../dialect.ts'
import { experimentIdNumber } from '../experiment-id.ts'
import { filterCondition, goesOn } from '../filter-sql.ts'
import { afterCondition, checkPosition, keyColumns, orderBy } from '../keyset.ts'
import type { StreamedResponse } from '../operation.ts'
import { answerPage } from '../pieces.ts'
import { type Fragment, all, joined, raw, sql } from '../sql.ts'
import { readModels, weighModels } from './read.ts'
import { havingPoint, modelCondition, onDatasets } from './search-filter.ts'
import { type ModelOrder, modelOrder } from './search-order.ts'
import { printSearchToken, readSearchToken } from './search-token.ts'

/**
 * Finds logged models that are not deleted, those of deleted experiments too. A page has no upper bound; asked for a negative number of
 * models it is empty and its token leads to the same place.
 * @throws MlflowError INVALID_PARAMETER_VALUE: filter, order, dataset, or a page token that was made for another search
 */
export async function searchLoggedModels(
  db: Db,
  request: RequestOf<typeof Search>,
): Promise<{ models?: LoggedModel[]; next_page_token?: string } | StreamedResponse> {
  const order = modelOrder(db, parseLoggedModelsOrderBy((request.order_by ?? []).map((term) => ({ field_name: '', ...term }))))
  const scope = scopeOf(db, request)
  const place = readSearchToken(request)
  const limit = (request.max_results ?? LIMITS.loggedModelsDefault) || LIMITS.loggedModelsZero
  if (limit < 0) return { next_page_token: printSearchToken(request, place) }
  const after = place ? afterCondition(order.keys, checkPosition(order.keys, place)) : undefined
  const query = idQuery(order, scope, after, limit + 1)
  const rows = await db.arrays<SqlValue[]>(query.text, query.params)
  const page = rows.slice(0, limit)
  const token = rows.length > limit ? printSearchToken(request, page.at(-1)?.slice(1) ?? null) : undefined
  const ids = page.map(([id]) => String(id))
  const reader = { weigh: (some: readonly string[]) => weighModels(db, some), read: (some: readonly string[]) => readModels(db, some) }
  return answerPage('models', ids, reader, token)
}

/** What the models `l` must meet, wherever the page starts. */
function scopeOf(db: Db, request: RequestOf<typeof Search>): Fragment {
  const ids = request.experiment_ids.map((id) => experimentIdNumber(db, id))
  const [only] = ids
  const experiments: Fragment = { text: integerList(db), params: [jsonText(ids)] }
  // A single experiment as a value, so that its index gives the models in order.
  const conditions = [
    ids.length === 1 && only !== undefined ? sql`l.experiment_id = ${only}` : sql`l.experiment_id in (${experiments})`,
    raw("l.lifecycle_stage = 'active'"),
  ]
  const datasets = onDatasets(db, request.datasets ?? [])
  if (datasets) conditions.push(havingPoint(datasets))
  const filter = parseLoggedModelsFilter(request.filter ?? '')
  conditions.push(...goesOn(db, filter))
  if (filter) conditions.push(filterCondition(filter, (comparison) => modelCondition(db, comparison, datasets)))
  return all(conditions)
}

/** Ids and keys of the models of a page. Metrics of the order are looked up once a model. */
function idQuery({ keys, metrics }: ModelOrder, scope: Fragment, after: Fragment | undefined, limit: number): Fragment {
  const columns = sql`select l.model_id, ${keyColumns(keys)}`
  const end = sql`order by ${orderBy(keys)} limit ${limit}`
  if (metrics.length === 0) return sql`${columns} from logged_models l where ${all(after ? [scope, after] : [scope])} ${end}`
  const values = joined(
    metrics.map((value, index) => sql`${value} as ${raw(`m${index}`)}`),
    ', ',
  )
  return sql`with l as materialized (select l.*, ${values} from logged_models l where ${scope})
    ${columns} from l where ${after ?? raw('true')} ${end}`
}
