import {
  IS_PROMPT,
  LIMITS,
  type RegisteredModel,
  type RequestOf,
  type searchRegisteredModels as Search,
  wrongType,
} from '@tailrace/contract'
import { type Comparison, parseRegisteredModelsFilter, parseRegisteredModelsOrderBy } from '@tailrace/filter'
import type { Db, SqlValue } from '../database.ts'
import { compareColumn, compareValue, filterCondition } from '../filter-sql.ts'
import { type SortKey, afterCondition, checkPosition, keyColumns, missingLast, orderBy } from '../keyset.ts'
import { printToken, readToken } from '../page-token.ts'
import { type Fragment, all, raw, sql } from '../sql.ts'
import { readPromptClauses } from './prompts.ts'
import { readRegisteredModels } from './read.ts'

/**
 * Finds registered models, or prompts when the filter asks for them. A page of no models has a token that leads to the same place.
 * @throws MlflowError INVALID_PARAMETER_VALUE: filter, order, page token or max_results; BAD_REQUEST: a negative max_results on PostgreSQL
 */
export async function searchRegisteredModels(
  db: Db,
  request: RequestOf<typeof Search>,
): Promise<{ registered_models?: RegisteredModel[]; next_page_token?: string }> {
  const limit = Number(request.max_results ?? LIMITS.registeredModelsDefault)
  if (limit > LIMITS.registeredModelsPage) throw wrongType(String(limit), 'max_results')
  const keys = sortKeys(parseRegisteredModelsOrderBy(request.order_by ?? []))
  const { filter, hidePrompts } = readPromptClauses(parseRegisteredModelsFilter(request.filter ?? ''))
  const place = request.page_token ? readToken('registered-models', request.page_token) : []
  const conditions: Fragment[] = [
    raw("m.workspace = 'default'"),
    ...(hidePrompts ? [sql`not ${havingTag(IS_PROMPT, sql`t.value = ${'true'}`)}`] : []),
    ...(filter ? [filterCondition(filter, (comparison) => modelCondition(db, comparison))] : []),
    ...(place.length > 0 ? [afterCondition(keys, checkPosition(keys, place))] : []),
  ]
  const query = sql`select m.name, ${keyColumns(keys)} from registered_models m where ${all(conditions)} order by ${orderBy(keys)} limit ${limit + 1}`
  const rows = await db.arrays<SqlValue[]>(query.text, query.params)
  // A negative limit is passed on as the reference does, whose answers are those of SQLite and of slices from the end.
  const page = rows.slice(0, limit)
  const registered_models = await readRegisteredModels(
    db,
    page.map(([name]) => String(name)),
  )
  const more = rows.length === limit + 1
  return {
    ...(registered_models.length > 0 ? { registered_models } : {}),
    ...(more ? { next_page_token: printToken('registered-models', page.at(-1)?.slice(1) ?? place) } : {}),
  }
}

function sortKeys(terms: readonly { key: string; ascending: boolean }[]): SortKey[] {
  const name = (descending: boolean): SortKey => ({ value: raw('m.name'), descending })
  const keys = terms.flatMap(({ key, ascending }) =>
    key === 'name' ? [name(!ascending)] : missingLast(raw('m.last_updated_time'), !ascending),
  )
  return terms.some(({ key }) => key === 'name') ? keys : [...keys, name(false)]
}

function modelCondition(db: Db, comparison: Comparison): Fragment {
  if (comparison.entity === 'attribute') return compareColumn(db, raw('m.name'), comparison)
  return havingTag(comparison.key, compareValue(db, 't', comparison))
}

const havingTag = (key: string, value: Fragment): Fragment =>
  sql`exists (select 1 from registered_model_tags t where t.workspace = m.workspace and t.name = m.name and t.key = ${key} and ${value})`
