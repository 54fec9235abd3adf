import { randomBytes } from 'node:crypto'
import type { Bench, Finding, PerSide, Side } from '../bench.ts'
import type { Connection, Request } from '../client.ts'
import type { Work } from '../load.ts'
import { type Outcome, cpuPerUnit, measure, medianLatency } from '../measure.ts'
import { memoryOf, watchPeak } from '../process-tree.ts'
import { type Page, ask, expect, gistOfPage, post, requests, withConnection } from '../requests.ts'
import { type LoadRow, mapSides, measureRows } from './figures.ts'

const MIB = 2 ** 20

/** All ordinary runs in one answer. */
export async function measureAllRuns(bench: Bench): Promise<void> {
  const { experiments, size } = bench.seed
  const request = post('runs/search', { experiment_ids: experiments, max_results: 50_000 })
  const work = `all ${size.runs.toLocaleString('en')} runs in one answer`
  const probe = async (connection: Connection): Promise<string> => gistOfPage(await ask<Page>(connection, request))
  const { outcome, growth } = await measureBig(bench, work, request, probe)
  addTimes(bench, work, outcome, 1.2)
  bench.findings.push({ work, figure: 'memory on top', unit: 'MiB', values: growth, target: 150 })
}

/** A body of 16 MiB that holds long whole numbers in a field that no endpoint has. */
export async function measureLongNumbers(bench: Bench): Promise<void> {
  const work = 'a body of 16 MiB of long numbers'
  const count = Math.floor((16 * MIB) / 21) - 10
  const body = `{"experiment_ids":["0"],"max_results":1,"numbers":[1${',12345678901234567890'.repeat(count)}]}`
  const { outcome, growth } = await measureBig(bench, work, { ...post('runs/search', {}), body })
  addTimes(bench, work, outcome, 2)
  bench.findings.push({ work, figure: 'memory on top', unit: 'MiB', values: growth, target: 150 })
}

/** Artifacts of 1 KiB, up and down, and new small files in one folder, one after the other and eight at a time. */
export async function measureArtifacts(bench: Bench): Promise<void> {
  const small = randomBytes(1024)
  const file = randomBytes(2048)
  let newFile = 0
  const rows: LoadRow[] = [
    { work: 'artifact 1 KiB up', clients: 1, target: 0.4, prepare: requests((count) => upload(`small/${count % 100}.bin`, small)) },
    ...[1, 8].map((clients): LoadRow => ({
      work: `new files of 2 KiB in a folder, ${clients} at a time`,
      clients,
      target: 1,
      prepare: requests(() => upload(`files/${newFile++}.bin`, file)),
    })),
    {
      work: 'artifact 1 KiB down',
      clients: 1,
      target: 0.4,
      prepare: async (side) => {
        await withConnection(side, (connection) => expect(connection, upload('small/0.bin', small)))
        return requests(() => ({ method: 'GET', path: artifact('small/0.bin') }))(side)
      },
    },
  ]
  await measureRows(bench, rows)
}

/** 500 MB up, and one bigger artifact up and down. */
export async function measureBigArtifact(bench: Bench): Promise<void> {
  const what = bench.small ? 'artifact 128 MiB' : 'artifact 1 GiB'
  const half: Request = bigUpload('half.bin', { block: randomBytes(1_000_000), times: 500 })
  const up: Request = bigUpload('big.bin', { block: randomBytes(MIB), times: bench.small ? 128 : 1024 })
  const down: Request = { method: 'GET', path: artifact('big.bin') }
  for (const [work, request, target, cpuTarget] of [
    ['500 MB PUT', half, undefined, 'original'],
    [`${what} up`, up, bench.small ? undefined : 1.5, 'original'],
    [`${what} down`, down, undefined, undefined],
  ] as const) {
    const { outcome, growth } = await measureBig(bench, work, request)
    addTimes(bench, work, outcome, target, cpuTarget)
    bench.findings.push({ work, figure: 'memory on top', unit: 'MiB', values: growth, target: 64 })
  }
}

/** Sends one big request three times a side, and watches how far memory rises above what it was before. */
async function measureBig(
  bench: Bench,
  work: string,
  request: Request,
  probe?: LoadRow['probe'],
): Promise<{ outcome: Outcome; growth: PerSide }> {
  const growth: PerSide = {}
  const watched = async (side: Side): Promise<Work> => {
    const before = memoryOf(side.server.pid).rss
    const load = await requests(() => request)(side)
    return async (connection, client, count) => {
      const { peak } = await watchPeak(side.server.pid, () => load(connection, client, count))
      growth[side.name] = Math.max(growth[side.name] ?? 0, (peak - before) / MIB)
    }
  }
  const plan: LoadRow = { work, clients: 1, modes: ['quick'], rounds: 3, most: 1, prepare: watched }
  const [outcome = new Map()] = await measure(bench, [probe === undefined ? plan : { ...plan, probe }])
  return { outcome, growth }
}

function addTimes(bench: Bench, work: string, outcome: Outcome, target?: Finding['target'], cpuTarget?: Finding['target']): void {
  const time = inSeconds(medianLatency(outcome, 'quick'))
  bench.findings.push({ work, figure: 'time', unit: 's', values: time, ...(target !== undefined && { target }) })
  const cpu = inSeconds(cpuPerUnit(outcome))
  bench.findings.push({ work, figure: 'CPU', unit: 's', values: cpu, ...(cpuTarget !== undefined && { target: cpuTarget }) })
}

function artifact(name: string): string {
  return `/api/2.0/mlflow-artifacts/artifacts/bench/${name}`
}

function upload(name: string, body: Buffer): Request {
  return { method: 'PUT', path: artifact(name), type: 'application/octet-stream', body }
}

function bigUpload(name: string, chunks: Request['chunks'] & object): Request {
  return { method: 'PUT', path: artifact(name), type: 'application/octet-stream', chunks }
}

function inSeconds(values: PerSide): PerSide {
  return mapSides(values, (milliseconds) => milliseconds / 1000)
}
