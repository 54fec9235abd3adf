import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRun, queryMetricHistory } from '@tailrace/contract'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { summariesPath } from '../metrics/summaries/file.ts'
import { POINT } from '../metrics/write.ts'
import { SETTINGS } from '../testing/memory.ts'
import { SqliteConnection } from './connection.ts'
import { type OperatorStore, openOperatorStore } from '../testing/operator-store.ts'

const SOON = { timeout: 20_000, interval: 50 }
let folder = ''
let path = ''
let file = ''
let store: OperatorStore | undefined
let said: string[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tailrace-keep-'))
  path = join(folder, 'test.db')
  file = summariesPath(path)
  said = []
})
afterEach(async () => {
  await store?.close()
  store = undefined
  rmSync(folder, { recursive: true })
})

const open = async (): Promise<OperatorStore> =>
  (store = await openOperatorStore(`sqlite:///${path}`, SETTINGS, (error) => said.push(error.message)))

/** A run with a long metric. */
async function longRun(on: OperatorStore): Promise<string> {
  const { run } = await on.call(createRun, { experiment_id: '0' })
  const { run_id } = run.info
  const connection = new SqliteConnection(path, SETTINGS)
  connection.exec('begin')
  const rows = Array.from({ length: 50_000 }, (_, step) => ['m', (step * 7919) % 10_007, step, step, false, run_id])
  await connection.insertRows('metrics', POINT, rows)
  await connection.insertRows('latest_metrics', POINT, rows.slice(-1))
  connection.exec('commit')
  connection.close()
  return run_id
}

/** How far the series are that the file knows. */
const seriesStates = async (): Promise<unknown[]> => {
  if (!existsSync(file)) return []
  const side = new SqliteConnection(file, SETTINGS, 'read')
  try {
    return (await side.arrays(`select name from sqlite_schema where name = 'series'`)).length > 0
      ? (await side.arrays('select state from series')).flat()
      : []
  } finally {
    side.close()
  }
}

test('a server keeps summaries while it is quiet, and makes a file that is broken anew', async () => {
  let now = await open()
  const run_id = await longRun(now)
  const ask = async () => (await now.call(queryMetricHistory, { run_ids: [run_id], metric_keys: ['m'], buckets: 20 })).series
  const before = await ask()
  expect(before[0]?.points).toBe(50_000)
  await expect.poll(seriesStates, SOON).toEqual(['whole'])
  expect(await ask()).toEqual(before)
  await now.close()
  writeFileSync(file, 'This is no database. '.repeat(1000))
  now = await open()
  expect(await ask()).toEqual(before)
  await expect.poll(() => seriesStates().catch(String), SOON).toEqual(['whole'])
  expect(await ask()).toEqual(before)
  expect(said).toEqual([])
})

test('where none can be kept the log says so, once, and charts are read from the points', async () => {
  mkdirSync(file)
  const now = await open()
  const run_id = await longRun(now)
  await expect
    .poll(() => said, SOON)
    .toEqual([expect.stringMatching(/^Charts of long metrics take longer: .*test\.db-charts cannot be written/)])
  const { series } = await now.call(queryMetricHistory, { run_ids: [run_id], metric_keys: ['m'], buckets: 20 })
  expect(series[0]?.points).toBe(50_000)
})
