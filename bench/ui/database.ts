import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Seed, seedFile } from '../seed.ts'

/** Points of the long metric. */
const LONG_POINTS = 1_000_000
/** The metric with that many points. */
export const LONG_KEY = 'long_loss'

/** Copies the seeded database into a folder and adds what only pages need: a run with a million points of one metric. Returns that run. */
export function copyWithLongRun(seed: Seed, folder: string): { experiment: string; run: string } {
  const file = path.join(folder, 'mlflow.db')
  execFileSync('cp', ['--reflink=auto', seedFile(seed.size), file])
  mkdirSync(path.join(folder, 'artifacts'), { recursive: true })
  const database = new DatabaseSync(file)
  try {
    const run = seed.hugeRun
    database.exec('pragma journal_mode = wal; pragma synchronous = off; begin')
    database
      .prepare(
        `with recursive steps(step) as (select 0 union all select step + 1 from steps where step < ?)
         insert into metrics (key, value, timestamp, run_uuid, step, is_nan)
         select ?, 1.0 / (1 + step / 50000.0) + ((step * 7919) % 1000) / 20000.0, 1700000000000 + step, ?, step, 0 from steps`,
      )
      .run(LONG_POINTS - 1, LONG_KEY, run)
    database
      .prepare(
        `insert into latest_metrics (key, value, timestamp, step, is_nan, run_uuid)
         select key, value, timestamp, step, is_nan, run_uuid from metrics where key = ? and run_uuid = ? and step = ?`,
      )
      .run(LONG_KEY, run, LONG_POINTS - 1)
    database.exec('commit')
    const found = database.prepare('select experiment_id from runs where run_uuid = ?').get(run)
    return { experiment: String(found?.['experiment_id']), run }
  } finally {
    database.close()
  }
}
