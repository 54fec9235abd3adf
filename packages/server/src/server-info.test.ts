import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testServer } from './server-for-tests.ts'
import { VERSION } from './version.ts'

const PATH = '/ajax-api/tailrace/1.0/server-info'

test('the server says what it is', async () => {
  const { call } = await testServer()
  const started = Date.now()
  const info = await call<{ started_at: number }>('GET', PATH)
  expect(info).toEqual({
    version: VERSION,
    mlflow_version: '3.17.2',
    database: 'sqlite',
    schema_revision: expect.stringMatching(/^[0-9a-f]{12}$/),
    artifact_root: 'mlflow-artifacts:/',
    serve_artifacts: true,
    read_only: false,
    started_at: expect.any(Number),
    events: true,
  })
  expect(Math.abs(info.started_at - started)).toBeLessThan(60_000)
})

test('a server of artifacts alone names no database', async () => {
  const { call } = await testServer({ artifacts_only: true })
  const info = await call('GET', PATH)
  expect(info).toMatchObject({ events: false })
  expect(info).not.toHaveProperty('database')
})

test('the version is that of the package', async () => {
  const text = await readFile(join(import.meta.dirname, '..', 'package.json'), 'utf8')
  expect((JSON.parse(text) as { version: string }).version).toBe(VERSION)
})
