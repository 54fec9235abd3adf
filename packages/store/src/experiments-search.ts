import { type Experiment, LIMITS, type RequestOf, type searchExperiments as Search, invalid } from '@tailrace/contract'
import { type Comparison, parseExperimentsFilter, parseExperimentsOrderBy } from '@tailrace/filter'
import type { Db, SqlValue } from './database.ts'
import { isOneOf, jsonText } from './dialect.ts'
import { readExperiments } from './experiments.ts'
import { compareColumn, compareValue, filterCondition, goesOn } from './filter-sql.ts'
import { type SortKey, afterCondition, checkPosition, keyColumns, missingLast, orderBy } from './keyset.ts'
import type { StreamedResponse } from './operation.ts'
import { printToken, readToken } from './page-token.ts'
import { answerPage, weightsOf } from './pieces.ts'
import { type Fragment, all, raw, sql } from './sql.ts'
import type { ExperimentNumber } from './experiment-id.ts'

/** Finds experiments. @throws MlflowError INVALID_PARAMETER_VALUE: filter, order, page token or max_results */
export async function searchExperiments(
  db: Db,
  request: RequestOf<typeof Search>,
): Promise<{ experiments?: Experiment[]; next_page_token?: string } | StreamedResponse> {
  const limit = Number(request.max_results ?? 0)
  if (limit < 1) throw invalid(`Invalid value ${limit} for parameter 'max_results' supplied. It must be a positive integer`)
  if (limit > LIMITS.searchPage) {
    throw invalid(`Invalid value ${limit} for parameter 'max_results' supplied. It must be at most ${LIMITS.searchPage}`)
  }
  const keys = sortKeys(parseExperimentsOrderBy(request.order_by ?? []))
  const filter = parseExperimentsFilter(request.filter ?? '')
  const stages = { ACTIVE_ONLY: ['active'], DELETED_ONLY: ['deleted'], ALL: ['active', 'deleted'] }[request.view_type ?? 'ACTIVE_ONLY']
  const conditions: Fragment[] = [stages.length === 1 ? sql`e.lifecycle_stage = ${stages[0] ?? 'active'}` : raw('true')]
  conditions.push(...goesOn(db, filter))
  if (filter) conditions.push(filterCondition(filter, (comparison) => experimentCondition(db, comparison)))
  if (request.page_token) conditions.push(afterCondition(keys, checkPosition(keys, readToken('experiments', request.page_token))))
  const query = sql`select e.experiment_id, ${keyColumns(keys)} from experiments e where ${all(conditions)} order by ${orderBy(keys)} limit ${limit + 1}`
  const rows = await db.arrays<SqlValue[]>(query.text, query.params)
  const page = rows.slice(0, limit)
  if (page.length === 0) return {}
  const ids = page.map(([id]) => id as ExperimentNumber)
  const token = rows.length > limit ? printToken('experiments', page.at(-1)?.slice(1) ?? []) : undefined
  const reader = {
    weigh: (some: readonly ExperimentNumber[]) => weighExperiments(db, some),
    read: (some: readonly ExperimentNumber[]) => experimentsInOrder(db, some),
  }
  return answerPage('experiments', ids, reader, token)
}

/** Bytes of the tags of experiments. */
async function weighExperiments(db: Db, ids: readonly ExperimentNumber[]): Promise<number[]> {
  const rows = await db.arrays<[ExperimentNumber, number]>(
    `select experiment_id, sum(octet_length(value)) from experiment_tags where experiment_id ${isOneOf(db)} group by experiment_id`,
    [jsonText(ids)],
  )
  return weightsOf(ids, rows)
}

async function experimentsInOrder(db: Db, ids: readonly ExperimentNumber[]): Promise<Experiment[]> {
  const found = await readExperiments(db, `where experiment_id ${isOneOf(db)}`, [jsonText(ids)])
  const byId = new Map(found.map((experiment) => [experiment.experiment_id, experiment]))
  return ids.flatMap((id) => byId.get(String(id)) ?? [])
}

function sortKeys(terms: readonly { key: string; ascending: boolean }[]): SortKey[] {
  const id = (descending: boolean): SortKey => ({ value: raw('e.experiment_id'), descending })
  if (terms.length === 0) return [...missingLast(raw('e.creation_time'), true), id(false)]
  const keys = terms.flatMap(({ key, ascending }) => missingLast(raw(`e.${key}`), !ascending))
  return terms.some(({ key }) => key === 'experiment_id') ? keys : [...keys, id(true)]
}

function experimentCondition(db: Db, comparison: Comparison): Fragment {
  if (comparison.entity === 'attribute') {
    if (comparison.key === 'experiment_id') return compareId(db, comparison)
    return compareColumn(db, raw(`e.${comparison.key}`), comparison)
  }
  const not = raw(comparison.kind === 'null' && comparison.comparator === 'IS NULL' ? 'not ' : '')
  const value = comparison.kind === 'null' ? raw('true') : compareValue(db, 't.value', comparison)
  return sql`${not}exists (select 1 from experiment_tags t where t.experiment_id = e.experiment_id and t.key = ${comparison.key} and ${value})`
}

/** Ids are whole numbers in the table and texts in a filter. */
function compareId(db: Db, comparison: Comparison): Fragment {
  return compareColumn(db, raw('cast(e.experiment_id as varchar(20))'), comparison)
}

export { searchExperiments as searchExperimentsByQuery }
