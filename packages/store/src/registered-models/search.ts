import {
  IS_PROMPT,
  LIMITS,
  type RegisteredModel,
  type RequestOf,
  type searchRegisteredModels as Search,
  wrongType,
} from '@tailrace/contract'
import { type Comparison, parseRegisteredModelsFilter, parseRegisteredModelsOrderBy } from '@tailrace/filter'
import type { Db } from '../database.ts'
import { isInWorkspace, orderedTextList, rowsOfList } from '../dialect.ts'
import { drivingSet } from '../driving-set.ts'
import { compareColumn, compareValue, filterCondition, goesOn, ownValue } from '../filter-sql.ts'
import { type SortKey, checkPosition, missingLast, rowsInOrder } from '../keyset.ts'
import type { VersionKey } from '../model-versions/read.ts'
import type { StreamedResponse } from '../operation.ts'
import { printToken, readToken } from '../page-token.ts'
import { type PageReader, answerPage } from '../pieces.ts'
import { type Fragment, raw, sql } from '../sql.ts'
import { hasPrompts, readPromptClauses } from './prompts.ts'
import { latestKeys, readRegisteredModels, weighRegisteredModels } from './read.ts'

/**
 * Finds registered models, or prompts when the filter asks for them. A page of no models has a token that leads to the same place.
 * @throws MlflowError INVALID_PARAMETER_VALUE: filter, order, page token or max_results; BAD_REQUEST: a negative max_results on PostgreSQL
 */
export async function searchRegisteredModels(
  db: Db,
  request: RequestOf<typeof Search>,
): Promise<{ registered_models?: RegisteredModel[]; next_page_token?: string } | StreamedResponse> {
  const limit = Number(request.max_results ?? LIMITS.registeredModelsDefault)
  if (limit > LIMITS.registeredModelsPage) throw wrongType(String(limit), 'max_results')
  const keys = sortKeys(parseRegisteredModelsOrderBy(request.order_by ?? []))
  const { filter, hidePrompts } = readPromptClauses(parseRegisteredModelsFilter(request.filter ?? ''))
  const place = request.page_token ? readToken('registered-models', request.page_token) : []
  const hidden = hidePrompts && (await hasPrompts(db, 'registered_model_tags')) ? [IS_MODEL] : []
  const driving = await drivingSet(db, filter, (comparison, most) => matchingModels(db, comparison, most))
  const rest = driving ? driving.rest : filter
  const query = {
    columns: raw('m.name'),
    tables: driving ? { text: LISTED(db), params: [JSON.stringify(driving.rows.map(([name]) => name))] } : raw('registered_models m'),
    conditions: [
      raw(keys[0]?.missingOf ? isInWorkspace(db, 'm') : "m.workspace = 'default'"),
      ...hidden,
      ...goesOn(db, rest),
      ...(rest ? [filterCondition(rest, (comparison) => modelCondition(db, comparison))] : []),
    ],
  }
  const rows = await rowsInOrder(db, query, keys, place.length > 0 ? checkPosition(keys, place) : [], limit + 1)
  // A negative limit is passed on as MLflow does, whose answers are those of SQLite and of slices from the end.
  const page = rows.slice(0, limit)
  const token = rows.length === limit + 1 ? printToken('registered-models', page.at(-1)?.slice(1) ?? place) : undefined
  return answerPage(
    'registered_models',
    page.map(([name]) => String(name)),
    modelReader(db),
    token,
  )
}

/** Reads models after they were weighed, without another search for their latest versions. */
function modelReader(db: Db): PageReader<string, RegisteredModel> {
  let latest: Map<string, VersionKey[]> | undefined
  return {
    weigh: async (names) => {
      const keys = await latestKeys(db, names)
      latest = Map.groupBy(keys, ([name]) => name)
      return weighRegisteredModels(db, names, keys)
    },
    read: (names) => readRegisteredModels(db, names, names.length > 1 ? names.flatMap((name) => latest?.get(name) ?? []) : undefined),
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
  return havingTag(comparison.key, compareValue(db, ownValue(db, comparison), comparison))
}

/** The models of a list of names. */
const LISTED = (db: Db): string =>
  rowsOfList(db, orderedTextList(db), 'registered_models', 'm', "m.workspace = 'default' and m.name = wanted.value")

/** Names of the models that meet a comparison about a tag, at most `limit`; undefined for other comparisons. */
function matchingModels(db: Db, comparison: Comparison, limit: number): Fragment | undefined {
  if (comparison.entity !== 'tag') return undefined
  return sql`select t.name from registered_model_tags t
    where ${raw(isInWorkspace(db, 't'))} and t.key = ${comparison.key} and ${compareValue(db, 't.value', comparison)} limit ${limit}`
}

const havingTag = (key: string, value: Fragment): Fragment =>
  sql`exists (select 1 from registered_model_tags t where t.workspace = m.workspace and t.name = m.name and t.key = ${key} and ${value})`

const IS_MODEL = sql`not ${havingTag(IS_PROMPT, sql`t.value = ${'true'}`)}`
