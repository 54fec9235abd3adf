import {
  LIMITS,
  type Metric,
  type MetricWithRunId,
  type RequestOf,
  type getMetricHistory as GetHistory,
  type getMetricHistoryBulk as GetBulk,
  type getMetricHistoryBulkInterval as GetInterval,
  invalid,
  invalidValue,
} from '@tailrace/contract'
import type { Db, SqlValue } from '../database.ts'
import { isOneText, metricsOfRun } from '../dialect.ts'
import { StreamedResponse } from '../operation.ts'
import { printToken, readToken } from '../page-token.ts'
import { samplePoints } from './sample.ts'
import { printedValue, valueText } from './stored-value.ts'

type Point = readonly [value: number, timestamp: number | bigint, step: number | bigint, is_nan: number | boolean]
type RunPoint = readonly [...Point, run_uuid: string]

/** Points that an answer holds as objects; of more the text is made at once, and a whole history is read in pieces of this length. */
const PIECE = 5000
/** Characters after which a piece of the text leaves. */
const PIECE_TEXT = 256 * 1024

/**
 * Reads the points of a metric by timestamp, step and value. A key that was never logged has none.
 * @throws MlflowError INVALID_PARAMETER_VALUE: max_results below 1, a page token of another list
 */
export async function getMetricHistory(
  db: Db,
  { run_id, metric_key, max_results, page_token }: RequestOf<typeof GetHistory>,
): Promise<{ metrics?: Metric[]; next_page_token?: string } | StreamedResponse> {
  if (max_results === undefined) {
    const first = await readPoints(db, run_id, metric_key, readPosition(page_token), PIECE + 1)
    if (first.length > PIECE) return new StreamedResponse(printPoints(metric_key, wholeHistory(db, run_id, metric_key, first)))
    return first.length === 0 ? {} : { metrics: first.map((point) => toMetric(metric_key, point)) }
  }
  if (max_results < 1) throw invalid(`Invalid value ${max_results} for parameter 'max_results' supplied. It must be a positive integer.`)
  const points = await readPoints(db, run_id, metric_key, readPosition(page_token), max_results + 1)
  const page = points.slice(0, max_results)
  if (page.length === 0) return {}
  const next = points.length > max_results ? { next_page_token: tokenAfter(page) } : {}
  if (page.length > PIECE) return new StreamedResponse(printPoints(metric_key, [{ points: page }], next))
  return { metrics: page.map((point) => toMetric(metric_key, point)), ...next }
}

const toMetric = (key: string, [value, timestamp, step, is_nan]: Point): Metric => ({
  key,
  value: printedValue(value, is_nan),
  timestamp,
  step,
})

function tokenAfter(page: readonly Point[]): string {
  const [value, timestamp, step, is_nan] = page.at(-1) ?? [0, 0, 0, false]
  return printToken('history', [String(timestamp), String(step), value, Boolean(is_nan)])
}

type Position = readonly [timestamp: bigint, step: bigint, value: number, is_nan: boolean]

function readPosition(token: string | undefined): Position | undefined {
  if (!token) return undefined
  const [timestamp, step, value, is_nan] = readToken('history', token)
  if (!isWhole(timestamp) || !isWhole(step) || typeof value !== 'number') throw invalid('Invalid page token')
  return [BigInt(timestamp), BigInt(step), value, is_nan === true]
}

const isWhole = (text: unknown): text is string => typeof text === 'string' && /^-?\d{1,19}$/.test(text)

/** Rows of all runs that are looked at for each point of a page, before all points of the run are read and sorted. */
const LOOKED_AT = 4

/**
 * The points after a position from the primary key, which starts with key, timestamp and step. It holds the points of all runs: of a metric that others log at
 * the same time few are met, then undefined.
 */
async function readNear(db: Db, runId: string, key: string, after: Position, limit: number): Promise<Point[] | undefined> {
  const window = LOOKED_AT * limit + 1000
  const rows = await db.arrays<readonly [...Point, run_uuid: string | null]>(
    `with near as materialized (
       select value, timestamp, step, is_nan, run_uuid from metrics where key = ? and (timestamp, step) >= (?, ?) order by timestamp, step limit ?)
     select * from (select value, timestamp, step, is_nan, run_uuid from near
       where run_uuid = ? and (timestamp, step, value, is_nan) > (?, ?, ?, ?) order by timestamp, step, value, is_nan limit ?) as found
     union all select count(*), 0, 0, ${db.dialect === 'sqlite' ? '0' : 'false'}, null from near`,
    [key, after[0], after[1], window, runId, ...after, limit],
  )
  const looked = rows.findIndex(([, , , , run]) => run === null)
  const points = rows.toSpliced(looked, 1) as unknown as Point[]
  return points.length === limit || Number(rows[looked]?.[0]) < window ? points : undefined
}

async function readPoints(db: Db, runId: string, key: string, after: Position | undefined, limit: number): Promise<Point[]> {
  const near = after && (await readNear(db, runId, key, after, limit))
  if (near) return near
  const params: SqlValue[] = [runId, key]
  if (after) params.push(...after)
  return db.arrays<Point>(
    `select value, timestamp, step, is_nan from ${metricsOfRun(db)} where run_uuid = ? and key = ?
     ${after ? 'and (timestamp, step, value, is_nan) > (?, ?, ?, ?)' : ''} order by timestamp, step, value, is_nan limit ?`,
    [...params, limit],
  )
}

/** Points of one run; `run_id` is set where the answer names it. */
interface PointList {
  readonly points: readonly Point[]
  readonly run_id?: string
}

/** A long history in lists, each read where the last one ended. */
async function* wholeHistory(db: Db, runId: string, key: string, first: readonly Point[]): AsyncGenerator<PointList> {
  let points = first.slice(0, PIECE)
  while (points.length > 0) {
    yield { points }
    const [value, timestamp, step, is_nan] = points.at(-1) as Point
    points = await readPoints(db, runId, key, [BigInt(timestamp), BigInt(step), value, Boolean(is_nan)], PIECE)
  }
}

/** Prints many points; `others` are the fields of the answer beside `metrics`. */
async function* printPoints(
  key: string,
  lists: AsyncIterable<PointList> | Iterable<PointList>,
  others: object = {},
): AsyncGenerator<string> {
  const start = `{"key":${JSON.stringify(key)},"value":`
  let text = '{"metrics":['
  let comma = ''
  for await (const { points, run_id } of lists) {
    const end = run_id === undefined ? '}' : `,"run_id":${JSON.stringify(run_id)}}`
    for (const [value, timestamp, step, is_nan] of points) {
      text += `${comma}${start}${valueText(value, is_nan)},"timestamp":${timestamp},"step":${step}${end}`
      comma = ','
      if (text.length < PIECE_TEXT) continue
      yield text
      text = ''
    }
  }
  const rest = JSON.stringify(others).slice(1)
  yield `${text}]${rest === '}' ? '' : ','}${rest}`
}

/**
 * Samples a metric of some runs: at most `max_results` points a run, spread evenly over its points by step; the first and the last
 * are kept, 1 is the last alone.
 */
export async function getMetricHistoryBulkInterval(
  db: Db,
  { run_ids, metric_key, start_step, end_step, max_results = LIMITS.sampledPoints }: RequestOf<typeof GetInterval>,
): Promise<{ metrics?: MetricWithRunId[] } | StreamedResponse> {
  if (run_ids.length === 0)
    throw invalid("Missing value for required parameter 'run_ids'. See the API docs for more information about request parameters.")
  if (run_ids.length > LIMITS.bulkRuns) {
    throw invalid(
      `GetMetricHistoryBulkInterval request must specify at most ${LIMITS.bulkRuns} run_ids. Received ${run_ids.length} run_ids. See the API docs for more information about request parameters.`,
    )
  }
  if (max_results < 1 || max_results > LIMITS.sampledPoints) {
    throw invalid(
      `max_results must be between 1 and ${LIMITS.sampledPoints}. See the API docs for more information about request parameters.`,
    )
  }
  if ((start_step === undefined) !== (end_step === undefined)) {
    throw invalid('If either start step or end step are specified, both must be specified.')
  }
  if (start_step !== undefined && end_step !== undefined && start_step > end_step) {
    throw invalid(`end_step must be greater than start_step. Found start_step=${start_step} and end_step=${end_step}.`)
  }
  const runs = [...new Set(run_ids)]
  const steps = start_step === undefined || end_step === undefined ? undefined : ([start_step, end_step] as const)
  const sampled = await samplePoints(db, { runs, key: metric_key, steps, points: max_results })
  const lists = runs.flatMap((run_id) => {
    const points = sampled.get(run_id)
    return points ? [{ points, run_id }] : []
  })
  if (lists.reduce((sum, { points }) => sum + points.length, 0) > PIECE) return new StreamedResponse(printPoints(metric_key, lists))
  const metrics = lists.flatMap(({ points, run_id }) => points.map((point) => toRunMetric(metric_key, [...point, run_id])))
  return metrics.length === 0 ? {} : { metrics }
}

const toRunMetric = (key: string, [value, timestamp, step, is_nan, run_id]: RunPoint): MetricWithRunId => ({
  key,
  value: printedValue(value, is_nan),
  timestamp,
  step,
  run_id,
})

/** Reads a metric of some runs by run, timestamp, step and value, cut to 25,000 points in all. */
export async function getMetricHistoryBulk(
  db: Db,
  { run_id = [], metric_key, max_results }: RequestOf<typeof GetBulk>,
): Promise<{ metrics: MetricWithRunId[] }> {
  if (run_id.length === 0) throw invalid('GetMetricHistoryBulk request must specify at least one run_id.')
  if (run_id.length > LIMITS.bulkRuns) {
    throw invalid(`GetMetricHistoryBulk request cannot specify more than ${LIMITS.bulkRuns} run_ids. Received ${run_id.length} run_ids.`)
  }
  if (!metric_key) throw invalid('GetMetricHistoryBulk request must specify a metric_key.')
  const limit = Math.min(Number(max_results ?? LIMITS.bulkPoints), LIMITS.bulkPoints)
  if (limit < 0) throw invalidValue(limit, 'max_results', 'It must not be negative.')
  const rows = await db.arrays<RunPoint>(
    `select value, timestamp, step, is_nan, run_uuid from ${metricsOfRun(db)} where run_uuid ${isOneText(db)} and key = ?
     order by run_uuid, timestamp, step, value limit ?`,
    [JSON.stringify(run_id), metric_key, limit],
  )
  return { metrics: rows.map((row) => toRunMetric(metric_key, row)) }
}
