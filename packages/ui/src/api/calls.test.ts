import { endpoints } from '@tailrace/contract'
import { beforeAll, expect, test } from 'vitest'
import type { Call } from './call.ts'

let calls: Record<string, Call<never>> = {}
beforeAll(async () => {
  // The module asks for the document's address when it is loaded.
  Object.assign(globalThis, { document: { baseURI: 'http://localhost/' } })
  calls = (await import('./calls.ts')) as unknown as typeof calls
})

test('every call has the method and path of its endpoint', () => {
  const declared = new Map(endpoints.map((endpoint) => [endpoint.name, `${endpoint.method} ${endpoint.path}`]))
  const made = Object.entries(calls).map(([name, { method, path }]) => [name, `${method} ${path}`])
  expect(made.length).toBeGreaterThan(40)
  expect(made).toEqual(made.map(([name]) => [name, declared.get(name ?? '')]))
})
