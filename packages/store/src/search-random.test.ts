import * as contract from '@tailrace/contract'
import { beforeAll, describe } from 'vitest'
import { expect, onEachDatabase, test } from './each-database.ts'
import { Chance, NUMBER_COMPARATORS, type Row, type Subject, TEXT_COMPARATORS, byBytes, randomFilter } from './testing/random-filter.ts'

const NAMES = ['a', 'A', 'ab', 'Ab', 'a_b', 'a%b', 'axb', '指标', '🧪', '\uff5e', 'b a', '10', '9']
const TEXTS = [...NAMES, "it's", '']
const TIMES = [100, 200, 300]
const TEXT = TEXT_COMPARATORS
const LIST_FREE = TEXT_COMPARATORS.filter((comparator) => !comparator.endsWith('IN'))

/** An entity that can be searched, how it is made, and what its filters and orders are about. */
interface Searched {
  readonly what: string
  readonly subjects: readonly Subject[]
  /** Fields of an order, by the name that rows have them under. */
  readonly orders: Readonly<Record<string, string>>
  /** The order that follows the fields given, and the one that stands where none is. */
  readonly ties: readonly Order[]
  readonly byDefault: readonly Order[]
}

type Order = readonly [name: string, descending: boolean]

const subject = (
  written: string,
  name: string,
  comparators: readonly string[],
  values: Subject['values'],
  kind: 'text' | 'number' = 'text',
): Subject => ({
  written,
  name,
  kind,
  comparators,
  values,
})
const tag = (key: string, written: string, comparators: readonly string[] = TEXT) => subject(written, `tag ${key}`, comparators, TEXTS)

const EXPERIMENTS: Searched = {
  what: 'experiments',
  subjects: [
    subject('name', 'name', LIST_FREE, NAMES),
    subject('attribute.name', 'name', LIST_FREE, NAMES),
    subject('creation_time', 'creation_time', NUMBER_COMPARATORS, [...TIMES, 0]),
    subject('last_update_time', 'last_update_time', NUMBER_COMPARATORS, TIMES),
    tag('team', 'tags.team', [...TEXT, 'IS NULL', 'IS NOT NULL']),
    tag('a.b', 'tag.a.b', [...TEXT, 'IS NULL', 'IS NOT NULL']),
  ].map((one) => (one.name.endsWith('_time') ? { ...one, kind: 'number' as const } : one)),
  orders: {
    name: 'name',
    experiment_id: 'experiment_id',
    creation_time: 'creation_time',
    'attribute.last_update_time': 'last_update_time',
  },
  ties: [['experiment_id', true]],
  byDefault: [
    ['creation_time', true],
    ['experiment_id', false],
  ],
}
const MODELS: Searched = {
  what: 'registered models',
  subjects: [subject('name', 'name', TEXT, NAMES), tag('team', 'tags.team'), tag('a b', 'tag.`a b`')],
  orders: { name: 'name', timestamp: 'last_updated_timestamp', last_updated_timestamp: 'last_updated_timestamp' },
  ties: [['name', false]],
  byDefault: [['name', false]],
}
const VERSIONS: Searched = {
  what: 'model versions',
  subjects: [
    subject('name', 'name', TEXT, NAMES),
    subject('run_id', 'run_id', TEXT, TEXTS),
    subject(
      'source_path',
      'source',
      LIST_FREE,
      NAMES.map((name) => `s3://b/${name}`),
    ),
    { ...subject('version_number', 'version', ['=', '!=', '<', '<=', '>', '>='], [1, 2, 3]), kind: 'number' },
    tag('team', 'tags.team'),
  ],
  orders: {
    name: 'name',
    version_number: 'version',
    creation_timestamp: 'creation_timestamp',
    last_updated_timestamp: 'last_updated_timestamp',
  },
  ties: [
    ['name', false],
    ['version', true],
  ],
  byDefault: [
    ['last_updated_timestamp', true],
    ['name', false],
    ['version', true],
  ],
}

function compareRows(orders: readonly Order[]): (one: Row, other: Row) => number {
  return (one, other) => {
    for (const [name, descending] of orders) {
      const [a = 0, b = 0] = [one[name]?.[0], other[name]?.[0]]
      const order = typeof a === 'string' ? byBytes(a, String(b)) : a - Number(b)
      if (order !== 0) return descending ? -order : order
    }
    return 0
  }
}

onEachDatabase((store) => {
  const rows: Record<string, Row[]> = { experiments: [], 'registered models': [], 'model versions': [] }

  async function makeExperiment(chance: Chance, name: string): Promise<Row> {
    const [team, dotted] = [chance.pick([undefined, ...TEXTS]), chance.pick([undefined, ...TEXTS])]
    const { tags, columns } = tagsOf({ team, 'a.b': dotted })
    const { experiment_id } = await store.call(contract.createExperiment, { name, tags })
    const [created, updated] = [chance.pick(TIMES), chance.pick(TIMES)]
    await store.db.run('update experiments set creation_time = ?, last_update_time = ? where experiment_id = ?', [
      created,
      updated,
      Number(experiment_id),
    ])
    return {
      ...columns,
      id: [name],
      name: [name],
      experiment_id: [Number(experiment_id)],
      creation_time: [created],
      last_update_time: [updated],
    }
  }

  async function makeModel(chance: Chance, name: string): Promise<Row> {
    const { tags, columns } = tagsOf({ team: chance.pick([undefined, ...TEXTS]), 'a b': chance.pick([undefined, ...TEXTS]) })
    await store.call(contract.createRegisteredModel, { name, tags })
    for (let version = 1; version <= 1 + chance.below(3); version++) rows['model versions']?.push(await makeVersion(chance, name, version))
    const time = chance.pick(TIMES)
    await store.db.run('update registered_models set last_updated_time = ? where name = ?', [time, name])
    return { ...columns, id: [name], name: [name], last_updated_timestamp: [time] }
  }

  async function makeVersion(chance: Chance, name: string, version: number): Promise<Row> {
    const [run_id, place] = [
      chance.pick(TEXTS),
      `s3://b/${chance.pick(NAMES.filter((text) => !text.includes('%') && !text.includes(' ')))}`,
    ]
    const { tags, columns } = tagsOf({ team: chance.pick([undefined, ...TEXTS]) })
    const { model_version } = await store.call(contract.createModelVersion, { name, source: place, run_id, tags })
    expect(model_version.version).toBe(String(version))
    const [created, updated] = [chance.pick(TIMES), chance.pick(TIMES)]
    await store.db.run('update model_versions set creation_time = ?, last_updated_time = ? where name = ? and version = ?', [
      created,
      updated,
      name,
      version,
    ])
    const times = { creation_timestamp: [created], last_updated_timestamp: [updated] }
    return { ...columns, ...times, id: [`${name}/${version}`], name: [name], version: [version], run_id: [run_id], source: [place] }
  }

  function tagsOf(values: Readonly<Record<string, string | undefined>>) {
    const given = Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]))
    return { tags: given, columns: Object.fromEntries(given.map(({ key, value }) => [`tag ${key}`, [value]])) }
  }

  beforeAll(async () => {
    const chance = new Chance(11)
    for (const name of NAMES) rows['experiments']?.push(await makeExperiment(chance, name))
    for (const name of NAMES) rows['registered models']?.push(await makeModel(chance, name))
    await store.db.run("update experiments set lifecycle_stage = 'deleted' where experiment_id = 0")
  })

  const searches: Readonly<Record<string, (request: object) => Promise<{ ids: string[]; token?: string | undefined }>>> = {
    experiments: async (request) => {
      const { experiments = [], next_page_token } = await store.call(contract.searchExperiments, { max_results: 100, ...request })
      return { ids: experiments.map(({ name }) => name), token: next_page_token }
    },
    'registered models': async (request) => {
      const { registered_models = [], next_page_token } = await store.call(contract.searchRegisteredModels, request)
      return { ids: registered_models.map(({ name }) => name), token: next_page_token }
    },
    'model versions': async (request) => {
      const { model_versions = [], next_page_token } = await store.call(contract.searchModelVersions, request)
      return { ids: model_versions.map(({ name, version }) => `${name}/${version}`), token: next_page_token }
    },
  }

  for (const { what, subjects, orders, ties, byDefault } of [EXPERIMENTS, MODELS, VERSIONS]) {
    describe(what, () => {
      const search = (request: object) => (searches[what] ?? expect.fail())(request)
      const expected = (holds: (row: Row) => boolean, by: readonly Order[]) =>
        (rows[what] ?? [])
          .filter(holds)
          .toSorted(compareRows(by))
          .map(({ id }) => String(id?.[0]))

      test('are found by random filters', async () => {
        const chance = new Chance(5)
        for (let round = 0; round < 100; round++) {
          const filter = randomFilter(chance, subjects, round % 4)
          const found = await search({ filter: filter.text })
          expect([filter.text, found.ids]).toEqual([filter.text, expected((row) => filter.holds(row), byDefault)])
        }
      })

      test('come in random orders, whole and in pages', async () => {
        const chance = new Chance(6)
        for (let round = 0; round < 30; round++) {
          const taken = new Set<string>()
          const fields = chance.some(Object.entries(orders), 1 + chance.below(3)).filter(([, name]) => !taken.has(name) && taken.add(name))
          const by = fields.map(([, name]): Order => [name, chance.once(2)])
          const order_by = fields.map(([field], index) => `${field} ${by[index]?.[1] ? 'DESC' : 'ASC'}`)
          const filter = randomFilter(chance, subjects, 1)
          const request = { order_by, ...(chance.once(2) && { filter: filter.text }) }
          const ids = expected((row) => !('filter' in request) || filter.holds(row), [...by, ...ties])
          expect([request, (await search(request)).ids]).toEqual([request, ids])
          const paged: string[] = []
          let page_token: string | undefined
          const max_results = 1 + chance.below(6)
          do {
            const page = await search({ ...request, max_results, page_token })
            expect(page.ids.length).toBeLessThanOrEqual(max_results)
            paged.push(...page.ids)
            page_token = page.token
          } while (page_token)
          expect([request, paged]).toEqual([request, ids])
        }
      })
    })
  }
})
