import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DATABASES, type TrialDatabase } from './databases.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

const CALLERS = 32
const API = '/api/2.0/mlflow'

describe.each(
  DATABASES.flatMap(([name, open, available]) =>
    (name === 'PostgreSQL' ? [1, 2] : [1]).map((servers) => [name, servers, open, available] as const),
  ),
)('%s, %i server(s)', (_name, count, open, available) => {
  describe.skipIf(!available)('callers at the same time', () => {
    let database: TrialDatabase
    let servers: ServerProcess[] = []
    beforeAll(async () => {
      database = await open()
      // Both start on the empty database at once: one makes the schema.
      servers = await Promise.all(Array.from({ length: count }, () => startServerProcess(database.uri, database.folder)))
    })
    afterAll(async () => {
      for (const server of servers) expect(await server.end('SIGTERM')).toBe(0)
      await database?.remove()
    })

    /** Sends one request from many callers, spread over the servers. */
    const together = (path: string, body: (caller: number) => object) =>
      Promise.all(
        Array.from({ length: CALLERS }, (_, caller) => (servers[caller % servers.length] as ServerProcess).post(API + path, body(caller))),
      )

    const newRun = async () => {
      const { body } = await (servers[0] as ServerProcess).post(`${API}/runs/create`, { experiment_id: '0' })
      return (body as { run: { info: { run_id: string } } }).run.info.run_id
    }

    test.each([
      ['experiment', '/experiments/create'],
      ['registered model', '/registered-models/create'],
    ])('create one %s: one wins, the others hear that it exists', async (_what, path) => {
      const replies = await together(path, () => ({ name: 'same' }))
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
      const others = replies.filter(({ status }) => status !== 200)
      expect(others.map(({ status, body }) => [status, body['error_code']])).toEqual(
        Array(CALLERS - 1).fill([400, 'RESOURCE_ALREADY_EXISTS']),
      )
    })

    test('create versions: 1 to N without gaps or repeats', async () => {
      await servers[0]?.post(`${API}/registered-models/create`, { name: 'versions' })
      const replies = await together('/model-versions/create', (caller) => ({ name: 'versions', source: `s3://bucket/${caller}` }))
      const versions = replies.map(({ body }) => Number((body['model_version'] as { version: string } | undefined)?.version))
      expect(versions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: CALLERS }, (_, index) => index + 1))
    })

    test('move versions into one stage with archiving: all succeed, one stays', async () => {
      const replies = await together('/model-versions/transition-stage', (caller) => ({
        name: 'versions',
        version: String(caller + 1),
        stage: 'Production',
        archive_existing_versions: true,
      }))
      expect(replies.map(({ status }) => status)).toEqual(Array(CALLERS).fill(200))
      const stages = await database.query("select current_stage from model_versions where name = 'versions'")
      expect(stages.filter((row) => row['current_stage'] === 'Production')).toHaveLength(1)
    })

    test('write one tag, one alias, one param: all of the same value succeed', async () => {
      const run_id = await newRun()
      for (const [path, body] of [
        ['/runs/set-tag', (caller: number) => ({ run_id, key: 'k', value: String(caller) })],
        ['/runs/log-parameter', () => ({ run_id, key: 'p', value: 'same' })],
        ['/registered-models/alias', (caller: number) => ({ name: 'versions', alias: 'champion', version: String(caller + 1) })],
        ['/registered-models/set-tag', (caller: number) => ({ name: 'versions', key: 'k', value: String(caller) })],
        ['/experiments/set-experiment-tag', (caller: number) => ({ experiment_id: '0', key: 'k', value: String(caller) })],
      ] as const) {
        expect(
          (await together(path, body)).map(({ status }) => status),
          path,
        ).toEqual(Array(CALLERS).fill(200))
      }
    })

    test('write one param with different values: one wins, and it stays', async () => {
      const run_id = await newRun()
      const replies = await together('/runs/log-parameter', (caller) => ({ run_id, key: 'p', value: String(caller) }))
      expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
      const winner = replies.findIndex(({ status }) => status === 200)
      expect(await database.query(`select value from params where run_uuid = '${run_id}'`)).toEqual([{ value: String(winner) }])
    })

    test('batches on one run in opposite orders: no deadlock, no loss', async () => {
      const run_id = await newRun()
      const keys = Array.from({ length: 50 }, (_, index) => `m${index}`)
      const replies = await together('/runs/log-batch', (caller) => {
        const metrics = keys.map((key) => ({ key, value: caller, timestamp: caller, step: caller }))
        return {
          run_id,
          metrics: caller % 2 === 0 ? metrics : metrics.toReversed(),
          tags: keys.map((key) => ({ key, value: String(caller) })),
        }
      })
      expect(replies.map(({ status }) => status)).toEqual(Array(CALLERS).fill(200))
      const [row] = await database.query(`select count(*) as n from metrics where run_uuid = '${run_id}'`)
      expect(Number(row?.['n'])).toBe(CALLERS * keys.length)
      const latest = await database.query(`select distinct step from latest_metrics where run_uuid = '${run_id}'`)
      expect(latest.map(({ step }) => Number(step))).toEqual([CALLERS - 1])
    })
  })
})
