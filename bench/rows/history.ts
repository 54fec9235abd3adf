import type { Bench } from '../bench.ts'
import type { Connection, Request } from '../client.ts'
import { type Outcome, type Plan, cpuPerUnit, measure, medianLatency } from '../measure.ts'
import { ask, get, requests } from '../requests.ts'
import { HUGE_KEY, LONG_KEYS } from '../seed-runs.ts'
import { mapSides, measureRows } from './figures.ts'

/** What the Python client asks for at once. */
const CLIENT_PAGE = 25_000
const HISTORY = '/api/2.0/mlflow/metrics/get-history'

interface History {
  metrics?: { key: string; value: number | string; step: number; run_id?: string }[]
  next_page_token?: string
}

/** Histories: of 100 points amid all others, and sampled for a chart of many runs. */
export async function measureHistories(bench: Bench): Promise<void> {
  const { sampleRuns, longRuns, metricRows } = bench.seed
  const history = (count: number): Request => historyOf(sampleRuns[count % sampleRuns.length] ?? '', 'loss')
  const bulk = get('/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval', {
    run_ids: longRuns.slice(0, 100),
    metric_key: LONG_KEYS[0] ?? '',
    max_results: 320,
  })
  await measureRows(bench, [
    {
      work: `history of 100 points, in a database of ${metricRows.toLocaleString('en')}`,
      clients: 1,
      target: 0.6,
      prepare: requests(history),
      probe: async (connection) => gist(await ask<History>(connection, history(3))),
    },
    {
      work: '100 runs x 320 sampled points',
      clients: 1,
      target: 60,
      modes: ['quick'],
      prepare: requests(() => bulk),
      probe: async (connection) => gist(await ask<History>(connection, bulk)),
    },
  ])
}

/** The history of a huge run, page by page as the Python client fetches it, a point. */
export async function measureHugeHistory(bench: Bench): Promise<void> {
  const points = bench.seed.size.hugePoints
  const work = `history of ${points.toLocaleString('en')} points, whole`
  const [outcome] = await measure(bench, [
    {
      work,
      clients: 1,
      rounds: 2,
      modes: ['quick'],
      probe: async (connection) => gist(await ask<History>(connection, historyOf(bench.seed.hugeRun, HUGE_KEY))),
      prepare: () => Promise.resolve((connection: Connection) => fetchAll(connection, bench.seed.hugeRun, points)),
    },
  ])
  if (outcome !== undefined) addPoints(bench, `history, a point of ${points.toLocaleString('en')}`, outcome, points)
}

/** The history of the longest run in one answer, and page by page as the Python client fetches it, a point. Once: MLflow takes half a minute each time. */
export async function measureLongestHistory(bench: Bench): Promise<void> {
  const run = bench.seed.longestRun
  const points = bench.seed.size.longestPoints
  const ways: [string, (connection: Connection) => Promise<void>][] = [
    ['in one answer', (connection) => fetchAtOnce(connection, run, points)],
    ['in pages of 25,000', (connection) => fetchAll(connection, run, points)],
  ]
  for (const [name, fetchWay] of ways) {
    const work = `history of ${points.toLocaleString('en')} points ${name}`
    const plan: Plan = { work, clients: 1, rounds: 1, most: 1, modes: ['quick'], prepare: () => Promise.resolve(fetchWay) }
    const [outcome] = await measure(bench, [plan])
    if (outcome !== undefined) addPoints(bench, `history, a point of ${points.toLocaleString('en')}, ${name}`, outcome, points)
  }
}

/** Adds CPU time and latency of a history to the summary, a point. */
function addPoints(bench: Bench, work: string, outcome: Outcome, points: number): void {
  const aPoint = (milliseconds: number): number => (milliseconds * 1000) / points
  bench.findings.push({ work, figure: 'CPU', unit: 'us', values: mapSides(cpuPerUnit(outcome), aPoint), target: 2.5 })
  bench.findings.push({ work, figure: 'p50', unit: 'us', values: mapSides(medianLatency(outcome, 'quick'), aPoint) })
}

/** Fetches a history in one answer, and throws when it does not hold all points. */
async function fetchAtOnce(connection: Connection, run: string, points: number): Promise<void> {
  const { status, body } = await connection.send(get(HISTORY, { run_id: run, metric_key: HUGE_KEY }), 'keep')
  if (status !== 200) throw new Error(`HTTP ${status}`)
  const found = body.split('"timestamp"').length - 1
  if (found !== points) throw new Error(`${found} points instead of ${points}`)
}

/** Fetches all pages of a history. The token is found in the text: to parse 25,000 points would cost the bench more than they cost the server. */
async function fetchAll(connection: Connection, run: string, points: number): Promise<void> {
  let token: string | undefined
  for (let fetched = 0; fetched < points; fetched += CLIENT_PAGE) {
    const answer = await connection.send(historyOf(run, HUGE_KEY, token), 'keep')
    if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`)
    token =
      /"next_page_token": ?"([^"]+)"/.exec(answer.body.slice(-2000))?.[1] ??
      /"next_page_token": ?"([^"]+)"/.exec(answer.body.slice(0, 2000))?.[1]
    if (token === undefined && fetched + CLIENT_PAGE < points) throw new Error('history ends early')
  }
}

function historyOf(run: string, key: string, token?: string): Request {
  const query = { run_id: run, metric_key: key, max_results: CLIENT_PAGE }
  return get(HISTORY, token === undefined ? query : { ...query, page_token: token })
}

function gist({ metrics = [], next_page_token: next }: History): string {
  const [first, last] = [metrics[0], metrics.at(-1)]
  const sum = metrics.reduce((total, metric) => total + metric.step, 0)
  return `${metrics.length} points, steps ${first?.step} to ${last?.step} adding up to ${sum}${next === undefined ? '' : ', more'}`
}
