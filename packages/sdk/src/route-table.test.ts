import { LIMITS, endpoints } from '@tailrace/contract'
import { expect, test } from 'vitest'
import { createClient } from './client.ts'
import { BATCH } from './entry.ts'
import { NOT_IDEMPOTENT, ROUTES } from './route-table.ts'

test('every endpoint of the contract has its method and path here', () => {
  const declared = endpoints.map(({ name, method, path, prefixes = ['/api'] }) => [name, `${method} ${prefixes[0]}${path}`])
  expect(ROUTES).toEqual(Object.fromEntries(declared))
  expect(declared.length).toBeGreaterThan(70)
})

test('the client has a method for each', () => {
  const client = createClient({ trackingUri: 'http://127.0.0.1:1' })
  for (const { name } of endpoints) expect(client[name as keyof typeof client]).toBeTypeOf('function')
})

test('what makes something new is not repeated', () => {
  const made = endpoints.filter(({ name, method }) => /^(create|rename)/.test(name) && method === 'POST' && !/Presigned/.test(name))
  for (const { name } of made) expect(NOT_IDEMPOTENT, name).toContain(name)
})

test('batches keep the bounds of the wire', () => {
  expect([BATCH.metrics, BATCH.params, BATCH.tags, BATCH.total]).toEqual([
    LIMITS.batchMetrics,
    LIMITS.batchParams,
    LIMITS.batchTags,
    LIMITS.batchTotal,
  ])
})
