import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { type Bench, type Side, type SideName, noteFailure } from '../bench.ts'
import { setAcknowledgement } from '../network.ts'
import { originalPython } from '../paths.ts'
import { cpuOf } from '../process-tree.ts'
import { median } from '../statistics.ts'

const FILES = 1_000
const FILE_BYTES = 2_048
const ROUNDS = 3

/** Uploads a folder to a new run and prints the seconds that this took. */
const LOG_ARTIFACTS = `
import sys, time, mlflow
client = mlflow.MlflowClient(sys.argv[1])
run = client.create_run(sys.argv[2])
begin = time.perf_counter()
client.log_artifacts(run.info.run_id, sys.argv[3])
print(time.perf_counter() - begin)
`

/** \`log_artifacts\` of 1,000 small files with MLflow's own Python client, which sends one after the other. */
export async function measureLogArtifacts(bench: Bench): Promise<void> {
  const work = `log_artifacts of ${FILES.toLocaleString('en')} small files`
  const folder = mkdtempSync(path.join(tmpdir(), 'tailrace-bench-files-'))
  const times = new Map<SideName, number[]>()
  const cpu = new Map<SideName, number[]>()
  setAcknowledgement('as-clients')
  try {
    for (let n = 0; n < FILES; n++) writeFileSync(path.join(folder, `file-${n}.bin`), randomBytes(FILE_BYTES))
    for (let round = 0; round < ROUNDS; round++) {
      for (const side of round % 2 === 0 ? bench.sides : bench.sides.toReversed()) {
        const before = cpuOf(side.server.pid)
        const seconds = await logArtifacts(side, bench.seed.writes, folder)
        times.set(side.name, [...(times.get(side.name) ?? []), seconds])
        cpu.set(side.name, [...(cpu.get(side.name) ?? []), cpuOf(side.server.pid) - before])
      }
    }
  } catch (error) {
    noteFailure(bench, work, 'both', error)
  } finally {
    rmSync(folder, { recursive: true })
  }
  for (const [figure, values] of [
    ['time', times],
    ['CPU', cpu],
  ] as const) {
    const medians = Object.fromEntries([...values].map(([side, list]) => [side, median(list)]))
    bench.findings.push({ work, figure, unit: 's', values: medians, target: 'original' })
  }
}

async function logArtifacts(side: Side, experiment: string, folder: string): Promise<number> {
  const address = `http://127.0.0.1:${side.server.port}`
  const env = { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true' }
  const { stdout } = await promisify(execFile)(originalPython(), ['-c', LOG_ARTIFACTS, address, experiment, folder], { env })
  const seconds = Number(stdout.trim().split('\n').at(-1))
  if (!(seconds > 0)) throw new Error(`${side.name}: the client printed no time: ${stdout}`)
  return seconds
}
