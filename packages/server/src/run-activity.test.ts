import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createExperiment, createRun, deleteExperiment, logBatch, setTag, updateRun } from '@tailrace/contract'
import { OPERATOR, openStore } from '@tailrace/store'
import { createDatabase, POSTGRES_MISSING, startPostgres } from '@tailrace/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { RunActivity } from './run-activity.ts'

const MINUTE = 60_000
const SETTINGS = { artifact_root: 'mlflow-artifacts:/', location_rules: { base: '/tmp' }, truncate_long_values: true }

const folder = mkdtempSync(join(tmpdir(), 'tailrace-stalled-'))
const server = await startPostgres()
if (!server) console.warn(`skipped: ${POSTGRES_MISSING}`)
const database = server && (await createDatabase(server.url))
afterAll(async () => {
  await database?.drop()
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

for (const [name, uri] of [
  ['SQLite', `sqlite:///${join(folder, 'mlflow.db')}`],
  ['PostgreSQL', database?.url],
] as const) {
  describe.skipIf(uri === undefined)(`runs that have stalled, on ${name}`, async () => {
    if (uri === undefined) return
    const opened = await openStore(uri, SETTINGS, (error) => {
      throw error
    })
    afterAll(() => opened.close())
    const store = opened.as(OPERATOR)
    // A whole number of ms far from today: the database must not care.
    let now = 1_800_000_000_000
    const activity = new RunActivity(store, () => now)
    const newRun = async (points: number, interval: number): Promise<string> => {
      const { run } = await store.call(createRun, { experiment_id: '0', start_time: now })
      const { run_id } = run.info
      const metrics = Array.from({ length: points }, (_, step) => ({
        key: 'loss',
        value: 1,
        step,
        timestamp: now - (points - 1 - step) * interval,
      }))
      await store.call(logBatch, { run_id, metrics })
      return run_id
    }
    const stalled = async (): Promise<string[]> => (await activity.stalled()).map(({ run_id }) => run_id)
    /** Lets time pass and looks every minute, as the server does. */
    const pass = async (minutes: number): Promise<string[]> => {
      for (let minute = 0; minute < minutes; minute++) {
        now += MINUTE
        await activity.stalled()
      }
      return stalled()
    }

    test('ten points, then nothing for ten minutes of watching', async () => {
      const run_id = await newRun(10, 1_000)
      const few = await newRun(9, 1_000)
      expect(await stalled()).toEqual([])
      expect(await pass(19)).toEqual([])
      // It counts as quiet from when it was first seen quiet, ten minutes after its last point.
      expect(await pass(2)).toEqual([run_id])
      const [found] = await activity.stalled()
      expect(found).toMatchObject({ usual_interval: 1_000, experiment_id: '0' })
      expect(found).not.toHaveProperty('fingerprint')
      expect(await activity.stalled({ experiment_ids: ['99'] })).toEqual([])
      for (const id of [run_id, few]) await store.call(updateRun, { run_id: id, status: 'FAILED' })
      expect(await stalled()).toEqual([])
    })

    test('twenty of its own intervals where those are long', async () => {
      const run_id = await newRun(12, 2 * MINUTE)
      expect(await pass(49)).toEqual([])
      expect(await pass(2)).toEqual([run_id])
      await store.call(updateRun, { run_id, status: 'FINISHED' })
    })

    test('a tag, a param, a file and a point say that it lives', async () => {
      const run_id = await newRun(10, 1_000)
      expect(await pass(21)).toEqual([run_id])
      await store.call(setTag, { run_id, key: 'phase', value: 'evaluation' })
      expect(await pass(1)).toEqual([])
      expect(await pass(10)).toEqual([run_id])
      await store.call(setTag, { run_id, key: 'phase', value: 'evaluatioN' })
      expect(await pass(1)).toEqual([])
      expect(await pass(10)).toEqual([run_id])
      await store.call(logBatch, { run_id, params: [{ key: 'late', value: '1' }] })
      expect(await pass(1)).toEqual([])
      expect(await pass(10)).toEqual([run_id])
      activity.noteFile(`0/${run_id}/artifacts/model/weights.bin`)
      expect(await pass(1)).toEqual([])
      expect(await pass(10)).toEqual([run_id])
      await store.call(logBatch, { run_id, metrics: [{ key: 'loss', value: 1, step: 10, timestamp: now }] })
      expect(await stalled()).toEqual([])
      await store.call(updateRun, { run_id, status: 'FINISHED' })
    })

    test('runs of a deleted experiment are left out', async () => {
      const { experiment_id } = await store.call(createExperiment, { name: 'gone' })
      const { run } = await store.call(createRun, { experiment_id, start_time: now })
      const metrics = Array.from({ length: 10 }, (_, step) => ({ key: 'a', value: 1, step, timestamp: now }))
      await store.call(logBatch, { run_id: run.info.run_id, metrics })
      expect(await pass(21)).toEqual([run.info.run_id])
      await store.call(deleteExperiment, { experiment_id })
      expect(await stalled()).toEqual([])
    })
  })
}
