import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Seed, seedFile } from '../seed.ts'

/** Points of the long metric. */
export const LONG_POINTS = 1_000_000
/** The metric with that many points. */
export const LONG_KEY = 'long_loss'
/** Runs with a long series each, and points of each: a million together. */
const MANY_RUNS = 50
const MANY_POINTS = 20_000
/** The metric of these runs. */
export const MANY_KEY = 'long_curve'

/** Runs with long metrics: one with a million points, and some with as many together. */
export interface LongRuns {
  experiment: string
  run: string
  many: { experiment: string; runs: readonly string[] }
}

/** Runs of the longest experiment; each has LONG_POINTS of the metric MANY_KEY. */
const LONGEST_RUNS = 50

/** Runs of the wide experiment, and of each how many params and as many metrics. */
const WIDE_RUNS = 10_000
const WIDE_KEYS = 100

/** Copies the seeded database into a folder and adds what only pages need: runs with long metrics. */
export function copyWithLongRuns(seed: Seed, folder: string): LongRuns {
  const file = path.join(folder, 'mlflow.db')
  execFileSync('cp', ['--reflink=auto', seedFile(seed.size), file])
  mkdirSync(path.join(folder, 'artifacts'), { recursive: true })
  const database = new DatabaseSync(file)
  try {
    const run = seed.hugeRun
    const experiment = seed.experiments.at(-2) ?? ''
    const runs = database
      .prepare('select run_uuid from runs where experiment_id = ? order by start_time desc limit ?')
      .all(experiment, MANY_RUNS)
      .map((row) => String(row['run_uuid']))
    database.exec('pragma journal_mode = wal; pragma synchronous = off; begin')
    addSeries(database, run, LONG_KEY, LONG_POINTS)
    for (const each of runs) addSeries(database, each, MANY_KEY, MANY_POINTS)
    database.exec('commit')
    const found = database.prepare('select experiment_id from runs where run_uuid = ?').get(run)
    return { experiment: String(found?.['experiment_id']), run, many: { experiment, runs } }
  } finally {
    database.close()
  }
}

/** Adds an experiment without runs; answers its id. @param now ms since 1970 */
function addExperiment(database: DatabaseSync, name: string, now: number): number | bigint {
  return database
    .prepare(
      `insert into experiments (name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace)
       values (?, ?, 'active', ?, ?, 'default')`,
    )
    .run(name, `mlflow-artifacts:/${name}`, now, now).lastInsertRowid
}

/** Adds a metric of a run that falls, with some noise. @param after ms since the first time of all */
function addSeries(database: DatabaseSync, run: string, key: string, points: number, after = 0): void {
  database
    .prepare(
      `with recursive steps(step) as (select 0 union all select step + 1 from steps where step < ?)
       insert into metrics (key, value, timestamp, run_uuid, step, is_nan)
       select ?, 1.0 / (1 + 20.0 * step / ?) + ((step * 7919) % 1000) / 20000.0, 1700000000000 + ? + step, ?, step, 0 from steps`,
    )
    .run(points - 1, key, points, after, run)
  database
    .prepare(
      `insert into latest_metrics (key, value, timestamp, step, is_nan, run_uuid)
       select key, value, timestamp, step, is_nan, run_uuid from metrics where key = ? and run_uuid = ? and step = ?`,
    )
    .run(key, run, points - 1)
}

/** Adds an experiment of 10,000 runs with 200 keys each to the database in a folder, while no server has it open. Returns its id. */
export function addWideExperiment(folder: string): string {
  const database = new DatabaseSync(path.join(folder, 'mlflow.db'))
  try {
    const now = Date.now()
    database.exec('pragma synchronous = off; begin')
    const experiment = addExperiment(database, 'wide', now)
    const count = `with recursive number(n) as (select 0 union all select n + 1 from number where n < ?)`
    database
      .prepare(
        `${count} insert into runs (run_uuid, name, source_type, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri, experiment_id)
         select printf('%032x', 1000000007 + n), 'wide-' || n, 'UNKNOWN', 'user-' || (n % 7), 'FINISHED', ? + n * 1000, ? + n * 1000 + 900, 'active',
           'mlflow-artifacts:/wide/' || printf('%032x', 1000000007 + n) || '/artifacts', ? from number`,
      )
      .run(WIDE_RUNS - 1, now, now, experiment)
    const keys = `${count} insert into`
    const runs = `from number join runs on runs.experiment_id = ?`
    database
      .prepare(
        `${keys} params (key, value, run_uuid) select printf('param_%03d', n), (runs.start_time / 1000 * (n + 3)) % (n + 2), run_uuid ${runs}`,
      )
      .run(WIDE_KEYS - 1, experiment)
    for (const table of ['metrics', 'latest_metrics'])
      database
        .prepare(
          `${keys} ${table} (key, value, timestamp, step, is_nan, run_uuid)
           select printf('metric_%03d', n), ((runs.start_time / 1000 * 7919) % 1000 + n) / 1000.0, runs.end_time, 0, 0, run_uuid ${runs}`,
        )
        .run(WIDE_KEYS - 1, experiment)
    database.exec('commit')
    return String(experiment)
  } finally {
    database.close()
  }
}

/**
 * Adds an experiment of 50 runs with a million points each to the database in a folder, while no server has it open: 12 GB, some minutes. The runs follow one
 * another in time.
 */
export function addLongestExperiment(folder: string): LongRuns['many'] {
  const database = new DatabaseSync(path.join(folder, 'mlflow.db'))
  try {
    const now = Date.now()
    database.exec('pragma synchronous = off; pragma cache_size = -1000000; begin')
    const experiment = addExperiment(database, 'longest', now)
    const runs = Array.from({ length: LONGEST_RUNS }, (_, at) => (2_000_000_011 + at).toString(16).padStart(32, '0'))
    const add = database.prepare(
      `insert into runs (run_uuid, name, source_type, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri, experiment_id)
       values (?, ?, 'UNKNOWN', 'user', 'FINISHED', ?, ?, 'active', ?, ?)`,
    )
    for (const [at, run] of runs.entries())
      add.run(run, `longest-${at}`, now + at, now + at + 1, `mlflow-artifacts:/longest/${run}/artifacts`, experiment)
    database.exec('commit')
    for (const [at, run] of runs.entries()) {
      database.exec('begin')
      addSeries(database, run, MANY_KEY, LONG_POINTS, at * LONG_POINTS)
      database.exec('commit')
      process.stderr.write(`${at + 1} of ${LONGEST_RUNS} runs with a million points\n`)
    }
    return { experiment: String(experiment), runs }
  } finally {
    database.close()
  }
}

/** Whether all long metrics of the database in a folder are summarized (docs/decisions/0013). */
export function areSummarized(folder: string, series: number): boolean {
  const file = path.join(folder, 'mlflow.db-charts')
  if (!existsSync(file)) return false
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    return Number(database.prepare(`select count(*) as n from series where state = 'whole'`).get()?.['n']) >= series
  } finally {
    database.close()
  }
}
