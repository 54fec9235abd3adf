import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Connection } from './client.ts'
import { CACHE } from './paths.ts'
import { insertRegistry } from './seed-registry.ts'
import { LONG_KEYS, type SeedRun, type SeedSize, hugePoints, seedRun, seedSize } from './seed-runs.ts'
import { Server } from './servers.ts'

/** What the rows need to know of a seeded database. */
export interface Seed {
  version: number
  size: SeedSize
  metricRows: number
  /** Ids of the experiments that share the ordinary runs. */
  experiments: string[]
  /** An empty experiment for what the rows write. */
  writes: string
  /** Ids of some ordinary runs, spread over all. */
  sampleRuns: string[]
  longRuns: string[]
  hugeRun: string
  longestRun: string
  /** Ids of the runs that model versions belong to. */
  registryRuns: string[]
}

/** Runs that model versions belong to. */
const REGISTRY_RUNS = 20_000

const VERSION = 3

/** Path of the seeded database of a size. */
export function seedFile(size: SeedSize): string {
  return path.join(CACHE, `seed-${size.name}.db`)
}

/** The seeded database of a size, made in a process of its own at low priority when it is missing or of an older version of this file. */
export function ensureSeed(size: SeedSize): Seed {
  const known = readManifest(size)
  if (known !== undefined) return known
  execFileSync(process.execPath, [import.meta.filename, size.name], { stdio: 'inherit' })
  const made = readManifest(size)
  if (made === undefined) throw new Error('seeding left no database')
  return made
}

function manifestFile(size: SeedSize): string {
  return path.join(CACHE, `seed-${size.name}.json`)
}

function readManifest(size: SeedSize): Seed | undefined {
  if (!existsSync(manifestFile(size)) || !existsSync(seedFile(size))) return undefined
  const seed = JSON.parse(readFileSync(manifestFile(size), 'utf8')) as Seed
  return seed.version === VERSION && JSON.stringify(seed.size) === JSON.stringify(size) ? seed : undefined
}

/** Lets MLflow make an empty database with its experiments, then fills in the runs. */
async function makeSeed(size: SeedSize): Promise<void> {
  const directory = path.join(CACHE, `seeding-${size.name}`)
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  process.stderr.write(`Seeding ${size.runs} runs; once, takes minutes.\n`)
  const ids = await makeExperiments(directory, size.experiments + 2)
  const file = path.join(directory, 'mlflow.db')
  const seed = fill(file, size, ids)
  renameSync(file, seedFile(size))
  writeFileSync(manifestFile(size), JSON.stringify(seed, undefined, 1))
  rmSync(directory, { recursive: true, force: true })
}

async function makeExperiments(directory: string, count: number): Promise<string[]> {
  const server = new Server('original', directory, 5158)
  const connection = new Connection(server.port)
  try {
    await server.start()
    const ids: string[] = []
    for (let n = 1; n <= count; n++) {
      const body = JSON.stringify({ name: `bench-${String(n).padStart(2, '0')}` })
      const answer = await connection.send({ method: 'POST', path: '/api/2.0/mlflow/experiments/create', body }, 'keep')
      ids.push((JSON.parse(answer.body) as { experiment_id: string }).experiment_id)
    }
    return ids
  } finally {
    connection.close()
    await server.stop()
  }
}

function fill(file: string, size: SeedSize, ids: string[]): Seed {
  const experiments = ids.slice(0, size.experiments)
  const [history = '', writes = ''] = ids.slice(size.experiments)
  const db = new DatabaseSync(file)
  db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; BEGIN')
  const insert = inserter(db)
  const seed: Seed = {
    version: VERSION,
    size,
    metricRows: 0,
    experiments,
    writes,
    sampleRuns: [],
    longRuns: [],
    hugeRun: '',
    longestRun: '',
    registryRuns: [],
  }
  for (let n = 0; n < size.runs; n++) {
    const run = seedRun(n, size.points)
    seed.metricRows += insert(run, experiments[n % experiments.length] ?? '')
    if (n % (size.runs / 200) === 0) seed.sampleRuns.push(run.id)
    if (n < REGISTRY_RUNS) seed.registryRuns.push(run.id)
    if (n % 1_000 === 999) process.stderr.write(`\r${n + 1} runs`)
  }
  for (let n = 0; n < size.longRuns; n++) {
    const run = seedRun(size.runs + n, size.longPoints, LONG_KEYS)
    seed.metricRows += insert(run, history)
    seed.longRuns.push(run.id)
  }
  const huge = { ...seedRun(size.runs + size.longRuns, 0), points: hugePoints(size.hugePoints) }
  const longest = { ...seedRun(size.runs + size.longRuns + 1, 0), points: hugePoints(size.longestPoints) }
  seed.metricRows += insert(huge, history) + insert(longest, history)
  seed.hugeRun = huge.id
  seed.longestRun = longest.id
  insertRegistry(db, { first: 0, last: size.models, versions: size.versions }, seed.registryRuns)
  db.exec('COMMIT')
  db.close()
  process.stderr.write(`\r${seed.metricRows} metric rows\n`)
  return seed
}

/** A function that writes a run whole, as MLflow would have, and returns the number of its metric rows. */
function inserter(db: DatabaseSync): (run: SeedRun, experiment: string) => number {
  const runs = db.prepare(
    `INSERT INTO runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time, end_time, source_version, lifecycle_stage,
       artifact_uri, experiment_id) VALUES (?, ?, 'UNKNOWN', '', '', ?, ?, ?, ?, '', 'active', ?, ?)`,
  )
  const metrics = db.prepare('INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES (?, ?, ?, ?, ?, ?)')
  const latest = db.prepare('INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, ?, ?, ?)')
  const params = db.prepare('INSERT INTO params (key, value, run_uuid) VALUES (?, ?, ?)')
  const tags = db.prepare('INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?)')
  return (run, experiment) => {
    const uri = `mlflow-artifacts:/${experiment}/${run.id}/artifacts`
    runs.run(run.id, run.name, run.user, run.status, run.start, run.end, uri, Number(experiment))
    let rows = 0
    const newest = new Map<string, { step: number; timestamp: number; value: number; nan: number }>()
    for (const { key, step, timestamp, value } of run.points) {
      const point = Number.isNaN(value) ? { step, timestamp, value: 0, nan: 1 } : { step, timestamp, value, nan: 0 }
      metrics.run(key, point.value, timestamp, run.id, step, point.nan)
      newest.set(key, point)
      rows++
    }
    for (const [key, { value, timestamp, step, nan }] of newest) latest.run(key, value, timestamp, step, nan, run.id)
    for (const [key, value] of Object.entries(run.params)) params.run(key, value, run.id)
    for (const [key, value] of Object.entries(run.tags)) tags.run(key, value, run.id)
    return rows
  }
}

if (process.argv[1] === import.meta.filename) {
  os.setPriority(10)
  await makeSeed(seedSize(process.argv[2] ?? ''))
}
