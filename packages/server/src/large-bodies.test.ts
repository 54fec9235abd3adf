import type { IncomingMessage } from 'node:http'
import type { Worker } from 'node:worker_threads'
import { LIMITS } from '@tailrace/contract'
import { createDatabase, startPostgres } from '@tailrace/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LargeBodies } from './large-bodies.ts'
import { type TestServer, testServer } from './server-for-tests.ts'

const MIB = 1024 * 1024
const bodyOf = (bytes: number) => ({ headers: { 'content-length': String(bytes) } }) as IncomingMessage

test('large bodies wait until those before them have gone; small ones never do', async () => {
  const bodies = new LargeBodies()
  const first = await Promise.all([16, 16, 16, 16].map((size) => bodies.admit(bodyOf(size * MIB), 16 * MIB)))
  const admitted: string[] = []
  const wait = (name: string, size: number) => bodies.admit(bodyOf(size), 16 * MIB).then((leave) => (admitted.push(name), leave))
  const [large, another] = [wait('large', 16 * MIB), wait('another', 2 * MIB)]
  await wait('small', MIB)
  await wait('over the limit', 17 * MIB)
  expect(admitted).toEqual(['small', 'over the limit'])
  first[0]?.()
  await large
  expect(admitted).toEqual(['small', 'over the limit', 'large'])
  first[1]?.()
  await another
  expect(admitted).toEqual(['small', 'over the limit', 'large', 'another'])
})

test('a large body whose turn does not come is refused, and holds up nobody behind it', async () => {
  const bodies = new LargeBodies(20)
  const [leave] = await Promise.all([16, 16, 16].map((size) => bodies.admit(bodyOf(size * MIB), 16 * MIB)))
  await expect(bodies.admit(bodyOf(24 * MIB), 24 * MIB)).rejects.toMatchObject({ code: 'TEMPORARILY_UNAVAILABLE' })
  leave?.()
  await bodies.admit(bodyOf(24 * MIB), 24 * MIB)
})

const postgres = await startPostgres()
afterAll(async () => postgres?.stop())
const threads: Worker[] = []
process.on('worker', (worker) => void threads.push(worker))

/** A server on a database of one kind; undefined where there is no PostgreSQL. */
async function serverOn(database: string): Promise<TestServer | undefined> {
  if (database === 'SQLite') return testServer()
  if (!postgres) return undefined
  const { url, drop } = await createDatabase(postgres.url)
  afterAll(drop)
  return testServer({}, { database: url })
}

for (const database of ['SQLite', 'PostgreSQL']) {
  const server = await serverOn(database)
  describe.skipIf(!server)(`on ${database}`, () => {
    let run_id = ''
    beforeAll(async () => {
      const made = await server?.call<{ run: { info: { run_id: string } } }>('POST', '/api/2.0/mlflow/runs/create', { experiment_id: '0' })
      run_id = made?.run.info.run_id ?? ''
    })
    const post = async (path: string, payload: string) => {
      const reply = await server?.app.inject({ method: 'POST', url: path, payload, headers: { 'content-type': 'application/json' } })
      return [reply?.statusCode, (reply?.json() as { message?: string } | undefined)?.message ?? '']
    }
    const filled = (start: string, part: string, end: string, size = 16 * MIB) =>
      start + part.repeat(Math.floor((size - start.length - end.length) / part.length)) + end

    test('a body of long numbers at the size limit is answered', async () => {
      const long = filled(`{"run_id":"${run_id}","x":[`, '12345678901234567890,', '1]}')
      expect(await post('/api/2.0/mlflow/runs/log-batch', long)).toEqual([200, ''])
      const wrong = filled(`{"run_id":"${run_id}","metrics":[1`, ',12345678901234567890', ']}')
      expect(await post('/api/2.0/mlflow/runs/log-batch', wrong)).toEqual([
        400,
        `The request body holds more than ${LIMITS.bodyValues} values.`,
      ])
      const one = filled(`{"run_id":"${run_id}","metrics":[`, '1', ']}')
      expect(await post('/api/2.0/mlflow/runs/log-batch', one)).toEqual([400, expect.stringMatching(/whole number of \d+ digits/)])
    })

    test('the largest profile of a dataset beside the largest of its other values', async () => {
      const profile = 'p'.repeat(LIMITS.datasetProfile)
      const dataset = {
        name: 'n'.repeat(LIMITS.datasetName),
        digest: 'd',
        source_type: 's',
        source: 'o'.repeat(LIMITS.datasetSource),
        schema: 'c'.repeat(LIMITS.datasetSchema),
        profile,
      }
      expect(await post('/api/2.0/mlflow/runs/log-inputs', JSON.stringify({ run_id, datasets: [{ dataset }] }))).toEqual([200, ''])
      const got = await server?.call<{ run: { inputs: { dataset_inputs: { dataset: object }[] } } }>(
        'GET',
        `/api/2.0/mlflow/runs/get?run_id=${run_id}`,
      )
      expect(got?.run.inputs.dataset_inputs[0]?.dataset).toEqual(dataset)
    })

    for (const [path, limit] of [
      ['/api/2.0/mlflow/runs/log-batch', 16 * MIB],
      ['/api/2.0/mlflow/runs/log-inputs', LIMITS.logInputsBody],
      ['/graphql', LIMITS.smallBody],
    ] as const) {
      test(`${path} names its limit when a body is over it`, async () => {
        expect(await post(path, filled('{"x":"', 'x', '"}', limit + 1))).toEqual([
          413,
          expect.stringContaining(`larger than ${limit} bytes`),
        ])
      })
    }

    test('long bodies are parsed in a thread', () => {
      const names = threads.map(({ threadName }) => threadName)
      expect(names).toContain(database === 'SQLite' ? 'sqlite write' : 'request bodies')
    })
  })
}
