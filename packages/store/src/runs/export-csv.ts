import { type RequestOf, type Run, type exportRunsCsv as ExportRunsCsv } from '@tailrace/contract'
import { parseRunsOrderBy } from '@tailrace/filter'
import type { Db } from '../database.ts'
import { isOneText } from '../dialect.ts'
import { StreamedResponse } from '../operation.ts'
import { inPieces } from '../pieces.ts'
import { csvLine } from './csv-text.ts'
import { chunksOfIds } from './newest-first.ts'
import { readLists } from './print-runs.ts'
import { readRuns } from './read.ts'
import { type Segment, orderSegments } from './search-order.ts'
import { pageOfIds } from './search-page.ts'
import { type Scope, chooseDrivingSet, readWideScope } from './search-scope.ts'

/** Runs that are read at once. */
const PAGE = 250
/** Runs whose keys are looked for at once. */
const CHUNK = 1000
const SOURCE = 'mlflow.source.name'
const ATTRIBUTES = ['run_id', 'name', 'status', 'start', 'end', 'duration', 'user', 'source'] as const

/** The keys that get a column, of each kind. */
interface Keys {
  readonly params: readonly string[]
  readonly metrics: readonly string[]
  readonly tags: readonly string[]
}

/**
 * Prints all runs that match as CSV. `start` and `end` are ISO 8601 in UTC, `duration` is in seconds; what a run lacks is empty.
 * @throws MlflowError INVALID_PARAMETER_VALUE: filter, order or experiment id
 */
export async function exportRunsCsv(db: Db, request: RequestOf<typeof ExportRunsCsv>): Promise<StreamedResponse> {
  const segments = orderSegments(parseRunsOrderBy(texts(request.order_by) ?? []))
  const experiment_ids = texts(request.experiment_ids)
  const scope = await chooseDrivingSet(db, await readWideScope(db, { ...request, ...(experiment_ids && { experiment_ids }) }))
  const keys: Keys = {
    params: texts(request.params) ?? (await keysOf(db, scope, 'params')),
    metrics: texts(request.metrics) ?? (await keysOf(db, scope, 'latest_metrics')),
    tags: texts(request.tags) ?? (await keysOf(db, scope, 'tags')),
  }
  return new StreamedResponse(inPieces(printRuns(db, scope, segments, keys)))
}

/** A list of a query: `params=` is how it says that it is empty. */
const texts = (list: readonly string[] | undefined): string[] | undefined => list && [...new Set(list.filter((text) => text !== ''))]

/** All keys that the runs have. */
async function keysOf(db: Db, scope: Scope, table: 'params' | 'latest_metrics' | 'tags'): Promise<string[]> {
  const keys = new Set<string>()
  for await (const ids of chunksOfIds(db, scope, CHUNK)) {
    const rows = await db.arrays<[string]>(`select distinct key from ${table} where run_uuid ${isOneText(db)}`, [JSON.stringify(ids)])
    for (const [key] of rows) keys.add(key)
  }
  return [...keys].toSorted()
}

async function* printRuns(db: Db, scope: Scope, segments: readonly Segment[], keys: Keys): AsyncGenerator<string> {
  const kinds = ['params', 'metrics', 'tags'] as const
  yield csvLine([...ATTRIBUTES, ...kinds.flatMap((kind) => keys[kind].map((key) => `${kind}.${key}`))])
  const wanted = { ...keys, tags: [...new Set([...keys.tags, SOURCE])], inputs: false, numbers: true }
  let pageToken: string | undefined
  do {
    const { ids, token } = await pageOfIds(db, scope, segments, PAGE, pageToken)
    for await (const runs of readLists(ids, (some, bounded) => readRuns(db, some, { ...wanted, bounded })))
      yield runs.map((run) => csvLine(cellsOf(run, keys))).join('')
    pageToken = token
  } while (pageToken)
}

function cellsOf({ info, data }: Run, keys: Keys): string[] {
  const values = (items: readonly { key: string; value: string | number }[] = []) =>
    new Map(items.map(({ key, value }) => [key, String(value)]))
  const tags = values(data.tags)
  const pick = (from: ReadonlyMap<string, string>, wanted: readonly string[]) => wanted.map((key) => from.get(key) ?? '')
  const { start_time, end_time } = info
  return [
    info.run_id,
    info.run_name ?? '',
    info.status,
    time(start_time),
    time(end_time),
    start_time && end_time ? String((Number(end_time) - Number(start_time)) / 1000) : '',
    info.user_id,
    tags.get(SOURCE) ?? '',
    ...pick(values(data.params), keys.params),
    ...pick(values(data.metrics), keys.metrics),
    ...pick(tags, keys.tags),
  ]
}

/** ms since the epoch as ISO 8601; 0 stands for none, and what no calendar has stays a number. */
function time(ms: number | bigint | undefined): string {
  if (!ms) return ''
  const date = new Date(Number(ms))
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString()
}
