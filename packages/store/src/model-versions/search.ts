import {
  IS_PROMPT,
  LIMITS,
  type ModelVersion,
  type RequestOf,
  type searchModelVersions as Search,
  invalid,
  wrongType,
} from '@tailrace/contract'
import { type Comparison, type Expression, conjuncts, parseModelVersionsFilter, parseModelVersionsOrderBy } from '@tailrace/filter'
import type { Db } from '../database.ts'
import { isInWorkspace, jsonText, namedNumbers, rowsOfList } from '../dialect.ts'
import { drivingSet } from '../driving-set.ts'
import { compareColumn, compareValue, filterCondition, goesOn, ownValue } from '../filter-sql.ts'
import { type SortKey, checkPosition, missingLast, rowsInOrder } from '../keyset.ts'
import type { StreamedResponse } from '../operation.ts'
import { printToken, readToken } from '../page-token.ts'
import { answerPage } from '../pieces.ts'
import { hasPrompts, readPromptClauses } from '../registered-models/prompts.ts'
import { type Fragment, raw, sql } from '../sql.ts'
import { type VersionKey, readVersions, weighVersions } from './read.ts'

/** Columns by the names that filters and orders have for them. */
const COLUMNS: Readonly<Record<string, Fragment>> = {
  name: raw('v.name'),
  run_id: raw('v.run_id'),
  source_path: raw('v.source'),
  version_number: raw('v.version'),
  creation_timestamp: raw('v.creation_time'),
  last_updated_timestamp: raw('v.last_updated_time'),
}

/**
 * Finds versions that are not deleted; versions of prompts when the filter asks for them. They come without aliases.
 * @throws MlflowError INVALID_PARAMETER_VALUE: filter, order, page token or max_results
 */
export async function searchModelVersions(
  db: Db,
  request: RequestOf<typeof Search>,
): Promise<{ model_versions?: ModelVersion[]; next_page_token?: string } | StreamedResponse> {
  const limit = Number(request.max_results ?? LIMITS.modelVersionsPage)
  if (limit > LIMITS.modelVersionsPage) throw wrongType(String(limit), 'max_results')
  if (limit < 1) throw invalid(`Invalid value for max_results. It must be a positive integer, but got ${limit}`)
  const { filter, hidePrompts } = readPromptClauses(parseModelVersionsFilter(request.filter ?? ''))
  const isLedByName = namesModels(filter)
  const keys = sortKeys(parseModelVersionsOrderBy(request.order_by ?? []), isLedByName)
  const position = request.page_token ? checkPosition(keys, readToken('model-versions', request.page_token)) : []
  const hidden = hidePrompts && (await hasPrompts(db, 'model_version_tags')) ? [OF_MODELS] : []
  const driving = await drivingSet(db, filter, (comparison, most) => matchingVersions(db, comparison, most))
  const rest = driving ? driving.rest : filter
  const query = {
    columns: raw('v.name, v.version'),
    tables: driving ? { text: LISTED(db), params: [jsonText(driving.rows)] } : raw('model_versions v'),
    conditions: [
      raw(keys[0]?.missingOf && !isLedByName ? isInWorkspace(db, 'v') : "v.workspace = 'default'"),
      raw("v.current_stage <> 'Deleted_Internal'"),
      ...hidden,
      ...goesOn(db, rest),
      ...(rest ? [filterCondition(rest, (comparison) => versionCondition(db, comparison))] : []),
    ],
  }
  const rows = await rowsInOrder(db, query, keys, position, limit + 1)
  const page = rows.slice(0, limit)
  const token = rows.length > limit ? printToken('model-versions', page.at(-1)?.slice(2) ?? []) : undefined
  const versions = page.map(([name, version]): VersionKey => [String(name), Number(version)])
  const reader = {
    weigh: (some: readonly VersionKey[]) => weighVersions(db, some),
    read: (some: readonly VersionKey[]) => readVersions(db, some, { aliases: false }),
  }
  return answerPage('model_versions', versions, reader, token)
}

/** As in that of MLflow version that holds a prompt hides all versions of its name. */
const OF_MODELS = sql`not exists (select 1 from model_version_tags t
  where t.workspace = v.workspace and t.key = ${IS_PROMPT} and t.name = v.name and t.value = ${'true'})`

/** The versions of a list of names and numbers. */
const LISTED = (db: Db): string =>
  rowsOfList(db, namedNumbers(db), 'model_versions', 'v', "v.workspace = 'default' and v.name = wanted.name and v.version = wanted.number")

/** Whether the filter leaves the versions of some models only. */
const namesModels = (filter: Expression | undefined): boolean =>
  conjuncts(filter).some(
    (clause) =>
      clause.type === 'comparison' && clause.entity === 'attribute' && clause.key === 'name' && ['=', 'IN'].includes(clause.comparator),
  )

/** Names and numbers of the versions that meet a comparison about a tag, a run or a source, at most `limit`; undefined for other comparisons. */
function matchingVersions(db: Db, comparison: Comparison, limit: number): Fragment | undefined {
  if (comparison.entity === 'tag') {
    return sql`select t.name, t.version from model_version_tags t
      where ${raw(isInWorkspace(db, 't'))} and t.key = ${comparison.key} and ${compareValue(db, 't.value', comparison)} limit ${limit}`
  }
  if (!['run_id', 'source_path'].includes(comparison.key) || comparison.comparator !== '=') return undefined
  return sql`select v.name, v.version from model_versions v where ${compareColumn(db, columnOf(comparison.key), comparison)} limit ${limit}`
}

/** @param isLedByName the filter names models: their versions are sorted then, and no index on a time is walked for its order */
function sortKeys(terms: readonly { key: string; ascending: boolean }[], isLedByName: boolean): SortKey[] {
  const given = new Set(terms.map(({ key }) => key))
  const keys = terms.length > 0 ? terms : [{ key: 'last_updated_timestamp', ascending: false }]
  const ties = [
    { key: 'name', ascending: true },
    { key: 'version_number', ascending: false },
  ].filter(({ key }) => !given.has(key))
  return [...keys, ...ties].flatMap(({ key, ascending }) => {
    const value = columnOf(key)
    return key.endsWith('_timestamp') ? missingLast(isLedByName ? sql`+${value}` : value, !ascending) : [{ value, descending: !ascending }]
  })
}

function versionCondition(db: Db, comparison: Comparison): Fragment {
  if (comparison.entity === 'attribute') return compareColumn(db, columnOf(comparison.key), comparison)
  return sql`exists (select 1 from model_version_tags t where t.workspace = v.workspace and t.name = v.name and t.version = v.version
    and t.key = ${comparison.key} and ${compareValue(db, ownValue(db, comparison), comparison)})`
}

function columnOf(key: string): Fragment {
  const column = COLUMNS[key]
  if (!column) throw new Error(`model versions have no column for ${key}`)
  return column
}
