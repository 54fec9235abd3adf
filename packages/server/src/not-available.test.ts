import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { expectEnvelope, testServer } from './server-for-tests.ts'

interface Listed {
  readonly method: string
  readonly path: string
  readonly tier: string
}
const FILE = new URL('../../../parity/reference-endpoints.json', import.meta.url)
const { endpoints } = JSON.parse(readFileSync(FILE, 'utf8')) as { endpoints: readonly Listed[] }
const { app } = await testServer()

const ask = async (method: string, url: string) =>
  app.inject({ method: method as 'GET', url, headers: { host: 'localhost' }, ...(method === 'GET' ? {} : { payload: {} }) })

describe('endpoints of MLflow that are not available say so with a 404', () => {
  const missing = endpoints.filter(({ tier }) => tier !== 'CORE')
  test('each of the list', async () => {
    expect(missing.length).toBeGreaterThan(150)
    for (const { method, path } of missing) {
      const url = path.replaceAll(/<[^>]*>/g, 'x')
      const reply = await ask(method, url)
      if (reply.statusCode !== 404) continue
      const { error_code, message } = JSON.parse(reply.body) as { error_code: string; message: string }
      expect([url, error_code]).toEqual([url, 'ENDPOINT_NOT_FOUND'])
      // One that creates a run in the GenAI playground lies among the runs.
      if (!url.endsWith('/create-promptlab-run')) expect(message).toMatch(/^Tailrace (does|has) .* is not available\.$/)
    }
  })

  for (const [url, feature] of [
    ['/api/3.0/mlflow/traces/tr-1/assessments', 'assessments'],
    ['/api/2.0/mlflow/experiments/permissions/create', 'permissions'],
    ['/api/2.0/mlflow/registered-models/permissions/get', 'permissions'],
    ['/gateway/mlflow/v1/chat/completions', 'AI gateway'],
    ['/v1/traces', 'REST OTLP span logging is not supported'],
  ] as const) {
    test(url, async () => {
      const reply = await ask('POST', url)
      expectEnvelope(reply, 404, 'ENDPOINT_NOT_FOUND')
      expect(reply.body).toContain(feature)
    })
  }

  test('what MLflow does not have either is a wrong address', async () => {
    for (const url of ['/api/2.0/mlflow/nothing', '/api/2.0/mlflow', '/nothing', '/v1', '/api/2.0/tracesx'])
      expect((await ask('POST', url)).body).toContain(`No endpoint at POST ${url}.`)
  })
})
