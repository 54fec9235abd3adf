import { describe, expect, test } from 'vitest'
import { type DatasetDescription, datasetOf } from './dataset.ts'

describe('where a dataset comes from', () => {
  for (const [what, given, type, source] of [
    ['an address', { source: 'https://example.org/a.csv' }, 'http', '{"url":"https://example.org/a.csv"}'],
    ['a path', { source: 'data/a.csv' }, 'code', '{"uri":"data/a.csv"}'],
    ['a path that says so', { source: 'data/a.csv', sourceType: 'local' }, 'local', '{"uri":"data/a.csv"}'],
    ['an object', { source: { path: 'hf', split: 'train' } }, 'code', '{"path":"hf","split":"train"}'],
  ] as [string, Omit<DatasetDescription, 'name'>, string, string][]) {
    test(what, async () => expect(await datasetOf({ name: 'd', ...given })).toMatchObject({ name: 'd', source_type: type, source }))
  }
})

test('schema and profile travel as JSON texts, whatever they came as', async () => {
  const given = { name: 'd', source: 'x', schema: { columns: [1] }, profile: '{"num_rows":3}' }
  expect(await datasetOf(given)).toMatchObject({ schema: '{"columns":[1]}', profile: '{"num_rows":3}' })
  expect(await datasetOf({ name: 'd', source: 'x' })).not.toHaveProperty('schema')
})

test('the digest is that of source, schema and profile, unless one is given', async () => {
  const digest = async (more: Partial<DatasetDescription>) => (await datasetOf({ name: 'd', source: 'x', ...more })).digest
  expect(await digest({})).toMatch(/^[0-9a-f]{8}$/)
  expect(await digest({})).toBe(await digest({ name: 'other' }))
  expect(await digest({ profile: { num_rows: 1 } })).not.toBe(await digest({ profile: { num_rows: 2 } }))
  expect(await digest({ digest: 'mine' })).toBe('mine')
})
