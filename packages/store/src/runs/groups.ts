import {
  type GroupKey,
  LIMITS,
  type RequestOf,
  type ResponseOf,
  type RunStatus,
  type groupRuns as GroupRuns,
  invalid,
} from '@tailrace/contract'
import type { Db } from '../database.ts'
import { isOneText } from '../dialect.ts'
import { datasetLinks } from './links.ts'
import { printToken, readToken } from '../page-token.ts'
import { integerInRange } from '../integer-in-range.ts'
import { Group } from './group-statistics.ts'
import { keyedRows } from './keyed-rows.ts'
import { chunksOfIds } from './newest-first.ts'
import { runName } from './run-name.ts'
import { chooseDrivingSet, readWideScope } from './search-scope.ts'

/** Runs whose rows are read at once. */
const CHUNK = 500
/** Columns of the attributes that runs are grouped by. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  status: 'status',
  user_id: 'user_id',
  run_name: runName('runs'),
  experiment_id: 'cast(experiment_id as varchar(20))',
}

/**
 * Groups runs by the values of properties, the largest group first. A run with several datasets stands in a group for each.
 * @throws MlflowError INVALID_PARAMETER_VALUE: filter, group_by, page token or a number out of its bounds
 */
export async function groupRuns(db: Db, request: RequestOf<typeof GroupRuns>): Promise<ResponseOf<typeof GroupRuns>> {
  const limit = integerInRange('max_results', request.max_results, 1, LIMITS.groupsPage, LIMITS.groupsDefault)
  const idLimit = integerInRange('run_ids_limit', request.run_ids_limit, 0, LIMITS.groupRunIds, LIMITS.groupRunIdsDefault)
  const { group_by } = request
  checkGroupBy(group_by)
  const after = request.page_token ? readPosition(request.page_token, group_by.length) : undefined
  const metrics = [...new Set(request.metrics)]
  const params = [...new Set(request.params)]
  const scope = await chooseDrivingSet(db, await readWideScope(db, request))
  const groups = new Map<string, Group>()
  for await (const ids of chunksOfIds(db, scope, CHUNK)) await addChunk(db, groups, ids, { group_by, metrics, params, idLimit })
  const sorted = [...groups.values()].toSorted(compare)
  const rest = after ? sorted.filter((group) => compare(after, group) < 0) : sorted
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  const token = rest.length > limit && last ? { next_page_token: printToken('groups', [last.runs, ...last.values]) } : {}
  return { groups: page.map((group) => group.print(metrics, params)), total: groups.size, ...token }
}

function checkGroupBy(keys: readonly GroupKey[]): void {
  if (keys.length === 0) throw invalid("Invalid value [] for parameter 'group_by' supplied. Name at least one property.")
  for (const { kind, key } of keys) {
    const known = kind === 'attribute' ? Object.keys(ATTRIBUTES) : kind === 'dataset' ? ['name', 'digest'] : [key]
    if (!known.includes(key)) throw invalid(`Invalid ${kind} '${key}' to group by. It must be one of ${known.join(', ')}.`)
  }
}

/** Where a group stands in the order. */
type Place = Pick<Group, 'runs' | 'values'>

/** The largest first, then by the values; those without a value last. */
function compare(one: Place, other: Place): number {
  if (one.runs !== other.runs) return other.runs - one.runs
  for (const [index, value] of one.values.entries()) {
    const against = other.values[index] ?? null
    if (value === against) continue
    if (value === null || against === null) return value === null ? 1 : -1
    return value < against ? -1 : 1
  }
  return 0
}

function readPosition(token: string, count: number): Place {
  const [runs, ...values] = readToken('groups', token)
  const isText = (value: unknown): value is string | null => value === null || typeof value === 'string'
  if (typeof runs !== 'number' || values.length !== count || !values.every(isText)) {
    throw invalid('Invalid page token: it was made for another grouping.')
  }
  return { runs, values }
}

interface Grouping {
  readonly group_by: readonly GroupKey[]
  readonly metrics: readonly string[]
  readonly params: readonly string[]
  readonly idLimit: number
}

async function addChunk(
  db: Db,
  groups: Map<string, Group>,
  ids: readonly string[],
  { group_by, metrics, params, idLimit }: Grouping,
): Promise<void> {
  const columns: Map<string, readonly string[]>[] = []
  for (const key of group_by) columns.push(await readValues(db, ids, key))
  const statuses = new Map(
    await db.arrays<[string, RunStatus]>(`select run_uuid, status from runs where run_uuid ${isOneText(db)}`, [JSON.stringify(ids)]),
  )
  const byRun = new Map<string, Group[]>()
  for (const id of ids) {
    const status = statuses.get(id)
    if (status === undefined) continue
    const places = combinations(columns.map((column) => column.get(id) ?? [null]))
    const mine = places.map((values) => {
      const name = JSON.stringify(values)
      let group = groups.get(name)
      if (!group) groups.set(name, (group = new Group(values, idLimit)))
      group.addRun(id, status)
      return group
    })
    byRun.set(id, mine)
  }
  await addMetrics(db, byRun, ids, metrics)
  await addParams(db, byRun, ids, params)
}

type GroupsByRun = ReadonlyMap<string, readonly Group[]>

async function addMetrics(db: Db, byRun: GroupsByRun, ids: readonly string[], keys: readonly string[]): Promise<void> {
  const query = keyedRows(db, 'latest_metrics', 'e.run_uuid, e.key, e.value, e.is_nan', ids, keys)
  if (!query) return
  for (const [id, key, value, isNan] of await db.arrays<[string, string, number, number | boolean]>(query.text, query.params)) {
    if (!isNan) for (const group of byRun.get(id) ?? []) group.addMetric(key, value)
  }
}

async function addParams(db: Db, byRun: GroupsByRun, ids: readonly string[], keys: readonly string[]): Promise<void> {
  const query = keyedRows(db, 'params', 'e.run_uuid, e.key, e.value', ids, keys)
  if (!query) return
  for (const [id, key, value] of await db.arrays<[string, string, string]>(query.text, query.params)) {
    for (const group of byRun.get(id) ?? []) group.addParam(key, value)
  }
}

/** The values of one property by run; runs without one are left out. */
async function readValues(db: Db, ids: readonly string[], { kind, key }: GroupKey): Promise<Map<string, string[]>> {
  const values = new Map<string, string[]>()
  for (const [id, value] of await valueRows(db, ids, kind, key)) {
    if (value === null) continue
    const known = values.get(id)
    if (!known) values.set(id, [value])
    else if (!known.includes(value)) known.push(value)
  }
  return values
}

type ValueRow = readonly [run_uuid: string, value: string | null]

async function valueRows(db: Db, ids: readonly string[], kind: GroupKey['kind'], key: string): Promise<ValueRow[]> {
  const runs = [JSON.stringify(ids)]
  if (kind === 'attribute') {
    return db.arrays<ValueRow>(`select run_uuid, ${ATTRIBUTES[key] ?? 'null'} from runs where run_uuid ${isOneText(db)}`, runs)
  }
  if (kind === 'dataset') {
    return db.arrays<ValueRow>(
      `select i.destination_id, ${key === 'name' ? 'd.name' : 'd.digest'} from ${datasetLinks(db)}
       join datasets d on d.dataset_uuid = i.source_id`,
      runs,
    )
  }
  const query = keyedRows(db, kind === 'param' ? 'params' : 'tags', 'e.run_uuid, e.value', ids, [key])
  return query ? db.arrays<ValueRow>(query.text, query.params) : []
}

/** Every choice of one value of each list. */
const combinations = (lists: readonly (readonly (string | null)[])[]): (string | null)[][] =>
  lists.reduce<(string | null)[][]>((chosen, list) => chosen.flatMap((values) => list.map((value) => [...values, value])), [[]])
