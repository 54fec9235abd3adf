import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MlflowError } from '@tailrace/contract'
import type { Store } from '@tailrace/store'
import { describe, expect, test } from 'vitest'
import { buildApp } from './app.ts'
import { DEFAULT_CONFIG } from './config.ts'
import { expectEnvelope, testServer } from './server-for-tests.ts'

const { app, folder, store } = await testServer()

/** A server whose database says this when it is asked whether it is there. */
function withReady(ready: Store['ready'], artifacts = join(folder, 'artifacts')) {
  return buildApp({ ...store, ready }, { ...DEFAULT_CONFIG, artifacts_destination: artifacts, log_level: 'error' }).fastify
}

for (const [url, type, body] of [
  ['/health', 'text/plain; charset=utf-8', 'OK'],
  ['/ready', 'text/plain; charset=utf-8', 'OK'],
  ['/version', 'text/html; charset=utf-8', '3.17.2'],
] as const) {
  test(url, async () => {
    const reply = await app.inject({ url })
    expect([reply.statusCode, reply.headers['content-type'], reply.body]).toEqual([200, type, body])
  })
}

test('server-info is what clients ask before they use newer features', async () => {
  for (const prefix of ['/api', '/ajax-api']) {
    expect((await app.inject({ url: `${prefix}/3.0/mlflow/server-info` })).json()).toMatchObject({
      store_type: 'SqlStore',
      workspaces_enabled: false,
      multipart_uploads_enabled: false,
      multipart_downloads_enabled: false,
    })
  }
})

describe('/ready fails with 503 while something cannot be used', () => {
  for (const [why, error] of [
    ['the database is away', new MlflowError('TEMPORARILY_UNAVAILABLE', 'The database cannot be reached.')],
    ['the database fails', new Error('select * from secrets')],
  ] as const) {
    test(why, async () => {
      const reply = await withReady(() => Promise.reject(error)).inject({ url: '/ready' })
      expectEnvelope(reply, 503, 'TEMPORARILY_UNAVAILABLE')
      expect(reply.headers['retry-after']).toBe('2')
    })
  }
  test('the artifact folder is none', async () => {
    const place = join(folder, 'file')
    await writeFile(place, '')
    expectEnvelope(await withReady(async () => {}, place).inject({ url: '/ready' }), 503, 'TEMPORARILY_UNAVAILABLE')
    expectEnvelope(await withReady(async () => {}, join(place, 'below')).inject({ url: '/ready' }), 503)
  })
  test('a folder that can still be made is fine', async () => {
    expect((await withReady(async () => {}, join(folder, 'new', 'below')).inject({ url: '/ready' })).statusCode).toBe(200)
  })
  test('/health says OK all the same', async () => {
    expect((await withReady(() => Promise.reject(new Error('away'))).inject({ url: '/health' })).body).toBe('OK')
  })
  test('probes ask the database once in a while', async () => {
    let asked = 0
    const server = withReady(async () => void asked++)
    await Promise.all(Array.from({ length: 20 }, () => server.inject({ url: '/ready' })))
    expect(asked).toBe(1)
  })
})

test('an artifacts destination without a driver is refused at the start', async () => {
  expect(() => buildApp(store, { ...DEFAULT_CONFIG, artifacts_destination: 'ftp://host/x' })).toThrow(MlflowError)
  expect(() => buildApp(store, { ...DEFAULT_CONFIG, artifacts_destination: 'gopher://host/x' })).toThrow(MlflowError)
})
