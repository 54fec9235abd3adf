import {
  type DatasetCount,
  LIMITS,
  type PrimaryKey,
  type RequestOf,
  type RunColumns,
  type runColumns as ColumnsEndpoint,
  rankMetrics,
  rankParams,
} from '@tailrace/contract'
import type { Db } from '../database.ts'
import { isOneText, withoutIndex } from '../dialect.ts'
import { agreedPrimary } from '../primary-metric.ts'
import type { Fragment } from '../sql.ts'
import { integerInRange } from '../integer-in-range.ts'
import { MetricValues, ValueCounts, byRuns, paramColumn, tagColumn } from './column-counts.ts'
import { keyedRows } from './keyed-rows.ts'
import { datasetLinks } from './links.ts'
import { PARENT_TAG, readFamily } from './nested.ts'
import { chunksOfIds } from './newest-first.ts'
import { type Scope, countRuns, chooseDrivingSet, readWideScope } from './search-scope.ts'

/** Runs whose rows are read at once. */
const CHUNK = 100
/** Values after which a sample ends early, so that wide runs cost no more than many narrow ones. */
const ENOUGH = 100_000
/** Statuses, users, sources and datasets that are given. */
const MOST = 100

/**
 * Statistics of what runs hold: over the newest ones that match, or over all of them for the keys that are named.
 * @throws MlflowError INVALID_PARAMETER_VALUE: filter, sample or experiment id
 */
export async function runColumns(db: Db, request: RequestOf<typeof ColumnsEndpoint>): Promise<RunColumns> {
  const sample = integerInRange('sample', request.sample, 1, LIMITS.columnsSample, LIMITS.columnsSampleDefault)
  return columnsOf(db, await chooseDrivingSet(db, await readWideScope(db, request)), sample, request.keys)
}

/** Statistics of the newest runs of a scope, or of all of them for the keys that are named. */
export async function columnsOf(
  db: Db,
  scope: Scope,
  sample: number,
  keys?: RequestOf<typeof ColumnsEndpoint>['keys'],
): Promise<RunColumns> {
  const counted = new Counted()
  const seen: string[] = []
  let isWhole = true
  for await (const ids of chunksOfIds(db, scope, CHUNK, keys ? Infinity : sample)) {
    seen.push(...ids)
    const wanted = (named: readonly string[] | undefined) => keys && (named ?? [])
    counted.addMetrics(await readRows(db, 'latest_metrics', 'e.key, e.value, e.is_nan', ids, wanted(keys?.metrics)))
    counted.addTexts('params', await readRows(db, 'params', 'e.key, e.value', ids, wanted(keys?.params)))
    counted.addTexts('tags', await readRows(db, 'tags', 'e.key, e.value', ids, wanted(keys?.tags)))
    const chunk = chunkOf(db, ids)
    await countAttributes(db, counted, chunk)
    await countDatasets(db, counted.datasets, chunk)
    isWhole = keys !== undefined || (seen.length < sample && counted.size < ENOUGH)
    if (!isWhole) break
  }
  const sampled = seen.length
  const total = isWhole ? sampled : await countRuns(db, scope)
  if (keys) return { total, sampled, ...counted.answer(undefined) }
  const primary = await agreedPrimary(db, scope.experiments)
  const columns = { total, sampled, ...counted.answer(primary), ...(primary && { primary }) }
  return counted.tags.has(PARENT_TAG) ? markNestedOnly(db, scope, seen, columns) : columns
}

/** Marks the keys that runs nested in others have, and none of those others. */
async function markNestedOnly(db: Db, scope: Scope, ids: readonly string[], columns: RunColumns): Promise<RunColumns> {
  const family = await readFamily(db, scope, ids)
  if (family.parents.length === 0) return columns
  const keys = async (table: 'latest_metrics' | 'params' | 'tags', runs: readonly string[]): Promise<Set<string>> => {
    const { text, params } = chunkOf(db, runs)
    const rows = await db.arrays<[string]>(`select distinct e.key from ${table} e where e.run_uuid ${text}`, params)
    return new Set(rows.map(([key]) => key))
  }
  const mark = async <Column extends { key: string }>(table: 'latest_metrics' | 'params' | 'tags', list: Column[]): Promise<Column[]> => {
    const [ofNested, ofParents] = [await keys(table, family.nested), await keys(table, family.parents)]
    return list.map((column) => (ofNested.has(column.key) && !ofParents.has(column.key) ? { ...column, nested_only: true } : column))
  }
  return {
    ...columns,
    nested: true,
    metrics: await mark('latest_metrics', columns.metrics),
    params: await mark('params', columns.params),
    tags: await mark('tags', columns.tags),
  }
}

/** What was counted so far. */
class Counted {
  /** Values of params, metrics and tags. */
  size = 0
  readonly params = new Map<string, ValueCounts>()
  readonly metrics = new Map<string, MetricValues>()
  readonly tags = new Map<string, ValueCounts>()
  readonly datasets = new Map<string, DatasetCount>()
  readonly statuses = new ValueCounts()
  readonly users = new ValueCounts()
  readonly sources = new ValueCounts()

  addMetrics(rows: readonly (readonly [string, number, number | boolean])[]): void {
    this.size += rows.length
    for (const [key, value, isNan] of rows) {
      let values = this.metrics.get(key)
      if (!values) this.metrics.set(key, (values = new MetricValues()))
      values.add(value, isNan)
    }
  }

  addTexts(kind: 'params' | 'tags', rows: readonly (readonly [string, string | null])[]): void {
    this.size += rows.length
    const columns = this[kind]
    for (const [key, value] of rows) {
      let counts = columns.get(key)
      if (!counts) columns.set(key, (counts = new ValueCounts()))
      counts.add(value ?? '')
    }
  }

  answer(primary: PrimaryKey | undefined): Omit<RunColumns, 'total' | 'sampled'> {
    const byKey = byRuns<{ key: string; runs: number }>(({ key }) => key)
    const params = [...this.params].map(([key, counts]) => paramColumn(key, counts)).toSorted(byKey)
    const metrics = [...this.metrics].map(([key, values]) => values.column(key)).toSorted(byKey)
    return {
      params,
      metrics,
      tags: [...this.tags].map(([key, counts]) => tagColumn(key, counts)).toSorted(byKey),
      statuses: this.statuses.values(MOST),
      users: this.users.values(MOST),
      sources: this.sources.values(MOST),
      datasets: [...this.datasets.values()]
        .toSorted(byRuns((item) => JSON.stringify([item.name, item.digest, item.context])))
        .slice(0, MOST),
      chosen: chosenOf(params, metrics, primary),
    }
  }
}

/** The keys that matter most, from columns in their order. */
function chosenOf(params: RunColumns['params'], metrics: RunColumns['metrics'], primary: PrimaryKey | undefined): RunColumns['chosen'] {
  const logged = metrics.filter(({ key }) => !key.startsWith('system/') || key === primary?.key)
  const varying = params.filter(({ distinct }) => distinct > 1)
  const keysOf = (columns: readonly { key: string }[]) => columns.map(({ key }) => key)
  return {
    metrics: rankMetrics(keysOf(logged), primary).slice(0, LIMITS.automaticMetrics),
    params: rankParams(keysOf(varying.length > 0 ? varying : params)).slice(0, LIMITS.automaticParams),
  }
}

const chunkOf = (db: Db, ids: readonly string[]): Fragment => ({ text: isOneText(db), params: [JSON.stringify(ids)] })

/** Reads the rows of runs, of some keys only when they are named. */
async function readRows<Row extends readonly unknown[]>(
  db: Db,
  table: 'latest_metrics' | 'params' | 'tags',
  columns: string,
  ids: readonly string[],
  keys: readonly string[] | undefined,
): Promise<Row[]> {
  const { text, params } = chunkOf(db, ids)
  const query = keys
    ? keyedRows(db, table, columns, ids, keys)
    : { text: `select ${columns} from ${table} e where e.run_uuid ${text}`, params }
  return query ? db.arrays<Row>(query.text, query.params) : []
}

async function countAttributes(db: Db, { statuses, users, sources }: Counted, { text, params }: Fragment): Promise<void> {
  const rows = await db.arrays<[string, string | null, number]>(
    `select status, user_id, count(*) from runs where run_uuid ${text} group by status, user_id`,
    params,
  )
  for (const [status, user, runs] of rows) {
    statuses.add(status, runs)
    if (user) users.add(user, runs)
  }
  const named = await db.arrays<[string, number]>(
    `select value, count(*) from tags where run_uuid ${text} and ${withoutIndex(db, 'key')} = 'mlflow.source.name' group by value`,
    params,
  )
  for (const [source, runs] of named) if (source) sources.add(source, runs)
}

async function countDatasets(db: Db, datasets: Map<string, DatasetCount>, { params }: Fragment): Promise<void> {
  const rows = await db.arrays<[string, string, string, number]>(
    `select d.name, d.digest, coalesce(t.value, '') as context, count(distinct i.destination_id)
     from ${datasetLinks(db)} join datasets d on d.dataset_uuid = i.source_id
     left join input_tags t on t.input_uuid = i.input_uuid and t.name = 'mlflow.data.context'
     group by d.name, d.digest, coalesce(t.value, '')`,
    params,
  )
  for (const [name, digest, context, runs] of rows) {
    const key = JSON.stringify([name, digest, context])
    datasets.set(key, { name, digest, context, runs: runs + (datasets.get(key)?.runs ?? 0) })
  }
}
