import { type Endpoint, endpoints } from '@tailrace/contract'
import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import { createDatabase, startPostgres } from '@tailrace/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { extraRoutes } from './extra-routes.ts'
import { type TestServer, expectEnvelope, testServer } from './server-for-tests.ts'

const { app, call } = await testServer()
const postgres = await postgresServer()

/** Ids and names that exist, so that a request gets past the first check. */
async function known({ call: ask }: TestServer): Promise<Record<string, unknown>> {
  const { run } = await ask<{ run: { info: { run_id: string } } }>('POST', '/api/2.0/mlflow/runs/create', { experiment_id: '0' })
  const { run_id } = run.info
  return { run_id, experiment_id: '0', experiment_ids: ['0'], run_ids: [run_id] }
}

async function postgresServer(): Promise<TestServer | undefined> {
  const server = await startPostgres()
  if (!server) return undefined
  const { url, drop } = await createDatabase(server.url)
  // After the server below has closed its connections: hooks run last to first.
  afterAll(async () => {
    await drop()
    await server.stop()
  })
  return testServer({}, { database: url })
}

const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
const wide = (size: number): string => `{"name": "${'x'.repeat(size)}"}`

/** Bodies that no client sends. */
const BODIES: readonly [why: string, body: string | Buffer][] = [
  ['no body', ''],
  ['white space', ' \n'],
  ['malformed JSON', '{"name": '],
  ['single quotes', "{'name': 'x'}"],
  ['a trailing comma', '{"name": "x",}'],
  ['a bare NaN', '{"value": NaN}'],
  ['an array', '[1, 2]'],
  ['an empty array', '[]'],
  ['null', 'null'],
  ['a number', '1'],
  ['a text', '"text"'],
  ['a text that holds an array', '"[1]"'],
  ['a text that holds null', '"null"'],
  ['true', 'true'],
  ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  ['a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('{}')])],
  ['UTF-16', Buffer.from('{"name": "x"}', 'utf16le')],
  ['compressed bytes', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0])],
  ['duplicate keys', '{"name": "a", "name": {"b": 1}}'],
  ['both spellings', '{"run_id": "a", "runId": "b"}'],
  ['__proto__ as a key', '{"__proto__": {"name": "x", "run_id": "y"}}'],
  ['constructor as a key', '{"constructor": {"prototype": {"name": "x"}}}'],
  ['arrays nested deep', deep(100_000)],
  ['a field nested deep', `{"tags": ${deep(50_000)}}`],
  ['objects nested deep', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
  ['a body over the limit', wide(20 * 1024 * 1024)],
  ['a number beyond every type', `{"timestamp": ${'9'.repeat(400)}}`],
]

/** Values that stand in for each field in turn. */
const VALUES: readonly [why: string, value: unknown][] = [
  ['null', null],
  ['the empty text', ''],
  ['a number', 7],
  ['a negative number', -1],
  ['a fraction', 1.5],
  ['a number beyond 64 bits', '9'.repeat(30)],
  ['true', true],
  ['an array', [[]]],
  ['an array of null', [null]],
  ['an array of numbers', [1]],
  ['an array of empty objects', [{}]],
  ['an object', { a: 1 }],
  ['a lone surrogate', '\ud800'],
  ['a lone surrogate in an item', [{ key: '\udc00', value: '\ud800', name: '\ud800' }]],
  ['NUL', 'a\0b'],
  ['NUL in an item', [{ key: 'a\0b', value: 'a\0b' }]],
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
  ['items called __proto__', [{ key: '__proto__', value: 'constructor', timestamp: 1, step: 0 }]],
  ['quotes', `'"\`; drop table runs; --`],
  ['a climbing path', '../../../etc/passwd'],
  ['a percent', '%00%ff%2e%2e'],
  ['a long text', 'x'.repeat(100_000)],
  ['a filter that is none', 'metrics. = '],
  ['NaN', 'NaN'],
]

const urlOf = ({ path, prefixes }: Endpoint, parameter: string): string =>
  `${prefixes?.[0] ?? '/api'}${path}`.replace(/:\w+|\*$/g, parameter)

/** An answer or a refusal, in JSON but for files; a fault of the server's is neither. */
function expectNoFault(reply: LightMyRequestResponse, { file }: Pick<Endpoint, 'file'> = {}): void {
  expect(`${reply.statusCode} ${reply.body}`).toMatch(/^(200|400|403|404|405|413|414|501) /)
  expect(String(reply.headers['content-type']).split(';')[0]).toBe((reply.statusCode === 200 && file?.type) || 'application/json')
  if (reply.statusCode !== 200) expectEnvelope(reply, reply.statusCode)
}

const send = (endpoint: Endpoint, body: string | Buffer, parameter = 'x', to = app) =>
  to.inject({
    method: endpoint.method,
    url: urlOf(endpoint, parameter),
    payload: body,
    headers: { 'content-type': 'application/json' },
  } satisfies InjectOptions)

const answered = endpoints.filter(({ method, path, prefixes }) => app.hasRoute({ method, url: `${prefixes?.[0] ?? '/api'}${path}` }))

test('the contract is served', () => expect(answered.length).toBeGreaterThan(40))

describe('bodies that are no request', () => {
  for (const [why, body] of BODIES) {
    test(why, async () => {
      for (const endpoint of answered) expectNoFault(await send(endpoint, body), endpoint)
    })
  }
})

for (const [database, server] of [
  ['SQLite', { app, call }],
  ['PostgreSQL', postgres],
] as const) {
  describe.skipIf(!server)(`fields that hold something else, on ${database}`, () => {
    for (const [why, value] of VALUES) {
      test(why, async () => {
        if (!server) return
        const values = await known(server as TestServer)
        for (const endpoint of answered) {
          for (const field of Object.keys(endpoint.request.properties)) {
            const names = Object.keys(endpoint.request.properties).filter((name) => name in values)
            const body = { ...Object.fromEntries(names.map((name) => [name, values[name]])), [field]: value }
            expectNoFault(await send(endpoint, JSON.stringify(body), 'x', server.app), endpoint)
          }
        }
      })
    }
  })
}

describe('queries that hold something else', () => {
  for (const [why, value] of [
    ['nothing', ''],
    ['a lone percent', '%'],
    ['bytes that are no UTF-8', '%ff%fe'],
    ['NUL', '%00'],
    ['a number', '-1'],
    ['a large number', '9'.repeat(30)],
    ['an encoded climb', '%252e%252e%252f'],
    ['a lone surrogate', '%ed%a0%80'],
    ['a long text', 'x'.repeat(20_000)],
    ['repeated', 'a&run_id=b&run_id=c'],
  ] as const) {
    test(why, async () => {
      for (const endpoint of answered.filter(({ method }) => method === 'GET')) {
        const query = Object.keys(endpoint.request.properties).map((field) => `${field}=${value}`)
        for (const one of [...query, query.join('&'), '__proto__=x&constructor=y', '&&==&', '?']) {
          expectNoFault(await app.inject({ url: `${urlOf(endpoint, 'x')}?${one}` }), endpoint)
        }
      }
    })
  }
})

describe('path parameters that hold something else', () => {
  for (const parameter of [
    '%00',
    '%ff',
    '%ed%a0%80',
    '%2e%2e',
    '..',
    '%2f',
    '__proto__',
    'constructor',
    '%',
    'x'.repeat(9000),
    '%F0%9F%98%80',
  ]) {
    test(parameter.slice(0, 20), async () => {
      for (const endpoint of answered.filter(({ path }) => /:|\*/.test(path))) {
        const reply = await app.inject({
          method: endpoint.method,
          url: urlOf(endpoint, parameter),
          ...(endpoint.method !== 'GET' && { payload: '{}', headers: { 'content-type': 'application/json' } }),
        })
        expectNoFault(reply, endpoint)
      }
    })
  }
})

describe('methods and paths', () => {
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
    test(`${method} where it is not meant is a 405 that names the right ones`, async () => {
      for (const endpoint of answered) {
        const url = urlOf(endpoint, 'x')
        if (app.hasRoute({ method, url: `${endpoint.prefixes?.[0] ?? '/api'}${endpoint.path}` })) {
          const { statusCode } = await app.inject({ method, url })
          if (statusCode !== 405) continue
        }
        const reply = await app.inject({ method, url })
        expectEnvelope(reply, 405, 'ENDPOINT_NOT_FOUND')
        expect(reply.headers['allow']).toContain(endpoint.method)
      }
    })
  }
  for (const url of [
    '/nothing',
    '/api',
    '/api/2.0/mlflow/nothing',
    '/api/9.0/mlflow/runs/get',
    '/api/2.0/mlflow/runs/get/',
    '/API/2.0/mlflow/runs/get',
    '/api/2.0/mlflow/runs%2fget',
    '/constructor',
    '/__proto__',
    `/${'x'.repeat(10_000)}`,
  ]) {
    test(`${url.slice(0, 50)} is unknown`, async () => {
      for (const method of ['GET', 'POST'] as const) expectEnvelope(await app.inject({ method, url }), 404, 'ENDPOINT_NOT_FOUND')
    })
  }
  for (const name of ['nothing', '../package.json', '%2e%2e/package.json', 'constructor', '__proto__', '']) {
    test(`/static-files/${name} is no file`, async () => expectEnvelope(await app.inject({ url: `/static-files/${name}` }), 404))
  }
  for (const url of ['/%', '/%zz', '/api/2.0/mlflow/%ff', '/%c0%ae%c0%ae/', '/%ed%a0%80']) {
    test(`${url} is malformed`, async () => expectEnvelope(await app.inject({ url }), 400, 'INVALID_PARAMETER_VALUE'))
  }
  test('HEAD answers as GET, without a body', async () => {
    for (const { path, prefixes } of answered.filter(({ method }) => method === 'GET')) {
      const url = `${prefixes?.[0] ?? '/api'}${path}`.replace(/:\w+|\*$/g, 'x')
      const [head, get] = await Promise.all([app.inject({ method: 'HEAD', url }), app.inject({ url })])
      expect([head.statusCode, head.body]).toEqual([get.statusCode, ''])
    }
  })
  test('routes beside the contract answer no other method', async () => {
    for (const { method, path } of extraRoutes.filter((route) => !route.path.includes('*'))) {
      const url = path.replace(/:\w+/, 'x')
      expectEnvelope(await app.inject({ method: method === 'PATCH' ? 'PUT' : 'PATCH', url }), 405, 'ENDPOINT_NOT_FOUND')
    }
  })
})

test('nothing was polluted', () => {
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(({} as Record<string, unknown>)['name']).toBeUndefined()
})

test('the server still works', async () => {
  const { experiment } = await call<{ experiment: object }>('GET', '/api/2.0/mlflow/experiments/get?experiment_id=0')
  expect(experiment).toMatchObject({ experiment_id: '0' })
})
