import type { InjectOptions } from 'fastify'
import { describe, expect, test } from 'vitest'
import { DEFAULT_CONFIG, type ServerConfig } from './config.ts'
import { answeredHosts } from './security.ts'
import { expectEnvelope, testServer } from './server-for-tests.ts'

const SEARCH = '/api/2.0/mlflow/experiments/get?experiment_id=0'
const CREATE = '/api/2.0/mlflow/experiments/create'
const { app } = await testServer()
const open = await testServer({ allowed_hosts: ['*'], cors_allowed_origins: ['*'], x_frame_options: 'none' })
const listed = await testServer({
  allowed_hosts: ['mlflow.example', '*.corp.example:8443'],
  cors_allowed_origins: ['https://ui.example', 'https://*.trusted.example'],
  x_frame_options: 'DENY',
})
const off = await testServer({ security_checks: false })

const ask = (server: typeof app, host: string, options: InjectOptions = {}) =>
  server.inject({ url: SEARCH, ...options, headers: { ...options.headers, host } })

describe('Host: only allowed hosts are answered', () => {
  for (const host of [
    'localhost',
    'localhost:5000',
    'LOCALHOST:5000',
    '127.0.0.1:5000',
    '[::1]:5000',
    '0.0.0.0',
    '192.168.1.7:80',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.1:5000',
    '[fd12:3456::1]:5000',
  ]) {
    test(`${host} is answered`, async () => expect((await ask(app, host)).statusCode).toBe(200))
  }
  for (const [why, host] of [
    ['a foreign name', 'evil.example'],
    ['a name that begins like a private address', '10.evil.example'],
    ['another one', '192.168.1.7.evil.example'],
    ['a name that ends like loopback', 'evil.localhost'],
    ['a name that contains loopback', 'localhost.evil.example:5000'],
    ['a public address', '8.8.8.8'],
    ['a private range that is not one', '172.32.0.1'],
    ['a port alone', ':5000'],
    ['user information', 'localhost@evil.example'],
    ['a long one', `${'a'.repeat(5000)}.localhost`],
  ] as const) {
    test(`${why} is refused`, async () => expectEnvelope(await ask(app, host), 403, 'PERMISSION_DENIED'))
  }
  for (const path of ['/health', '/version', '/ready']) {
    test(`${path} is answered for any host`, async () => expect((await ask(app, 'evil.example', { url: path })).statusCode).toBe(200))
  }
  test('a list of hosts replaces the default but for loopback', async () => {
    expect((await ask(listed.app, 'mlflow.example:5000')).statusCode).toBe(200)
    expect((await ask(listed.app, 'a.corp.example:8443')).statusCode).toBe(200)
    expectEnvelope(await ask(listed.app, 'a.corp.example:1'), 403)
    expectEnvelope(await ask(listed.app, '192.168.1.7'), 403)
    for (const host of ['localhost', 'localhost:5000', '127.0.0.1', '[::1]:80']) expect((await ask(listed.app, host)).statusCode).toBe(200)
  })
  test('a refusal names the host and the flag', async () => {
    const { message } = JSON.parse((await ask(app, 'evil.example:5000')).body) as { message: string }
    expect(message).toContain('"evil.example:5000"')
    expect(message).toContain('--allowed-hosts')
  })
  test('the names that are answered are listed in words', () => {
    const hosts = (config: Partial<ServerConfig>) => answeredHosts({ ...DEFAULT_CONFIG, ...config })
    expect(hosts({})).toBe('localhost, private addresses')
    expect(hosts({ host: '0.0.0.0' })).toBe('localhost, private addresses')
    expect(hosts({ host: '8.8.8.8' })).toBe('localhost, private addresses, 8.8.8.8')
    expect(hosts({ host: '2001:db8::1' })).toBe('localhost, private addresses, [2001:db8::1]')
    expect(hosts({ allowed_hosts: ['ml.example'] })).toBe('localhost, ml.example')
    expect(hosts({ allowed_hosts: ['*'] })).toBe('any name')
    expect(hosts({ security_checks: false })).toBe('any name')
  })
  test('* allows every host', async () => expect((await ask(open.app, 'evil.example')).statusCode).toBe(200))
  test('unknown paths and malformed ones are refused alike', async () => {
    expectEnvelope(await ask(app, 'evil.example', { url: '/nothing' }), 403)
  })
  test('the switch turns the checks off', async () => {
    const reply = await ask(off.app, 'evil.example', {
      method: 'POST',
      url: CREATE,
      headers: { origin: 'https://evil.example' },
      payload: {},
    })
    expectEnvelope(reply, 400, 'INVALID_PARAMETER_VALUE')
  })
})

describe('Origin: state-changing requests from other origins get 403', () => {
  const post = (origin: string, server = app, host = 'localhost:5000', method: 'POST' | 'PUT' | 'PATCH' | 'DELETE' = 'POST') =>
    server.inject({ method, url: CREATE, headers: { host, origin }, payload: {} })

  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
    test(`${method} from elsewhere is refused`, async () => {
      expectEnvelope(await post('https://evil.example', app, 'localhost:5000', method), 403, 'PERMISSION_DENIED')
    })
  }
  for (const origin of ['null', 'http://localhost.evil.example', 'http://localhost:5000.evil.example', 'file://', 'x'.repeat(5000)]) {
    test(`${origin.slice(0, 40)} is refused`, async () => expectEnvelope(await post(origin), 403))
  }
  test('an upload from elsewhere is refused before it is read', async () => {
    const url = '/api/2.0/mlflow-artifacts/artifacts/x'
    const reply = await app.inject({ method: 'PUT', url, headers: { host: 'localhost', origin: 'https://evil.example' }, payload: 'x' })
    expectEnvelope(reply, 403)
    expect((await app.inject({ url })).statusCode).toBe(404)
  })
  for (const [why, origin, server, host] of [
    ['loopback on any port', 'http://localhost:3000', app, 'localhost:5000'],
    ['the server itself', 'http://192.168.1.7:5000', app, '192.168.1.7:5000'],
    ['a listed origin', 'https://ui.example', listed.app, 'mlflow.example'],
    ['a listed pattern', 'https://a.trusted.example', listed.app, 'mlflow.example'],
    ['any origin with *', 'https://evil.example', open.app, 'evil.example'],
  ] as const) {
    test(`${why} is answered`, async () => expectEnvelope(await post(origin, server, host), 400, 'INVALID_PARAMETER_VALUE'))
  }
  for (const [why, site, headers, status] of [
    ['another site, without an origin', 'cross-site', {}, 403],
    ['another site, whatever its origin says', 'cross-site', { origin: 'http://localhost' }, 400],
    ['a server on the same name, as another site', 'Cross-Site', { origin: 'http://192.168.1.7:5000', host: '192.168.1.7:5000' }, 403],
    ['the page itself', 'same-origin', {}, 400],
    ['the address bar', 'none', {}, 400],
  ] as const) {
    test(`Sec-Fetch-Site: ${why}: ${status}`, async () => {
      const all = { host: 'localhost:5000', 'sec-fetch-site': site, ...headers }
      expectEnvelope(await app.inject({ method: 'POST', url: CREATE, headers: all, payload: {} }), status)
    })
  }
  test('Sec-Fetch-Site: a listed origin of another site may write, and another site may read', async () => {
    const headers = { host: 'mlflow.example', 'sec-fetch-site': 'cross-site', origin: 'https://ui.example' }
    expectEnvelope(await listed.app.inject({ method: 'POST', url: CREATE, headers, payload: {} }), 400)
    expect((await app.inject({ url: SEARCH, headers: { host: 'localhost', 'sec-fetch-site': 'cross-site' } })).statusCode).toBe(200)
  })
  test('reading is answered, without permission to look at the answer', async () => {
    const reply = await app.inject({ url: SEARCH, headers: { host: 'localhost', origin: 'https://evil.example' } })
    expect([reply.statusCode, reply.headers['access-control-allow-origin']]).toEqual([200, undefined])
  })
})

describe('caches and other origins', () => {
  test('nothing of the API is kept by a cache', async () => {
    for (const url of [SEARCH, '/graphql?query=%7Btest%7Boutput%7D%7D', '/api/2.0/mlflow/nowhere', '/health'])
      expect([url, (await ask(app, 'localhost', { url })).headers['cache-control']]).toEqual([url, 'no-store'])
  })
  test('the page of the UI is isolated, and says for itself how it is kept', async () => {
    const { headers } = await ask(app, 'localhost', { url: '/' })
    expect(headers).toMatchObject({
      'cache-control': 'no-cache',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
  })
})

describe('CORS', () => {
  const preflight = (server: typeof app, host: string, origin: string) =>
    server.inject({
      method: 'OPTIONS',
      url: CREATE,
      headers: { host, origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    })

  test('a trusted origin may send and look', async () => {
    const { statusCode, headers } = await preflight(app, 'localhost', 'http://localhost:3000')
    expect(statusCode).toBe(200)
    expect(headers).toMatchObject({
      'access-control-allow-origin': 'http://localhost:3000',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, POST, PUT, DELETE, OPTIONS, PATCH',
      'access-control-allow-headers': 'content-type',
      'access-control-max-age': '600',
    })
  })
  test('with * no credentials are allowed', async () => {
    const { headers } = await preflight(open.app, 'evil.example', 'https://evil.example')
    expect(headers['access-control-allow-origin']).toBe('*')
    expect(headers['access-control-allow-credentials']).toBeUndefined()
  })
  test('another origin is refused', async () => {
    expectEnvelope(await preflight(app, 'localhost', 'https://evil.example'), 400)
  })
  test('OPTIONS without an origin is 204', async () => {
    expect((await app.inject({ method: 'OPTIONS', url: CREATE })).statusCode).toBe(204)
  })
})

describe('headers of every reply', () => {
  for (const [why, url] of [
    ['an answer', SEARCH],
    ['a refusal', '/api/2.0/mlflow/experiments/get'],
    ['an unknown path', '/nothing'],
    ['a malformed path', '/%zz'],
    ['a page', '/docs'],
  ] as const) {
    test(why, async () => {
      const { headers } = await app.inject({ url })
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
        'referrer-policy': 'same-origin',
        vary: 'Origin',
        'x-request-id': expect.stringMatching(/^[\da-f-]{36}$/),
      })
    })
  }
  test('X-Frame-Options follows its option', async () => {
    expect((await ask(listed.app, 'mlflow.example')).headers['x-frame-options']).toBe('DENY')
    expect((await ask(open.app, 'x')).headers['x-frame-options']).toBeUndefined()
  })
  test('two requests have two ids', async () => {
    const ids = await Promise.all([1, 2].map(async () => (await app.inject({ url: '/health' })).headers['x-request-id']))
    expect(new Set(ids).size).toBe(2)
  })
})

describe('JSON bodies need application/json', () => {
  for (const type of [
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
  ]) {
    test(`${type} is refused`, async () => {
      const reply = await app.inject({
        method: 'POST',
        url: CREATE,
        payload: Buffer.from('{"name": "simple"}'),
        headers: type === undefined ? {} : { 'content-type': type },
      })
      expectEnvelope(reply, 400, 'INVALID_PARAMETER_VALUE')
    })
  }
  test('nothing was written', async () => {
    expectEnvelope(await app.inject({ url: '/api/2.0/mlflow/experiments/get-by-name?experiment_name=simple' }), 404)
  })
  test('parameters of the type are fine', async () => {
    const reply = await app.inject({
      method: 'POST',
      url: CREATE,
      payload: '{"name": "typed"}',
      headers: { 'content-type': 'application/json; charset=utf-8' },
    })
    expect(reply.statusCode).toBe(200)
  })
})

describe('the header X-MLFLOW-WORKSPACE', () => {
  const askIn = (url: string, workspace: string | string[]) => app.inject({ url, headers: { 'x-mlflow-workspace': workspace } })
  for (const url of [
    '/api/2.0/mlflow/experiments/get?experiment_id=0',
    '/ajax-api/2.0/mlflow/experiments/get?experiment_id=0',
    '/api/2.0/mlflow-artifacts/artifacts',
    '/get-artifact?run_id=x&path=y',
    '/graphql',
    '/no/such/route',
    '/',
  ]) {
    test(`is refused with another name than default at ${url}`, async () => {
      for (const workspace of ['team-a', ' Default ', 'default, team-a', '\u00fc']) {
        const reply = await askIn(url, workspace)
        expectEnvelope(reply, 500, 'FEATURE_DISABLED')
        expect(reply.json().message).toContain('Tailrace has no workspaces yet')
      }
    })
  }
  for (const workspace of ['', ' ', 'default', ' default ']) {
    test(`'${workspace}' is fine`, async () =>
      expect((await askIn('/api/2.0/mlflow/experiments/get?experiment_id=0', workspace)).statusCode).toBe(200))
  }
  for (const url of ['/health', '/version', '/ready', '/api/3.0/mlflow/server-info']) {
    test(`does not matter at ${url}`, async () => expect((await askIn(url, 'team-a')).statusCode).toBe(200))
  }
})
