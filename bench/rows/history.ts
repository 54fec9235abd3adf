import type { Bench } from '../bench.ts'
import type { Connection, Request } from '../client.ts'
import { cpuPerUnit, measure, medianLatency } from '../measure.ts'
import { ask, get, requests } from '../requests.ts'
import { HUGE_KEY, LONG_KEYS } from '../seed-runs.ts'
import { mapSides, measureRows } from './figures.ts'

/** What the stock client asks for at once. */
const CLIENT_PAGE = 25_000

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

/** The history of a huge run, page by page as the stock client fetches it, a point. */
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
      prepare: () => Promise.resolve(async (connection: Connection) => void (await fetchAll(connection, bench.seed.hugeRun, points))),
    },
  ])
  if (outcome === undefined) return
  const aPoint = (milliseconds: number): number => (milliseconds * 1000) / points
  bench.findings.push({
    work: 'history, a point of 100,000',
    figure: 'CPU',
    unit: 'us',
    values: mapSides(cpuPerUnit(outcome), aPoint),
    target: 2.5,
  })
  bench.findings.push({
    work: 'history, a point of 100,000',
    figure: 'p50',
    unit: 'us',
    values: mapSides(medianLatency(outcome, 'quick'), aPoint),
  })
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
  return get('/api/2.0/mlflow/metrics/get-history', token === undefined ? query : { ...query, page_token: token })
}

function gist({ metrics = [], next_page_token: next }: History): string {
  const [first, last] = [metrics[0], metrics.at(-1)]
  const sum = metrics.reduce((total, metric) => total + metric.step, 0)
  return `${metrics.length} points, steps ${first?.step} to ${last?.step} adding up to ${sum}${next === undefined ? '' : ', more'}`
}
