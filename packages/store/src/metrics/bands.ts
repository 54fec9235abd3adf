import { LIMITS, type MetricBand, type RequestOf, type WireDouble, type queryMetricBands as QueryBands, invalid } from '@tailrace/contract'
import type { Db } from '../database.ts'
import { isOneText, metricsOfRun, orderedTextList } from '../dialect.ts'
import { studentT95 } from '../student-t.ts'
import { type Bounds, type ChartRange, bucketOf, bucketWidth, chartRange, checkedList, inRange } from './chart-range.ts'
import { smoothSeries } from './smooth.ts'
import { Summaries } from './summaries/reader.ts'

/** Runs that share a name in a chart. */
interface Group {
  readonly group: string
  readonly runs: readonly string[]
}

/** Values that count: NaN and the infinities have no mean, and squares of what is larger than this are infinite. */
const LARGEST = 1e150
const COUNTS = `not is_nan and value between ${-LARGEST} and ${LARGEST}`
/** Distances whose squares would be too small for a double: PostgreSQL refuses to compute those. */
const SMALLEST = 1e-150

/**
 * Averages metrics over groups of runs: in each bucket first the points of each run, then the runs. The buckets of a key are the same for
 * all groups. A group without a point of a key has no band of it.
 * @throws MlflowError INVALID_PARAMETER_VALUE: a list that is empty or over its limit, buckets out of range, a start behind the end
 */
export async function queryMetricBands(db: Db, request: RequestOf<typeof QueryBands>): Promise<{ bands: MetricBand[] }> {
  if (request.groups.length === 0 || request.groups.length > LIMITS.bandGroups) {
    throw invalid(`groups must hold 1 to ${LIMITS.bandGroups} items, got ${request.groups.length}.`)
  }
  const groups = request.groups.map(({ group, run_ids }): Group => ({ group, runs: checkedList('run_ids', run_ids, LIMITS.bandRuns) }))
  const keys = checkedList('metric_keys', request.metric_keys, LIMITS.chartKeys)
  const range = chartRange(request, LIMITS.bandBuckets)
  const all = [...new Set(groups.flatMap(({ runs }) => runs))]
  const bands = new Map<string, MetricBand[]>(groups.map(({ group }) => [group, []]))
  const summaries = range.smoothing === undefined || db.dialect === 'postgres' ? undefined : await Summaries.open(db)
  for (const key of keys) {
    const bounds = await boundsOf(db, all, key, range)
    if (!bounds) continue
    for (const { group, runs } of groups) {
      const band = await readBand(db, runs, key, range, bounds)
      if (!band) continue
      const { numbers, ...shown } = band
      const smoothed =
        range.smoothing === undefined ? {} : { smoothed: await smoothBand(db, { runs, key, range, bounds, summaries }, numbers) }
      bands.get(group)?.push({ group, key, ...shown, ...smoothed })
    }
  }
  return { bands: [...bands.values()].flat() }
}

/** What the points of a key cover, over all runs: one look at either end of each run. */
async function boundsOf(db: Db, runs: readonly string[], key: string, range: ChartRange): Promise<Bounds | undefined> {
  const [kept, params] = inRange(range)
  const end = (which: 'min' | 'max') =>
    `(select ${which}(${range.axis}) from ${metricsOfRun(db)} where run_uuid = r.value and key = ? ${kept})`
  const row = await db.get<{ first: number | bigint | null; last: number | bigint | null }>(
    `select min(first) as first, max(last) as last from (select ${end('min')} as first, ${end('max')} as last from (${orderedTextList(db)}) as r) as ends`,
    [key, ...params, key, ...params, JSON.stringify(runs)],
  )
  return row === undefined || row.first === null || row.last === null ? undefined : { first: BigInt(row.first), last: BigInt(row.last) }
}

type BandRow = readonly [bucket: number | bigint, runs: number, mean: number, squares: number, low: number, high: number, all_runs: number]

async function readBand(db: Db, runs: readonly string[], key: string, range: ChartRange, bounds: Bounds): Promise<BandParts | undefined> {
  const [kept, params] = inRange(range)
  const width = bucketWidth(bounds, range.buckets)
  const [bucket, place] = bucketOf(db, range, bounds, width)
  // Squares of the distances to the mean, not of the values: those would lose small spreads of large values.
  const rows = await db.arrays<BandRow>(
    `with per_run as materialized (
       select ${bucket} as b, run_uuid, avg(value) as v from ${metricsOfRun(db)}
       where run_uuid ${isOneText(db)} and key = ? and ${COUNTS} ${kept} group by run_uuid, b
     ), per_bucket as materialized (select b, avg(v) as mean from per_run group by b)
     select per_run.b, count(*), min(mean), sum(case when abs(v - mean) < ${SMALLEST} then 0 else (v - mean) * (v - mean) end), min(v), max(v),
       (select count(distinct run_uuid) from per_run)
     from per_run join per_bucket on per_bucket.b = per_run.b group by per_run.b order by per_run.b`,
    [...place, JSON.stringify(runs), key, ...params],
  )
  const [row] = rows
  return row && { runs: row[6], ...toBand(rows, bounds, width), numbers: rows.map(([number]) => Number(number)) }
}

/** A band, and the numbers of its buckets. */
type BandParts = Omit<MetricBand, 'group' | 'key'> & { readonly numbers: readonly number[] }

/** Runs of a band, and what it covers. */
interface BandOf {
  readonly runs: readonly string[]
  readonly key: string
  readonly range: ChartRange
  readonly bounds: Bounds
  readonly summaries: Summaries | undefined
}

/** The mean of the moving averages of the runs in each of some buckets. */
async function smoothBand(db: Db, { runs, key, range, bounds, summaries }: BandOf, numbers: readonly number[]): Promise<WireDouble[]> {
  const found = new Map<number, number[]>()
  const cut = { start: bounds.first, width: bucketWidth(bounds, range.buckets) }
  for (const run of runs) {
    const tally = await smoothSeries({ db, run, key, range, summaries }, { weight: range.smoothing ?? 0, bounds, cut })
    for (const [at, value] of tally.smoothed.values.entries()) {
      const number = tally.numbers[at] ?? 0
      if (typeof value !== 'number') continue
      const values = found.get(number)
      if (values) values.push(value)
      else found.set(number, [value])
    }
  }
  return numbers.map((number) => {
    const values = found.get(number)
    return values ? values.reduce((sum, value) => sum + value / values.length, 0) : 'NaN'
  })
}

function toBand(rows: readonly BandRow[], { first, last }: Bounds, width: bigint): Omit<BandParts, 'runs' | 'numbers'> {
  const band = {
    xs: [] as number[],
    mean: [] as number[],
    low: [] as number[],
    high: [] as number[],
    min: [] as number[],
    max: [] as number[],
  }
  for (const [bucket, runs, mean, squares, min, max] of rows) {
    const start = first + BigInt(bucket) * width
    const end = start + width - 1n < last ? start + width - 1n : last
    const half = runs > 1 ? (studentT95(runs - 1) * Math.sqrt(squares / (runs - 1))) / Math.sqrt(runs) : 0
    band.xs.push((Number(start) + Number(end)) / 2)
    band.mean.push(mean)
    band.low.push(mean - half)
    band.high.push(mean + half)
    band.min.push(min)
    band.max.push(max)
  }
  return band
}
