import { afterEach, describe, expect, test } from 'vitest'
import { createClient } from './client.ts'
import type { ConnectionOptions } from './connection.ts'
import { retryAfterOf } from './errors.ts'
import { Http } from './http.ts'
import { freePort, startFaulty } from './servers-for-tests.ts'

interface Seen {
  method: string | undefined
  url: string | undefined
  headers: Record<string, string | string[] | undefined>
  body: string
  at: number
}
type Answer = [status: number, body?: string, headers?: Record<string, string>] | 'hang' | 'break'

let stop: () => void = () => {}
afterEach(() => stop())

/** A client of a server that gives these answers, one after the other, and the last one forever. */
async function clientOf(answers: Answer[], options: ConnectionOptions = {}) {
  const seen: Seen[] = []
  const server = await startFaulty((request, reply) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const { method, url, headers } = request
      seen.push({ method, url, headers, body, at: Date.now() })
      const answer = answers[Math.min(seen.length, answers.length) - 1] ?? 'break'
      if (answer === 'hang') return
      if (answer === 'break') return void request.socket.destroy()
      reply.writeHead(answer[0], answer[2]).end(answer[1] ?? '{}')
    })
  })
  stop = server.stop
  return { client: createClient({ trackingUri: `${server.url}/prefix/`, retries: 3, maxRetryDelay: 20, ...options }), seen }
}

const refusal = JSON.stringify({ error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'Run with id=x not found' })

test('fields of a GET travel in the query, those of a path in the path, the rest as JSON', async () => {
  const { client, seen } = await clientOf([[200]])
  await client.getMetricHistoryBulkInterval({ run_ids: ['a', 'b c'], metric_key: 'm/é' })
  await client.setLoggedModelTags({ model_id: 'm-1/2', tags: [{ key: 'k', value: 'v' }] })
  await client.logMetric({ run_id: 'r', key: 'm', value: Number.NaN, timestamp: 2n ** 53n + 1n, step: 5n })
  await client.deleteProxiedArtifact({ rest: '1/a b/c%d' })
  expect(seen.map(({ method, url, body }) => [method, url, body])).toEqual([
    ['GET', '/prefix/api/2.0/mlflow/metrics/get-history-bulk-interval?run_ids=a&run_ids=b+c&metric_key=m%2F%C3%A9', ''],
    ['PATCH', '/prefix/api/2.0/mlflow/logged-models/m-1%2F2/tags', '{"model_id":"m-1/2","tags":[{"key":"k","value":"v"}]}'],
    ['POST', '/prefix/api/2.0/mlflow/runs/log-metric', '{"run_id":"r","key":"m","value":"NaN","timestamp":"9007199254740993","step":5}'],
    ['DELETE', '/prefix/api/2.0/mlflow-artifacts/artifacts/1/a%20b/c%25d', '{}'],
  ])
})

describe('repetitions', () => {
  const run = { run_id: 'x' }
  for (const [why, answers, call, calls, code] of [
    ['a broken server', [[503], [200]], 'getRun', 2, undefined],
    ['a broken connection', ['break', 'break', [200]], 'getRun', 3, undefined],
    ['a server that stays broken', [[500]], 'getRun', 4, 'INTERNAL_ERROR'],
    ['a refusal', [[404, refusal]], 'getRun', 1, 'RESOURCE_DOES_NOT_EXIST'],
    ['a write that changes nothing the second time', [[502], [200]], 'logBatch', 2, undefined],
    ['what may have been made', [[503], [200]], 'createRun', 1, 'TEMPORARILY_UNAVAILABLE'],
    ['what may have been made before the connection broke', ['break', [200]], 'createRun', 1, 'UNREACHABLE'],
    ['what was turned away before it was done', [[429], [200]], 'createRun', 2, undefined],
    ['no answer in time', ['hang', [200]], 'getRun', 2, undefined],
    ['a page instead of JSON', [[404, '<html>']], 'getRun', 1, 'ENDPOINT_NOT_FOUND'],
  ] as [string, Answer[], 'getRun' | 'createRun' | 'logBatch', number, string | undefined][]) {
    test(`${why}: ${call} arrives ${calls} times`, async () => {
      const { client, seen } = await clientOf(answers, { timeout: 300 })
      const outcome = await client[call](run).then(
        () => undefined,
        (error: { code: string }) => error.code,
      )
      expect([outcome, seen.length]).toEqual([code, calls])
    })
  }

  test('nothing listens: also what makes something new is tried again', async () => {
    const attempts: string[] = []
    const client = createClient({
      trackingUri: `http://127.0.0.1:${await freePort()}`,
      retries: 2,
      maxRetryDelay: 5,
      headers: ({ method }) => ({ 'x-attempt': String(attempts.push(method)) }),
    })
    await expect(client.createRun({})).rejects.toMatchObject({ code: 'UNREACHABLE', status: 0 })
    expect(attempts).toEqual(['POST', 'POST', 'POST'])
  })

  test('a Retry-After is waited for', async () => {
    const { client, seen } = await clientOf([[429, '{}', { 'retry-after': '1' }], [200]])
    await client.getRun({ run_id: 'x' })
    expect((seen[1]?.at ?? 0) - (seen[0]?.at ?? 0)).toBeGreaterThanOrEqual(995)
  })

  test('one of an hour is not: the caller hears of it', async () => {
    const { client, seen } = await clientOf([[429, '{}', { 'retry-after': '3600' }]])
    await expect(client.getRun({ run_id: 'x' })).rejects.toMatchObject({ code: 'REQUEST_LIMIT_EXCEEDED', retryAfter: 3_600_000 })
    expect(seen.length).toBe(1)
  })

  for (const [header, ms] of [
    ['2', 2000],
    ['Thu, 01 Jan 1970 00:01:00 GMT', 59_000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
  ] as const) {
    test(`Retry-After '${header}' is ${ms} ms`, () => expect(retryAfterOf(header, 1000)).toBe(ms))
  }
})

test('a signal ends a call, and the wait before another try', async () => {
  const { client } = await clientOf(['hang'])
  const reason = new Error('enough')
  const controller = new AbortController()
  const call = client.getRun({ run_id: 'x' }, { signal: controller.signal })
  controller.abort(reason)
  await expect(call).rejects.toBe(reason)
  const waiting = await clientOf([[503, '{}', { 'retry-after': '60' }]])
  const later = new AbortController()
  const second = waiting.client.getRun({ run_id: 'x' }, { signal: later.signal })
  while (waiting.seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  later.abort(reason)
  await expect(second).rejects.toBe(reason)
})

describe('credentials and headers', () => {
  const authorizationOf = async (options: ConnectionOptions, environment: Record<string, string> = {}) => {
    Object.assign(process.env, environment)
    const { client, seen } = await clientOf([[200]], options)
    await client.getRun({ run_id: 'x' })
    for (const name of Object.keys(environment)) delete process.env[name]
    return seen[0]?.headers['authorization']
  }
  for (const [what, options, environment, header] of [
    ['none', {}, {}, undefined],
    ['a token', { token: 'abc' }, {}, 'Bearer abc'],
    ['a user, with letters beyond ASCII', { username: 'jörg', password: 'pä:ss' }, {}, 'Basic asO2cmc6cMOkOnNz'],
    ['a token of the environment', {}, { MLFLOW_TRACKING_TOKEN: 't' }, 'Bearer t'],
    ['a user of the environment', {}, { MLFLOW_TRACKING_USERNAME: 'u', MLFLOW_TRACKING_PASSWORD: 'p' }, 'Basic dTpw'],
    ['a hook', { token: 'old', headers: async () => ({ authorization: 'Bearer new' }) }, {}, 'Bearer new'],
  ] as [string, ConnectionOptions, Record<string, string>, string | undefined][]) {
    test(what, async () => expect(await authorizationOf(options, environment)).toBe(header))
  }

  test('the workspace of the environment is named, unless it is the default one', async () => {
    const workspaces: unknown[] = []
    for (const name of ['team-a', 'default', '']) {
      process.env['MLFLOW_WORKSPACE'] = name
      const { client, seen } = await clientOf([[200]])
      await client.getRun({ run_id: 'x' })
      workspaces.push(seen[0]?.headers['x-mlflow-workspace'])
    }
    delete process.env['MLFLOW_WORKSPACE']
    expect(workspaces).toEqual(['team-a', undefined, undefined])
  })

  test('those of the address are used, and not shown', () => {
    const { connection } = new Http({ trackingUri: 'https://u:p%40ss@example.org/base/' })
    expect([connection.trackingUri, connection.authorization]).toEqual(['https://example.org/base', `Basic ${btoa('u:p@ss')}`])
  })

  test('other hosts get neither credentials nor headers of hooks', async () => {
    const { client, seen } = await clientOf([[200]])
    const http = new Http({ trackingUri: 'http://127.0.0.1:1', token: 'secret', headers: { 'x-hook': '1' } })
    await http.send({ method: 'PUT', url: client.http.connection.trackingUri, body: () => 'x', idempotent: true })
    expect(seen[0]?.headers).not.toHaveProperty('authorization')
    expect(seen[0]?.headers).not.toHaveProperty('x-hook')
  })
})

for (const uri of ['sqlite:///mlflow.db', './mlruns', 'ftp://x']) {
  test(`the tracking URI ${uri} is refused`, () => expect(() => new Http({ trackingUri: uri })).toThrow(/is not http/))
}
