import { LIMITS, type RequestOf, type Run, type searchRuns as SearchRuns, invalid, wrongType } from '@tailrace/contract'
import { type Comparison, type Expression, conjunction, conjuncts, parseRunsFilter, parseRunsOrderBy } from '@tailrace/filter'
import type { Db, SqlValue } from '../database.ts'
import { isOneOf, jsonText, textList } from '../dialect.ts'
import { experimentIdNumber } from '../experiment-id.ts'
import { filterCondition } from '../filter-sql.ts'
import { afterCondition, checkPosition, keyColumns, orderBy } from '../keyset.ts'
import { StreamedAnswer } from '../operation.ts'
import { printToken, readToken } from '../page-token.ts'
import { type Fragment, all, joined, raw, sql } from '../sql.ts'
import { readRuns } from './read.ts'
import { matchingRuns, runCondition } from './search-filter.ts'
import { type Segment, orderSegments } from './search-order.ts'

/** Runs that are read at once. A longer page leaves in pieces of this length. */
const PIECE = 250
/** So many runs are read and sorted faster than an index of all runs is walked to find them. */
const FEW = 2000
/** So many runs that a clause of the filter leaves are taken from its own index; more are met soon enough on the way. */
const FEW_MATCHES = 300

/** What is searched: experiments, stages and filter, as far as they do not depend on the order. */
interface Scope {
  experiments: number[]
  stages: readonly string[]
  filter: Expression | undefined
  /** Set where a clause of the filter, or the experiments, leave few runs. */
  few: 'ids' | 'experiments' | undefined
  ids: string[]
}

/**
 * Finds runs. Missing values come last in either direction; a page costs the same at any depth.
 * @throws MlflowError INVALID_PARAMETER_VALUE: filter, order, page token or max_results
 */
export async function searchRuns(
  db: Db,
  request: RequestOf<typeof SearchRuns>,
): Promise<{ runs?: Run[]; next_page_token?: string } | StreamedAnswer> {
  const { max_results = LIMITS.searchDefault, page_token } = request
  if (max_results < 1) throw invalid(`Invalid value ${max_results} for parameter 'max_results' supplied. It must be a positive integer`)
  if (max_results > LIMITS.searchPage) throw wrongType(max_results, 'max_results')
  const segments = orderSegments(parseRunsOrderBy(request.order_by ?? []))
  const filter = parseRunsFilter(request.filter ?? '')
  const experiments = (request.experiment_ids ?? []).map(experimentIdNumber)
  if (experiments.length === 0) return {}
  const stages = { ACTIVE_ONLY: ['active'], DELETED_ONLY: ['deleted'], ALL: ['active', 'deleted'] }[request.run_view_type ?? 'ACTIVE_ONLY']
  const scope = await narrow(db, { experiments, stages, filter, few: undefined, ids: [] })
  const { ids, token } = await pageOfIds(db, scope, segments, max_results, page_token)
  if (ids.length > PIECE) return new StreamedAnswer(printRuns(db, ids, token))
  const runs = await readRuns(db, ids)
  return { ...(runs.length > 0 ? { runs } : {}), ...(token ? { next_page_token: token } : {}) }
}

/** Looks for a clause that few runs meet, or experiments that hold few, since those are where the search should start. */
async function narrow(db: Db, scope: Scope): Promise<Scope> {
  for (const operand of conjuncts(scope.filter)) {
    const probe = operand.type === 'comparison' ? matchingRuns(db, operand, FEW_MATCHES + 1) : undefined
    if (!probe) continue
    const rows = await db.arrays<[string]>(probe.text, probe.params)
    if (rows.length > FEW_MATCHES) continue
    const filter = conjunction(conjuncts(scope.filter).filter((other) => other !== operand))
    return { ...scope, filter, few: 'ids', ids: rows.map(([id]) => id) }
  }
  const rows = await db.get<{ n: number }>(
    `select count(*) as n from (select 1 from runs where experiment_id ${isOneOf(db)} limit ${FEW + 1}) as counted`,
    [JSON.stringify(scope.experiments)],
  )
  return (rows?.n ?? 0) <= FEW ? { ...scope, few: 'experiments' } : scope
}

async function pageOfIds(
  db: Db,
  scope: Scope,
  segments: readonly Segment[],
  limit: number,
  pageToken: string | undefined,
): Promise<{ ids: string[]; token?: string }> {
  const [start = 0, ...position] = pageToken ? readToken('runs', pageToken) : []
  if (typeof start !== 'number' || !segments[start]) throw invalid('Invalid page token: it was made for another order.')
  const found: { segment: number; row: readonly SqlValue[] }[] = []
  for (let index = start; index < segments.length && found.length <= limit; index++) {
    const segment = segments[index] as Segment
    const after = index === start && pageToken ? afterCondition(segment.keys, checkPosition(segment.keys, position)) : undefined
    const query = idQuery(db, scope, segment, after, limit + 1 - found.length)
    for (const row of await db.arrays<SqlValue[]>(query.text, query.params)) found.push({ segment: index, row })
  }
  const page = found.slice(0, limit)
  const ids = page.map(({ row }) => String(row[0]))
  const last = page.at(-1)
  return found.length > limit && last ? { ids, token: printToken('runs', [last.segment, ...last.row.slice(1)]) } : { ids }
}

function idQuery(db: Db, scope: Scope, segment: Segment, after: Fragment | undefined, limit: number): Fragment {
  const { filter } = scope
  const conditions = [
    experimentCondition(db, scope),
    stageCondition(scope.stages),
    segment.condition,
    ...(scope.few === 'ids' ? [raw('r.run_uuid = s.value')] : []),
    ...(filter ? [filterCondition(filter, (comparison: Comparison) => runCondition(db, comparison))] : []),
    ...(after ? [after] : []),
  ]
  return sql`select r.run_uuid, ${keyColumns(segment.keys)} from ${tables(db, scope, segment)}
    where ${all(conditions)} order by ${orderBy(segment.keys)} limit ${limit}`
}

/** The tables in the order in which they are best read: SQLite keeps the order of a cross join. */
function tables(db: Db, scope: Scope, { joins, byMetric }: Segment): Fragment {
  const runs = raw('runs r')
  if (scope.few === 'ids') {
    const list = db.dialect === 'sqlite' ? textList(db).replace('select value from ', '') : 'json_array_elements_text(?::json)'
    return joined(
      [{ text: `${list} as s${db.dialect === 'sqlite' ? '' : '(value)'}`, params: [JSON.stringify(scope.ids)] }, runs, ...joins],
      ' cross join ',
    )
  }
  return joined(byMetric && scope.few === undefined ? [...joins, runs] : [runs, ...joins], ' cross join ')
}

/** A single experiment, or few runs, are found by the index of experiments; else the order leads and each run is looked at. */
function experimentCondition(db: Db, { experiments, few }: Scope): Fragment {
  const [only] = experiments
  if (experiments.length === 1 && only !== undefined)
    return few === undefined || few === 'experiments' ? sql`r.experiment_id = ${only}` : sql`+r.experiment_id = ${only}`
  const listed: Fragment = { text: isOneOf(db), params: [JSON.stringify(experiments)] }
  return few === 'experiments' ? sql`r.experiment_id ${listed}` : sql`+r.experiment_id ${listed}`
}

const stageCondition = ([stage, other]: readonly string[]): Fragment =>
  other === undefined ? sql`r.lifecycle_stage = ${stage ?? 'active'}` : raw("r.lifecycle_stage in ('active', 'deleted')")

/** Prints a long page piece by piece. */
async function* printRuns(db: Db, ids: readonly string[], token: string | undefined): AsyncGenerator<string> {
  for (let start = 0; start < ids.length; start += PIECE) {
    const runs = await readRuns(db, ids.slice(start, start + PIECE))
    yield (start === 0 ? '{"runs":[' : ',') + runs.map(printRun).join(',')
  }
  yield token ? `],"next_page_token":${JSON.stringify(token)}}` : ']}'
}

function printRun(run: Run): string {
  try {
    return JSON.stringify(run)
  } catch {
    // A whole number beyond 2^53.
    return jsonText(run)
  }
}
