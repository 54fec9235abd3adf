import * as contract from '@tailrace/contract'
import { beforeAll } from 'vitest'
import { expect, onEachDatabase, test } from './each-database.ts'
import { Chance } from './testing/random-filter.ts'

const SIGNS = ["'", '"', '\\', '%', '_', 'a', 'A', 'b', ' ', 'é', 'É', '模', '😀', "''", "\\'", ' AND ']
const chance = new Chance(12)
const VALUES = [
  ...new Set(Array.from({ length: 45 }, () => Array.from({ length: 1 + chance.below(4) }, () => chance.pick(SIGNS)).join(''))),
]

/** A text as `E'...'`; `before` and `behind` stay wildcards. */
const literal = (text: string, before = '', behind = ''): string => `E'${before}${text.replaceAll(/[\\'"%_]/g, String.raw`\$&`)}${behind}'`

onEachDatabase((store) => {
  let experiment_ids: string[] = []

  beforeAll(async () => {
    experiment_ids = [(await store.call(contract.createExperiment, { name: 'odd texts' })).experiment_id]
    const [experiment_id = ''] = experiment_ids
    await store.call(contract.createRegisteredModel, { name: 'odd' })
    for (const [index, value] of VALUES.entries()) {
      const entries = [{ key: 't', value }]
      await store.call(contract.createExperiment, { name: `e${index}`, tags: entries })
      await store.call(contract.createRun, { experiment_id, tags: entries })
      await store.call(contract.createLoggedModel, { experiment_id, name: `l${index}`, params: entries })
      await store.call(contract.createRegisteredModel, { name: `m${index}`, tags: entries })
      await store.call(contract.createModelVersion, { name: 'odd', source: `s3://b/${index}`, tags: entries })
    }
  })

  type Tagged = { tags?: readonly { key?: string; value?: string }[] }
  const tags = (found: readonly Tagged[] = []): string[] => found.map((each) => each.tags?.find(({ key }) => key === 't')?.value ?? '')
  const max_results = 500
  for (const [what, field, search] of [
    [
      'runs',
      'tags.t',
      async (filter: string) =>
        tags((await store.call(contract.searchRuns, { experiment_ids, filter, max_results })).runs?.map(({ data }) => data)),
    ],
    [
      'experiments',
      'tags.t',
      async (filter: string) => tags((await store.call(contract.searchExperiments, { filter, max_results })).experiments),
    ],
    [
      'registered models',
      'tags.t',
      async (filter: string) => tags((await store.call(contract.searchRegisteredModels, { filter, max_results })).registered_models),
    ],
    [
      'model versions',
      'tags.t',
      async (filter: string) => tags((await store.call(contract.searchModelVersions, { filter, max_results })).model_versions),
    ],
    [
      'logged models',
      'params.t',
      async (filter: string) =>
        ((await store.call(contract.searchLoggedModels, { experiment_ids, filter, max_results: 50 })).models ?? []).map(
          ({ data }) => data?.params?.[0]?.value ?? '',
        ),
    ],
  ] as const) {
    test(`${what} are found by any text, and by any part of it`, async () => {
      for (const [index, value] of VALUES.entries()) {
        const holds = (other: string): boolean => other.includes(value)
        const holdsFolded = (other: string): boolean => other.toLowerCase().includes(value.toLowerCase())
        // One condition a value, so that the test stays short: which one is left to chance.
        const [condition, matches] = [
          [`= ${literal(value)}`, (other: string) => other === value],
          [`IN (${literal(value)}, 'x')`, (other: string) => other === value],
          [`LIKE ${literal(value, '%', '%')}`, holds],
          [`NOT LIKE ${literal(value, '%', '%')}`, (other: string) => !holds(other)],
          [`ILIKE ${literal(value, '%', '%')}`, holdsFolded],
          [`LIKE ${literal(value, '_')}`, (other: string) => [...other].length > 1 && [...other].slice(1).join('') === value],
        ][index % 6] as [string, (other: string) => boolean]
        const found = await search(`${field} ${condition} AND ${field} != 'no'`)
        const expected = VALUES.filter(matches)
        expect(found.toSorted(), condition).toEqual(expected.toSorted())
      }
    })
  }

  test.each([
    [String.raw`tags.t = E'a\nb'`, String.raw`Invalid escape '\n'`],
    ["tags.t = E'a", 'is not closed'],
    [String.raw`tags.t IN (E'a\x')`, String.raw`Invalid escape '\x'`],
  ])('%s is refused', async (filter, message) => {
    const refusal = { code: 'INVALID_PARAMETER_VALUE', message: expect.stringContaining(message) as string }
    await expect(store.call(contract.searchRuns, { experiment_ids, filter })).rejects.toMatchObject(refusal)
    await expect(store.call(contract.searchExperiments, { filter, max_results })).rejects.toMatchObject(refusal)
    await expect(store.call(contract.searchLoggedModels, { experiment_ids, filter })).rejects.toMatchObject(refusal)
  })
})
