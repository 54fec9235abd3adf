import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { testServer } from './server-for-tests.ts'

interface Made {
  run: { info: { run_id: string } }
}

describe('long answers', async () => {
  const { app, call } = await testServer()
  for (let index = 0; index < 120; index++) {
    await call('POST', '/api/2.0/mlflow/experiments/create', { name: `experiment ${index} ${'x'.repeat(100)}` })
  }
  const ask = (prefix: string, encoding: string | undefined, max_results = 1000) =>
    app.inject({
      method: 'POST',
      url: `${prefix}/2.0/mlflow/experiments/search`,
      payload: { max_results },
      headers: { ...(encoding !== undefined && { 'accept-encoding': encoding }) },
    })

  for (const encoding of ['gzip', 'gzip, deflate, br', 'br;q=1.0, GZIP;q=0.5'])
    test(`are packed for the UI: ${encoding}`, async () => {
      const plain = await ask('/ajax-api', undefined)
      const { headers, rawPayload } = await ask('/ajax-api', encoding)
      expect(headers['content-encoding']).toBe('gzip')
      expect(headers['vary']).toContain('Accept-Encoding')
      expect(Number(headers['content-length'])).toBe(rawPayload.length)
      expect(rawPayload.length).toBeLessThan(plain.rawPayload.length / 3)
      expect(gunzipSync(rawPayload).toString()).toBe(plain.body)
    })

  test('are packed as they are streamed', async () => {
    const ids = await Promise.all(
      Array.from({ length: 300 }, async (_, index) => {
        const { run } = (await call('POST', '/api/2.0/mlflow/runs/create', { experiment_id: '0', run_name: `run ${index}` })) as Made
        return run.info.run_id
      }),
    )
    const { headers, rawPayload } = await app.inject({
      method: 'POST',
      url: '/ajax-api/2.0/mlflow/runs/search',
      payload: { experiment_ids: ['0'], max_results: 1000 },
      headers: { 'accept-encoding': 'gzip' },
    })
    expect(headers['content-encoding']).toBe('gzip')
    const { runs } = JSON.parse(gunzipSync(rawPayload).toString()) as { runs: Made['run'][] }
    expect(runs.map(({ info }) => info.run_id).toSorted()).toEqual(ids.toSorted())
  })

  for (const [why, prefix, encoding, count] of [
    ['clients, which pay for every ms of the server', '/api', 'gzip', 1000],
    ['who does not take it', '/ajax-api', 'br', 1000],
    ['who refuses it', '/ajax-api', 'gzip;q=0, br', 1000],
    ['short answers', '/ajax-api', 'gzip', 5],
  ] as const)
    test(`are not packed for ${why}`, async () => {
      const { headers, body } = await ask(prefix, encoding, count)
      expect(headers['content-encoding']).toBeUndefined()
      expect((JSON.parse(body) as { experiments: unknown[] }).experiments.length).toBe(Math.min(count, 121))
    })
})
