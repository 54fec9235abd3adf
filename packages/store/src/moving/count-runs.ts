import type { Db } from '../database.ts'
import { isOneText } from '../dialect.ts'

/** What a database holds of one run. */
export interface RunCounts {
  params: number
  tags: number
  points: number
  inputs: number
  outputs: number
}

/** Counts what is there of some runs; those that are not there are absent. Five reads, whatever the number of runs. */
export async function countRuns(db: Db, runIds: readonly string[]): Promise<Map<string, RunCounts>> {
  const list = JSON.stringify(runIds)
  const runs = await db.all<{ run_uuid: string }>(`select run_uuid from runs where run_uuid ${isOneText(db)}`, [list])
  const counts = new Map(
    runs.map(({ run_uuid }): [string, RunCounts] => [run_uuid, { params: 0, tags: 0, points: 0, inputs: 0, outputs: 0 }]),
  )
  const add = async (what: keyof RunCounts, table: string, run: string, where = '1 = 1'): Promise<void> => {
    const rows = await db.all<{ run: string; count: number }>(
      `select ${run} as run, count(*) as count from ${table} where ${where} and ${run} ${isOneText(db)} group by ${run}`,
      [list],
    )
    for (const { run: id, count } of rows) {
      const of = counts.get(id)
      if (of) of[what] += Number(count)
    }
  }
  await add('params', 'params', 'run_uuid')
  await add('tags', 'tags', 'run_uuid')
  await add('points', 'metrics', 'run_uuid')
  await add('inputs', 'inputs', 'destination_id', "source_type = 'DATASET' and destination_type = 'RUN'")
  await add('inputs', 'inputs', 'source_id', "source_type = 'RUN_INPUT'")
  await add('outputs', 'inputs', 'source_id', "source_type = 'RUN_OUTPUT'")
  return counts
}
