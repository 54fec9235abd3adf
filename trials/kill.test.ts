import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DATABASES, type TrialDatabase } from './databases.ts'
import { IS_LONG } from './length.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

const ROUNDS = IS_LONG ? 20 : 4
const WRITERS = 64
/** Points of one batch, over two metrics: enough that a torn one would show. */
const POINTS = 20

/** What a writer was acknowledged. */
interface Acknowledged {
  run: string
  batches: number[]
  params: string[]
}

/** Writes batches until the server is gone; notes each that was acknowledged, and tells of it. */
async function write(server: ServerProcess, round: number, writer: number, onAcknowledged: () => void): Promise<Acknowledged | undefined> {
  const acknowledged: Acknowledged = { run: '', batches: [], params: [] }
  try {
    const created = await server.post('/api/2.0/mlflow/runs/create', { experiment_id: '0', run_name: `w${round}-${writer}` })
    expect(created.status).toBe(200)
    acknowledged.run = (created.body as { run: { info: { run_id: string } } }).run.info.run_id
    for (let batch = 0; ; batch++) {
      const metrics = Array.from({ length: POINTS }, (_, point) => ({
        key: `m${point % 2}`,
        value: Math.sin(point + batch),
        timestamp: batch,
        step: batch * POINTS + point,
      }))
      const body = {
        run_id: acknowledged.run,
        metrics,
        params: [{ key: `p${batch}`, value: String(batch) }],
        tags: [{ key: 'last', value: String(batch) }],
      }
      const reply = await server.post('/api/2.0/mlflow/runs/log-batch', body)
      expect(reply).toEqual({ status: 200, body: {} })
      acknowledged.batches.push(batch)
      onAcknowledged()
    }
  } catch (error) {
    // The server was killed; anything else is a failure of the trial.
    if (!/ECONNRESET|ECONNREFUSED|EPIPE|socket hang up|aborted/.test(String((error as { code?: string }).code) + String(error))) throw error
    return acknowledged.run === '' ? undefined : acknowledged
  }
}

/** Compares what was acknowledged with what the database holds. */
async function verify(database: TrialDatabase, acknowledged: readonly Acknowledged[]): Promise<void> {
  expect(await database.check()).toBe('ok')
  const points = await database.query('select run_uuid, timestamp as batch, count(*) as n from metrics group by run_uuid, timestamp')
  const params = await database.query('select run_uuid, key from params')
  const written = new Map(points.map((row) => [`${row['run_uuid']} ${row['batch']}`, Number(row['n'])]))
  const kept = new Set(params.map((row) => `${row['run_uuid']} ${row['key']}`))
  for (const { run, batches } of acknowledged) {
    for (const batch of batches) {
      expect(written.get(`${run} ${batch}`), `batch ${batch} of run ${run} was acknowledged`).toBe(POINTS)
      expect(kept.has(`${run} p${batch}`)).toBe(true)
    }
  }
  for (const [batch, n] of written) {
    expect(n, `batch ${batch} is whole`).toBe(POINTS)
    expect(kept.has(batch.replace(' ', ' p'))).toBe(true)
  }
  expect(kept.size).toBe(written.size)
  const wrong = await database.query(`select l.run_uuid, l.key from latest_metrics l where not exists (
      select 1 from metrics m where m.run_uuid = l.run_uuid and m.key = l.key and m.step = l.step and m.timestamp = l.timestamp and m.value = l.value)
    or exists (select 1 from metrics m where m.run_uuid = l.run_uuid and m.key = l.key and m.step > l.step)`)
  expect(wrong).toEqual([])
  const without = await database.query(`select distinct m.run_uuid, m.key from metrics m where not exists (
      select 1 from latest_metrics l where l.run_uuid = m.run_uuid and l.key = m.key)`)
  expect(without).toEqual([])
}

describe.each(DATABASES)('%s', (_name, open, available) => {
  describe.skipIf(!available)('killed under load', () => {
    let database: TrialDatabase
    beforeAll(async () => {
      database = await open()
    })
    afterAll(() => database?.remove())

    test(`${ROUNDS} times amid ${WRITERS} writers: nothing acknowledged is lost, no batch is torn`, { timeout: 240_000 }, async () => {
      const acknowledged: Acknowledged[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const server = await startServerProcess(database.uri, database.folder)
        let count = 0
        const writers = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(server, round, writer, () => count++)))
        const loaded = async () => {
          await expect.poll(() => count, { timeout: 20_000, interval: 20 }).toBeGreaterThan(WRITERS)
        }
        // Not before the load is there, however slow the disk.
        await Promise.race([writers, loaded()])
        await sleep(Math.random() * 700)
        await server.end('SIGKILL')
        for (const result of await writers) if (result) acknowledged.push(result)
      }
      expect(acknowledged.reduce((sum, { batches }) => sum + batches.length, 0)).toBeGreaterThan(ROUNDS * WRITERS)
      await verify(database, acknowledged)
    })
  })
})
