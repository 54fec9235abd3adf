import * as contract from '@tailrace/contract'
import { beforeAll } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'
import { Chance, type Row, type Subject, byBytes, randomFilter } from '../testing/random-filter.ts'

const NAMES = ['a', 'A', 'ab', 'Ab', 'a_b', 'axb', '指标', '🧪', '\uff5e', 'b a', '10', '9']
const TEXTS = [...NAMES, 'a%b']
const NUMBERS = [0, 0.5, -1, 3, 2.5, 1e18]
const TIMES = [100, 200, 300]
const TEXT = ['=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN']
const NUMBER = ['=', '!=', '<', '<=', '>', '>=']

const text = (written: string, name: string, values: Subject['values'] = TEXTS): Subject => ({
  written,
  name,
  kind: 'text',
  comparators: TEXT,
  values,
})
const number = (written: string, name: string, values: Subject['values']): Subject => ({
  written,
  name,
  kind: 'number',
  comparators: NUMBER,
  values,
})

const SUBJECTS: readonly Subject[] = [
  text('name', 'name', NAMES),
  text('attributes.model_type', 'model_type'),
  text('params.lr', 'param lr'),
  text('tags.team', 'tag team'),
  text('tags.`a b`', 'tag a b'),
  number('metrics.acc', 'metric acc', NUMBERS),
  number('creation_timestamp', 'created', TIMES),
  number('attributes.last_updated_timestamp', 'updated', TIMES),
]

/** Fields of an order, and the names that rows have them under. */
const ORDERS = {
  name: 'name',
  model_type: 'model_type',
  creation_timestamp: 'created',
  last_updated_timestamp: 'updated',
  'metrics.acc': 'newest acc',
} as const

interface Made {
  readonly id: string
  readonly row: Row
}

type Order = readonly [name: string, ascending: boolean]

/** Missing values come last, whichever way the others go. */
function compareModels(orders: readonly Order[]): (one: Made, other: Made) => number {
  return (one, other) => {
    for (const [name, ascending] of orders) {
      const [a, b] = [one.row[name]?.[0], other.row[name]?.[0]]
      if (a === undefined || b === undefined) {
        if (a !== b) return a === undefined ? 1 : -1
        continue
      }
      const order = typeof a === 'string' ? byBytes(a, String(b)) : a - Number(b)
      if (order !== 0) return ascending ? order : -order
    }
    return byBytes(one.id, other.id)
  }
}

onEachDatabase((store) => {
  let experiment_id = ''
  const models: Made[] = []

  async function make(chance: Chance): Promise<Made> {
    const pick = (values: readonly string[]) => chance.pick([undefined, ...values])
    const [name, model_type, lr, team, spaced] = [chance.pick(NAMES), chance.pick(TEXTS), pick(TEXTS), pick(TEXTS), pick(TEXTS)]
    const pairs = (values: Readonly<Record<string, string | undefined>>) =>
      Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }]))
    const request = { experiment_id, name, model_type, params: pairs({ lr }), tags: pairs({ team, 'a b': spaced }) }
    const id = (await store.call(contract.createLoggedModel, request)).model.info.model_id
    const values = chance.some(NUMBERS, chance.below(4))
    if (values.length > 0) {
      const { run_id } = (await store.call(contract.createRun, { experiment_id })).run.info
      const metrics = values.map((value, step) => ({ key: 'acc', value, timestamp: 1, step, model_id: id }))
      await store.call(contract.logBatch, { run_id, metrics })
    }
    const [created, updated] = [chance.pick(TIMES), chance.pick(TIMES)]
    const times = [created, updated, id] as const
    await store.db.run('update logged_models set creation_timestamp_ms = ?, last_updated_timestamp_ms = ? where model_id = ?', times)
    const one = (value: string | undefined) => (value === undefined ? undefined : [value])
    const newest = values.at(-1)
    const row: Row = {
      name: [name],
      model_type: [model_type],
      'param lr': one(lr),
      'tag team': one(team),
      'tag a b': one(spaced),
      'metric acc': values,
      'newest acc': newest === undefined ? undefined : [newest],
      created: [created],
      updated: [updated],
    }
    return { id, row }
  }

  beforeAll(async () => {
    experiment_id = (await store.call(contract.createExperiment, { name: 'models' })).experiment_id
    const chance = new Chance(41)
    for (let count = 0; count < 30; count++) models.push(await make(chance))
  })

  const search = async (request: object) => {
    const { models: found = [], next_page_token } = await store.call(contract.searchLoggedModels, {
      experiment_ids: [experiment_id],
      ...request,
    })
    return { ids: found.map(({ info }) => info.model_id), token: next_page_token }
  }
  const NEWEST: readonly Order[] = [['created', false]]

  test('random filters find what they say', async () => {
    const chance = new Chance(42)
    for (let round = 0; round < 80; round++) {
      const filter = randomFilter(chance, SUBJECTS, round % 3)
      const expected = models.filter(({ row }) => filter.holds(row)).toSorted(compareModels(NEWEST))
      const { ids } = await search({ filter: filter.text, max_results: 100 })
      expect([filter.text, ids]).toEqual([filter.text, expected.map(({ id }) => id)])
    }
  })

  test('random orders, whole and in pages', async () => {
    const chance = new Chance(43)
    for (let round = 0; round < 25; round++) {
      const fields = chance.some(Object.entries(ORDERS), chance.below(4))
      const orders = fields.map(([, name]): Order => [name, chance.once(2)])
      const order_by = fields.map(([field_name], index) => ({ field_name, ascending: orders[index]?.[1] === true }))
      const filter = randomFilter(chance, SUBJECTS, 1)
      const request = { order_by, ...(chance.once(2) && { filter: filter.text }) }
      const expected = models
        .filter(({ row }) => !('filter' in request) || filter.holds(row))
        .toSorted(compareModels([...orders, ...NEWEST]))
        .map(({ id }) => id)
      expect([request, (await search({ ...request, max_results: 100 })).ids]).toEqual([request, expected])
      const max_results = 1 + chance.below(9)
      const paged: string[] = []
      let page_token: string | undefined
      do {
        const page = await search({ ...request, max_results, page_token })
        paged.push(...page.ids)
        page_token = page.token
      } while (page_token)
      expect([request, paged]).toEqual([request, expected])
    }
  })
})
