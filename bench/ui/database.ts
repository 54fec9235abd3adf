import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
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

/** Adds a metric of a run that falls, with some noise. */
function addSeries(database: DatabaseSync, run: string, key: string, points: number): void {
  database
    .prepare(
      `with recursive steps(step) as (select 0 union all select step + 1 from steps where step < ?)
       insert into metrics (key, value, timestamp, run_uuid, step, is_nan)
       select ?, 1.0 / (1 + 20.0 * step / ?) + ((step * 7919) % 1000) / 20000.0, 1700000000000 + step, ?, step, 0 from steps`,
    )
    .run(points - 1, key, points, run)
  database
    .prepare(
      `insert into latest_metrics (key, value, timestamp, step, is_nan, run_uuid)
       select key, value, timestamp, step, is_nan, run_uuid from metrics where key = ? and run_uuid = ? and step = ?`,
    )
    .run(key, run, points - 1)
}
