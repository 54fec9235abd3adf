import type { Db, SqlValue } from '../database.ts'
import { metricsOfRun } from '../dialect.ts'
import type { BucketTally, Stretch } from './bucket-tally.ts'
import type { ChartPoint } from './chart-point.ts'
import { type ChartRange, inRange, pointsOf } from './chart-range.ts'
import type { Summaries } from './summaries/reader.ts'

/** Points that a stretch should have: few enough to read again one by one, enough that a statement of its own is worth it. */
const POINTS = 160
/** A stretch is this many times as long as the one before, at most: how dense the steps to come are nobody knows. */
const GROWTH = 4n
/** Points that are read at once. */
const PAGE = 2000

/** One metric of one run in a range. */
export interface Series {
  readonly db: Db
  readonly run: string
  readonly key: string
  readonly range: ChartRange
  /** What is summarized of long metrics. */
  readonly summaries: Summaries | undefined
}

export type Steps = Pick<Stretch, 'start' | 'end'>

export const least = (one: bigint, other: bigint): bigint => (one < other ? one : other)

/** Steps that have about as many points as a stretch should, if they are as dense as those of the one before. */
export function nextLength({ start, end }: Steps, count: number): bigint {
  const length = end - start + 1n
  const wanted = count === 0 ? length * GROWTH : (length * BigInt(POINTS)) / BigInt(count)
  return wanted < 1n ? 1n : least(wanted, length * GROWTH)
}

/** The points of a series between two steps, as SQL to follow `from`, and its values. */
export function pointsBetween({ db, run, key, range }: Series, { start, end }: Steps): readonly [sql: string, params: SqlValue[]] {
  const [from, params] = pointsOf(db, run, key, { ...range, axis: 'step', start, end })
  if (range.axis === 'step') return [from, params]
  const [kept, more] = inRange(range)
  return [`${from} ${kept}`, [...params, ...more]]
}

/** A point with its row. */
export type PageRow = readonly [value: number, is_nan: number, step: number | bigint, timestamp: number | bigint, rowid: number]
const PAGE_COLUMNS = 'value, is_nan, step, timestamp, rowid'

/** Adds the points between two steps one by one, by step. */
export async function addPoints(series: Series, steps: Steps, tally: BucketTally): Promise<void> {
  for await (const page of pagesOf(series, steps)) for (const point of page) tally.addPoint(point)
}

/** The points between two steps, by step and row. */
export async function* pagesOf(series: Series, steps: Steps): AsyncGenerator<PageRow[]> {
  for (let { start } = steps; start <= steps.end;) {
    const [from, params] = pointsBetween(series, { start, end: steps.end })
    const page = await series.db.arrays<PageRow>(`select ${PAGE_COLUMNS} from ${from} order by step, rowid limit ${PAGE}`, params)
    if (page.length > 0) yield page
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    // The page may have ended in the middle of a step.
    yield* pagesBehind(series, last)
    start = BigInt(last[2]) + 1n
  }
}

/** The points of a step that come behind one. */
async function* pagesBehind(series: Series, point: PageRow): AsyncGenerator<PageRow[]> {
  const { db, run, key, range } = series
  const [kept, params] = range.axis === 'step' ? ['', []] : inRange(range)
  for (let last: PageRow | undefined = point; last;) {
    const page: PageRow[] = await db.arrays<PageRow>(
      `select ${PAGE_COLUMNS} from ${metricsOfRun(db)} where run_uuid = ? and key = ? and step = ? and rowid > ? ${kept} order by rowid limit ${PAGE}`,
      [run, key, last[2], last[4], ...params],
    )
    if (page.length > 0) yield page
    last = page.at(-1)
  }
}

/** The points that a tally found; those that it knows by their value are looked for. */
export async function resolved(series: Series, tally: BucketTally): Promise<ChartPoint[]> {
  const points: ChartPoint[] = []
  for (const { low, high, special } of tally.buckets.values()) {
    for (const extreme of [low, high]) {
      if (!extreme) continue
      const [value, at] = extreme
      if (!('count' in at)) points.push(at)
      else points.push(...(await pointsOfValue(series, at, value)))
    }
    for (const point of special.values()) points.push(point)
  }
  return points
}

/** The first point with a value among some steps. */
function pointsOfValue(series: Series, steps: Steps, value: number): Promise<ChartPoint[]> {
  const [from, params] = pointsBetween(series, steps)
  return series.db.arrays<ChartPoint>(`select value, is_nan, step, timestamp from ${from} and value = ? order by step, rowid limit 1`, [
    ...params,
    value,
  ])
}
