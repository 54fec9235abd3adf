import type { Bench, Side } from '../bench.ts'
import type { Work } from '../load.ts'
import { ask, createRuns, expect, get, newRun, post, requests } from '../requests.ts'
import { type LoadRow, measureRows } from './figures.ts'

/** Small requests of one client that read: a run, and what is not there. */
export async function measureSmallReads(bench: Bench): Promise<void> {
  const { sampleRuns } = bench.seed
  const getRun = (count: number): ReturnType<typeof get> =>
    get('/api/2.0/mlflow/runs/get', { run_id: sampleRuns[count % sampleRuns.length] ?? '' })
  const rows: LoadRow[] = [
    {
      work: 'runs/get',
      clients: 1,
      target: 0.35,
      prepare: requests(getRun),
      probe: async (connection) => {
        const { run } = await ask<{ run: { info: { run_id: string; start_time: number }; data: Record<string, unknown[]> } }>(
          connection,
          getRun(7),
        )
        const parts = Object.entries(run.data).map(([name, list]) => `${list.length} ${name}`)
        return `${run.info.run_id} of ${run.info.start_time}, ${parts.toSorted().join(', ')}`
      },
    },
    { work: '404, unknown route', clients: 1, target: 0.15, prepare: requests(() => get('/api/2.0/mlflow/nothing', {}), 404) },
    {
      work: '404, unknown run',
      clients: 1,
      target: 0.15,
      prepare: requests(() => get('/api/2.0/mlflow/runs/get', { run_id: 'f'.repeat(32) }), 404),
    },
  ]
  await measureRows(bench, rows)
}

/** The runs that have stalled, which only Tailrace tells. */
export async function measureStalled(bench: Bench): Promise<void> {
  const all = post('runs/stalled', {})
  const request = { ...all, path: '/ajax-api/tailrace/1.0/runs/stalled' }
  await measureRows(bench, [
    { work: 'runs/stalled', clients: 1, target: 5, only: 'tailrace', modes: ['quick'], prepare: requests(() => request) },
  ])
}

/** Small requests of one client that write. */
export async function measureSmallWrites(bench: Bench): Promise<void> {
  const { writes } = bench.seed
  let params = 0
  const create: LoadRow = {
    work: 'create-run',
    clients: 1,
    target: 0.45,
    prepare: requests((count) => post('runs/create', newRun(writes, `run-${count}`))),
  }
  const logMetric: LoadRow = {
    work: 'log-metric',
    clients: 1,
    target: 0.35,
    prepare: async (side) =>
      writeTo(await runIds(side, writes, 1), 'runs/log-metric', (step) => ({
        key: 'loss',
        value: 1 / (step + 1),
        timestamp: Date.now(),
        step,
      })),
  }
  const logParam: LoadRow = {
    work: 'log-param',
    clients: 1,
    target: 0.3,
    // 200 runs, so that none of them gathers more params than a run has.
    prepare: async (side) =>
      writeTo(await runIds(side, writes, 200), 'runs/log-parameter', () => ({ key: `p${params++}`, value: '0.001' })),
  }
  await measureRows(bench, [create, logMetric, logParam])
}

function runIds(side: Side, experiment: string, count: number): Promise<string[]> {
  return createRuns(side, experiment, count)
}

function writeTo(ids: string[], endpoint: string, entity: (count: number) => object): Work {
  return async (connection, _client, count) => {
    await expect(connection, post(endpoint, { run_id: ids[count % ids.length], ...entity(count) }))
  }
}
