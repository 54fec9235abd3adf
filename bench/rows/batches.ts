import { type Bench, type Detail, type Side, noteFailure } from '../bench.ts'
import type { Connection } from '../client.ts'
import { errorCount, runLoad } from '../load.ts'
import { detailOf } from '../measure.ts'
import { setAcknowledgement } from '../network.ts'
import { cpuOf } from '../process-tree.ts'
import { ask, createRuns, expect, newRun, post } from '../requests.ts'
import { type LoadRow, measureRows } from './figures.ts'

const CLIENTS = 8
const LOOPS = 16
const WRITERS = 64

/** log-batch of 100 and of 1,000 metrics: ten metrics, ten or a hundred steps a batch; and 1,000 whose steps and values have 18 digits. */
export async function measureBatches(bench: Bench): Promise<void> {
  const row = (metrics: number, target: number): LoadRow => ({
    work: `log-batch of ${metrics.toLocaleString('en')} metrics`,
    clients: CLIENTS,
    target,
    prepare: async (side) => {
      const ids = await createRuns(side, bench.seed.writes, CLIENTS)
      return async (connection, client, count) => {
        await logBatch(connection, ids[client] ?? '', metrics, count)
      }
    },
  })
  const longRow: LoadRow = {
    ...row(1_000, 10),
    work: 'log-batch of 1,000 metrics of 18 digits',
    modes: ['quick'],
    prepare: async (side) => {
      const ids = await createRuns(side, bench.seed.writes, CLIENTS)
      return async (connection, client, count) => {
        const request = post('runs/log-batch', { run_id: ids[client] ?? '' })
        await expect(connection, { ...request, body: longNumbers(ids[client] ?? '', count) })
      }
    },
  }
  await measureRows(bench, [row(100, 1.8), row(1_000, 10), longRow])
}

/** The training loop: create a run, log 20 params one by one, 100 batches of 10 metrics, and finish it. */
export async function measureTraining(bench: Bench): Promise<void> {
  const row: LoadRow = {
    work: 'training loop, 16 clients',
    clients: LOOPS,
    target: 60,
    least: LOOPS,
    most: LOOPS,
    rounds: bench.small ? 1 : 2,
    ...(bench.small ? { modes: ['quick'] } : {}),
    prepare: () => Promise.resolve((connection, _client, count) => train(connection, bench.seed.writes, count)),
  }
  await measureRows(bench, [row])
}

async function train(connection: Connection, experiment: string, count: number): Promise<void> {
  const { run } = await ask<{ run: { info: { run_id: string } } }>(connection, post('runs/create', newRun(experiment, `training-${count}`)))
  const id = run.info.run_id
  for (let n = 0; n < 20; n++) await expect(connection, post('runs/log-parameter', { run_id: id, key: `param_${n}`, value: String(n / 7) }))
  for (let step = 0; step < 100; step++) await logBatch(connection, id, 10, step)
  await expect(connection, post('runs/update', { run_id: id, status: 'FINISHED', end_time: Date.now() }))
}

/** 64 clients that log batches of 10 metrics to a run each, as fast as they are let. */
export async function measureWriters(bench: Bench): Promise<void> {
  const work = `${WRITERS} writers`
  const refused: Record<string, number> = {}
  const slowest: Record<string, number> = {}
  for (const side of bench.sides) {
    try {
      const detail = await loadWriters(bench, side, work)
      bench.details.push(detail)
      refused[side.name] = (detail.errors / detail.count) * 100
      slowest[side.name] = detail.p99
    } catch (error) {
      noteFailure(bench, work, side.name, error)
    }
  }
  bench.findings.push({ work, figure: 'refused', unit: '%', values: refused, target: 0 })
  bench.findings.push({ work, figure: 'p99', unit: 'ms', values: slowest, target: 1_000 })
}

async function loadWriters(bench: Bench, side: Side, work: string): Promise<Detail> {
  setAcknowledgement('quick')
  const ids = await createRuns(side, bench.seed.writes, WRITERS)
  const before = cpuOf(side.server.pid)
  const extent = { clients: WRITERS, seconds: bench.small ? 4 : 10, least: 1, most: Infinity }
  const sample = await runLoad(side.server.port, extent, (connection, client, count) => logBatch(connection, ids[client] ?? '', 10, count))
  const { latencies, seconds } = sample
  const cpu = [((cpuOf(side.server.pid) - before) * 1000) / latencies.length]
  for (const [message, count] of sample.errors) noteFailure(bench, work, side.name, `${count} of ${latencies.length} units: ${message}`)
  return detailOf({ work, clients: WRITERS }, side.name, 'quick', { latencies, seconds, cpu, errors: errorCount(sample.errors) })
}

/** The body of a log-batch of 1,000 metrics whose values and steps are whole numbers of 18 digits, which JavaScript's own numbers cannot hold. */
function longNumbers(run: string, count: number): string {
  const now = Date.now()
  const points = Array.from({ length: 1_000 }, (_, n) => {
    const number = 100_000_000_000_000_001n + BigInt(count * 1_000 + n)
    return `{"key":"metric_${n % 10}","value":${number},"timestamp":${now},"step":${number}}`
  })
  return `{"run_id":"${run}","metrics":[${points.join()}]}`
}

/** One log-batch of so many metrics, ten keys a step; `count` numbers the batches, so that no point is logged twice. */
async function logBatch(connection: Connection, run: string, metrics: number, count: number): Promise<void> {
  const steps = metrics / 10
  const now = Date.now()
  const points = Array.from({ length: metrics }, (_, n) => {
    const step = count * steps + Math.floor(n / 10)
    return { key: `metric_${n % 10}`, value: Math.cos(step + n), timestamp: now, step }
  })
  await expect(connection, post('runs/log-batch', { run_id: run, metrics: points }))
}
