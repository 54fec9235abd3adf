import { brotliDecompressSync, gunzipSync } from 'node:zlib'
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

  for (const [accepted, encoding, unpack] of [
    ['gzip', 'gzip', gunzipSync],
    ['GZIP;q=0.5, br;q=0', 'gzip', gunzipSync],
    ['gzip, deflate, br', 'br', brotliDecompressSync],
    ['br;q=1.0, GZIP;q=0.5', 'br', brotliDecompressSync],
    ['gzip;q=0, br', 'br', brotliDecompressSync],
  ] as const)
    test(`are packed for the UI: ${accepted}`, async () => {
      const plain = await ask('/ajax-api', undefined)
      const { headers, rawPayload } = await ask('/ajax-api', accepted)
      expect(headers['content-encoding']).toBe(encoding)
      expect(headers['vary']).toContain('Accept-Encoding')
      expect(Number(headers['content-length'])).toBe(rawPayload.length)
      expect(rawPayload.length).toBeLessThan(plain.rawPayload.length / 3)
      expect(unpack(rawPayload).toString()).toBe(plain.body)
    })

  test.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ] as const)('are packed as they are streamed: %s', async (encoding, unpack) => {
    const { experiment_id } = (await call('POST', '/api/2.0/mlflow/experiments/create', { name: encoding })) as { experiment_id: string }
    const ids = await Promise.all(
      Array.from({ length: 300 }, async (_, index) => {
        const { run } = (await call('POST', '/api/2.0/mlflow/runs/create', { experiment_id, run_name: `run ${index}` })) as Made
        return run.info.run_id
      }),
    )
    const { headers, rawPayload } = await app.inject({
      method: 'POST',
      url: '/ajax-api/2.0/mlflow/runs/search',
      payload: { experiment_ids: [experiment_id], max_results: 1000 },
      headers: { 'accept-encoding': encoding },
    })
    expect(headers['content-encoding']).toBe(encoding)
    const { runs } = JSON.parse(unpack(rawPayload).toString()) as { runs: Made['run'][] }
    expect(runs.map(({ info }) => info.run_id).toSorted()).toEqual(ids.toSorted())
  })

  for (const [why, prefix, encoding, count] of [
    ['clients, which pay for every ms of the server', '/api', 'gzip', 1000],
    ['who does not take it', '/ajax-api', 'deflate', 1000],
    ['who refuses it', '/ajax-api', 'gzip;q=0, br;q=0.0', 1000],
    ['short answers', '/ajax-api', 'gzip', 5],
  ] as const)
    test(`are not packed for ${why}`, async () => {
      const { headers, body } = await ask(prefix, encoding, count)
      expect(headers['content-encoding']).toBeUndefined()
      expect((JSON.parse(body) as { experiments: unknown[] }).experiments.length).toBe(Math.min(count, 123))
    })
})
