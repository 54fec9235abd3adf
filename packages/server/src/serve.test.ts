import fastify from 'fastify'
import { describe, expect, test } from 'vitest'
import { buildApp } from './app.ts'
import { DEFAULT_CONFIG } from './config.ts'
import { extraRoutes } from './extra-routes.ts'
import { noStore } from './no-store.ts'
import { requireDeclarations } from './serve.ts'
import { testServer } from './server-for-tests.ts'

test('a route that does not declare itself does not start', () => {
  const app = fastify()
  requireDeclarations(app)
  const route = { method: 'GET', handler: () => 'x' } as const
  for (const config of [undefined, { access: 'public' }, { access: 'public', idempotent: true }] as const) {
    expect(() => app.route({ ...route, url: '/x', ...(config && { config }) })).toThrow(/does not declare access, idempotent and touches/)
  }
  expect(() => app.route({ ...route, url: '/y', config: { access: 'public', idempotent: true, touches: [] } })).not.toThrow()
})

test('the server lets no such route in', async () => {
  const { fastify: app } = buildApp(noStore(), DEFAULT_CONFIG)
  expect(() => app.get('/secret', () => 'x')).toThrow(/does not declare access, idempotent and touches/)
})

test('every route beside the contract says who may use it, and is served', async () => {
  const { app } = await testServer()
  for (const { method, path, access } of extraRoutes) {
    expect([path, access]).toEqual([path, expect.anything()])
    expect(app.hasRoute({ method, url: path })).toBe(true)
  }
})

describe('--static-prefix', async () => {
  const { app } = await testServer({ static_prefix: '/mlflow' })
  const status = async (url: string) => (await app.inject({ url })).statusCode
  for (const url of [
    '/api/2.0/mlflow/experiments/get?experiment_id=0',
    '/ajax-api/2.0/mlflow/experiments/get?experiment_id=0',
    '/health',
    '/version',
    '/ready',
    '/',
    '/docs',
    '/openapi.json',
    '/static-files/pages.css',
    '/api/2.0/mlflow-artifacts/artifacts',
  ]) {
    test(`${url} stands behind it alone`, async () => {
      expect(await status(`/mlflow${url}`)).toBe(200)
      expect(await status(url)).toBe(404)
    })
  }
  test('the streams of artifacts stand without it, too', async () => {
    for (const prefix of ['', '/mlflow']) {
      const url = `${prefix}/api/2.0/mlflow-artifacts/artifacts/file${prefix.slice(1)}`
      expect((await app.inject({ method: 'PUT', url, payload: 'x' })).statusCode).toBe(200)
      expect((await app.inject({ url })).body).toBe('x')
    }
  })
  test('the prefix itself leads to the page', async () => {
    const reply = await app.inject({ url: '/mlflow' })
    expect([reply.statusCode, reply.headers['location']]).toEqual([308, '/mlflow/'])
  })
  test('probes are answered for any host', async () => {
    expect((await app.inject({ url: '/mlflow/health', headers: { host: 'evil.example' } })).statusCode).toBe(200)
  })
})
