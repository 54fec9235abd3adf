import * as contract from '@tailrace/contract'
import { beforeAll, describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

type Point = readonly [
  key: string,
  value: number | 'NaN',
  timestamp: number,
  step: number,
  dataset?: readonly [name: string, digest: string],
]
interface Sample {
  name: string
  points?: readonly Point[]
  request?: object
}

const pair = (key: string, value: string) => ({ key, value })
/** Newest last. */
const SAMPLES: readonly Sample[] = [
  {
    name: 'm1',
    points: [
      ['acc', 0.5, 1, 0],
      ['acc', 0.9, 2, 0],
      ['acc', 0.1, 2, 1],
    ],
    request: { params: [pair('lr', '0.1')], tags: [pair('t', 'Red')], model_type: 'A', source_run_id: 'r1' },
  },
  {
    name: 'm2',
    points: [['acc', 0.7, 3, 0, ['iris', 'd1']]],
    request: { params: [pair('lr', '0.2')], tags: [pair('t', 'blue')], model_type: 'a' },
  },
  { name: 'm3', points: [['acc', 'NaN', 4, 0]] },
  { name: 'm4' },
  {
    name: 'm5',
    points: [
      ['acc', 0.3, 1, 0, ['iris', 'd2']],
      ['acc', 0.8, 9, 0],
    ],
  },
  {
    name: 'm6',
    points: [
      ['loss', 1, 1, 0, ['ghost', 'g']],
      ['acc', 0.7, 1, 0, ['ghost', 'g']],
    ],
  },
  { name: 'M7', points: [['acc', 0.4, 1, 0]] },
  { name: 'm8' },
]
const NEWEST = ['m8', 'M7', 'm6', 'm5', 'm4', 'm3', 'm2', 'm1']

onEachDatabase((store) => {
  let experiment_id: string
  const ids = new Map<string, string>()
  const names = new Map<string, string>()

  beforeAll(async () => {
    experiment_id = (await store.call(contract.createExperiment, { name: 'search' })).experiment_id
    const run_id = (await store.call(contract.createRun, { experiment_id })).run.info.run_id
    for (const [index, { name, points = [], request = {} }] of SAMPLES.entries()) {
      const { model } = await store.call(contract.createLoggedModel, { experiment_id, name, ...request })
      const { model_id } = model.info
      ids.set(name, model_id)
      names.set(model_id, name)
      await store.db.run('update logged_models set creation_timestamp_ms = ? where model_id = ?', [1000 + index, model_id])
      const metrics = points.map(([key, value, timestamp, step, dataset]) => {
        const on = dataset && { dataset_name: dataset[0], dataset_digest: dataset[1] }
        return { key, value, timestamp, step, model_id, ...on }
      })
      await store.call(contract.logBatch, { run_id, metrics })
    }
    const { model } = await store.call(contract.createLoggedModel, { experiment_id, name: 'deleted' })
    await store.call(contract.deleteLoggedModel, { model_id: model.info.model_id })
    await store.call(contract.createLoggedModel, { experiment_id: '0', name: 'elsewhere' })
  })

  const search = async (request: object = {}) => {
    const { models = [], next_page_token } = await store.call(contract.searchLoggedModels, { experiment_ids: [experiment_id], ...request })
    return { found: models.map(({ info }) => names.get(info.model_id) ?? info.name), next_page_token, models }
  }
  const refusal = (request: object) => store.refusal(contract.searchLoggedModels, { experiment_ids: [experiment_id], ...request })

  describe('a filter', () => {
    for (const [filter, found] of [
      ['', NEWEST],
      ['metrics.acc > 0.6', ['m6', 'm5', 'm2', 'm1']],
      ['metrics.acc <= 0.5', ['M7', 'm5', 'm1']],
      ['metrics.acc = 0.7', ['m6', 'm2']],
      ['metrics.acc != 0.7', ['M7', 'm5', 'm1']],
      ['metrics.acc = 0', []],
      ['metrics.acc > nan', []],
      ['metrics.acc != nan', []],
      ['metrics.acc < inf', ['M7', 'm6', 'm5', 'm2', 'm1']],
      ['metrics.acc > 0.6 AND metrics.acc < 0.2', ['m1']],
      ['metrics.acc > 0.6 AND metrics.loss = 1', ['m6']],
      ["params.lr = '0.1'", ['m1']],
      ['params.lr = 0.1', ['m1']],
      ["params.lr != '0.1'", ['m2']],
      ["params.lr IN ('0.1', '0.2')", ['m2', 'm1']],
      ["params.lr NOT IN ('0.1')", ['m2']],
      ["params.nope = '1'", []],
      ["tags.t = 'red'", []],
      ["tags.t ILIKE 'RED'", ['m1']],
      ["tags.t LIKE 'R%'", ['m1']],
      ["tags.t != 'blue' AND tags.t = 'Red'", ['m1']],
      ["name = 'm1'", ['m1']],
      ["name LIKE 'm%'", NEWEST.filter((name) => name !== 'M7')],
      ["name NOT IN ('m1')", NEWEST.slice(0, -1)],
      ['name = "m1"', []],
      ["attributes.model_type = 'a'", ['m2']],
      ["model_type = ''", NEWEST.slice(0, -2)],
      ["source_run_id != ''", ['m1']],
      ["status = '1'", NEWEST],
      ["status = 'LOGGED_MODEL_PENDING'", []],
      ["lifecycle_stage = 'deleted'", []],
      ['creation_timestamp > 1005', ['m8', 'M7']],
      ['creation_time >= 1006.5', ['m8']],
      ['creation_timestamp_ms < 1e20', NEWEST],
      ["name = 'm1' OR metrics.loss > 0", ['m6', 'm1']],
      ['NOT metrics.acc > 0', ['m8', 'm4', 'm3']],
    ] as const) {
      test(`${filter || 'that is empty'} finds ${found.join(' ') || 'none'}`, async () => {
        expect((await search({ filter })).found).toEqual(found)
      })
    }

    test('on ids', async () => {
      expect((await search({ filter: `model_id = '${ids.get('m3')}'` })).found).toEqual(['m3'])
      expect((await search({ filter: `experiment_id = ${experiment_id}` })).found).toEqual(NEWEST)
      expect((await search({ filter: "experiment_id = '0'" })).found).toEqual([])
    })
  })

  describe('an order by', () => {
    const by = (field_name: string, more: object = {}) => [{ field_name, ...more }]
    for (const [order_by, found] of [
      [by('name', { ascending: false }), ['m8', 'm6', 'm5', 'm4', 'm3', 'm2', 'm1', 'M7']],
      [by('metrics.acc'), ['m1', 'M7', 'm6', 'm2', 'm5', 'm3', 'm8', 'm4']],
      [by('metrics.acc', { ascending: false }), ['m5', 'm6', 'm2', 'M7', 'm1', 'm3', 'm8', 'm4']],
      [by('metrics.acc', { dataset_name: 'iris', dataset_digest: 'd1' }), ['m2', 'm8', 'M7', 'm6', 'm5', 'm4', 'm3', 'm1']],
      [by('metrics.acc', { dataset_name: 'iris' }), ['m5', 'm2', 'm8', 'M7', 'm6', 'm4', 'm3', 'm1']],
      [by('metrics.acc', { dataset_digest: 'd1' }), ['m2', 'm8', 'M7', 'm6', 'm5', 'm4', 'm3', 'm1']],
      [by('metrics.nope'), NEWEST],
      [by('model_type', { ascending: false }), ['m2', 'm1', 'm8', 'M7', 'm6', 'm5', 'm4', 'm3']],
      [by('creation_timestamp'), NEWEST.toReversed()],
      [by('status'), NEWEST],
      [
        [...by('model_type'), ...by('name', { ascending: false })],
        ['m8', 'm6', 'm5', 'm4', 'm3', 'M7', 'm1', 'm2'],
      ],
      [
        [...by('metrics.loss'), ...by('metrics.acc', { ascending: false })],
        ['m6', 'm5', 'm2', 'M7', 'm1', 'm3', 'm8', 'm4'],
      ],
      [[...by('creation_time'), ...by('creation_timestamp', { ascending: false })], NEWEST.toReversed()],
    ] as const) {
      // Upper case comes first by bytes on SQLite, and where the collation of a PostgreSQL has it there.
      const byText = JSON.stringify(order_by).match(/"(name|model_type)"/)
      const sorted = (list: readonly string[]) => (byText ? list.filter((name) => name !== 'M7' && name !== 'm1') : list)
      test(`${JSON.stringify(order_by)}, page by page`, async () => {
        for (const max_results of [3, 50]) {
          const pages: string[] = []
          let page_token: string | undefined
          do {
            const page = await search({ order_by, max_results, page_token })
            pages.push(...page.found)
            page_token = page.next_page_token
          } while (page_token)
          expect(sorted(pages)).toEqual(sorted(found))
        }
      })
    }
  })

  describe('datasets', () => {
    const on = (...pairs: readonly (readonly [string, string?])[]) =>
      pairs.map(([dataset_name, dataset_digest]) => ({ dataset_name, dataset_digest }))
    for (const [filter, datasets, found] of [
      ['', on(['iris', 'd1']), ['m2']],
      ['', on(['iris', 'd1'], ['iris', 'd2']), ['m5', 'm2']],
      ['', on(['ghost', 'g']), ['m6']],
      ['', on(['iris', 'g']), []],
      ['', on(['iris']), []],
      ['', [], NEWEST],
      ['metrics.acc > 0.4', on(['iris', 'd2']), []],
      ['metrics.acc > 0.2', on(['iris', 'd2']), ['m5']],
      ['metrics.acc > 0.4 AND metrics.loss > 0', on(['ghost', 'g']), ['m6']],
      ["name = 'm1'", on(['iris', 'd1']), []],
    ] as const) {
      test(`${JSON.stringify(datasets)} with ${filter || 'no filter'} leave ${found.join(' ') || 'none'}`, async () => {
        expect((await search({ filter, datasets })).found).toEqual(found)
      })
    }
  })

  describe('a page', () => {
    test('holds whole models', async () => {
      const { models } = await search({ filter: "name = 'm2'" })
      const { model } = await store.call(contract.getLoggedModel, { model_id: ids.get('m2') })
      expect(models).toEqual([model])
      expect(model.data.metrics?.[0]?.dataset_digest).toBe('d1')
    })

    for (const [max_results, length, more] of [
      [undefined, 50, true],
      [0, 100, true],
      [-1, 0, true],
      ['120', 120, true],
      [151, 151, false],
    ] as const) {
      test(`of ${max_results} holds ${length} of 151`, async () => {
        const { experiment_id: big } = await store.call(contract.createExperiment, { name: `big ${max_results}` })
        for (let index = 0; index < 151; index++) await store.call(contract.createLoggedModel, { experiment_id: big })
        const page = await search({ experiment_ids: [big], max_results })
        expect([page.found.length, page.next_page_token !== undefined]).toEqual([length, more])
        const { page_token, ...rest } = { page_token: page.next_page_token, experiment_ids: [big], max_results: 200 }
        const others = await search({ ...rest, ...(page_token ? { page_token } : {}) })
        const seen = new Set([...page.models, ...others.models].map(({ info }) => info.model_id))
        expect(seen.size).toBe(151)
      })
    }

    test('of several experiments, and of a deleted one', async () => {
      const { experiment_id: gone } = await store.call(contract.createExperiment, { name: 'gone' })
      await store.call(contract.createLoggedModel, { experiment_id: gone, name: 'there' })
      await store.call(contract.deleteExperiment, { experiment_id: gone })
      expect((await search({ experiment_ids: [gone, '0', '987654'] })).found.toSorted()).toEqual(['elsewhere', 'there'])
      expect((await search({ experiment_ids: [] })).found).toEqual([])
    })

    test('can follow only for the search it was made for', async () => {
      const { next_page_token: page_token } = await search({ max_results: 3 })
      expect((await search({ page_token, filter: '', order_by: [], max_results: 2 })).found).toEqual(['m5', 'm4'])
      const order_by = [{ field_name: 'name', dataset_digest: '' }]
      for (const [request, message] of [
        [
          { experiment_ids: [experiment_id, '0'] },
          `Experiment IDs in the page token do not match the requested experiment IDs. Expected: ['${experiment_id}', '0']. Found: ['${experiment_id}']`,
        ],
        [
          { filter: "name != 'm1'" },
          "Filter string in the page token does not match the requested filter string. Expected: name != 'm1'. Found: None",
        ],
        [
          { order_by },
          "Order by in the page token does not match the requested order by. Expected: [{'field_name': 'name', 'ascending': True, 'dataset_name': None, 'dataset_digest': None}]. Found: None",
        ],
      ] as const) {
        expect(await refusal({ page_token, ...request })).toEqual(['INVALID_PARAMETER_VALUE', message])
      }
    })
  })

  describe('refuses', () => {
    for (const [why, request, message] of [
      [
        'no experiments',
        { experiment_ids: null },
        "Missing value for required parameter 'experiment_ids'. See the API docs for more information about request parameters.",
      ],
      ['an id that is no number', { experiment_ids: ['x'] }, "Invalid experiment ID 'x'. Experiment ID must be a valid integer."],
      [
        'an order by a param',
        { order_by: [{ field_name: 'params.lr' }] },
        'Invalid order by field name: params.lr. Only metrics are supported.',
      ],
      ['an order by nothing', { order_by: [{}] }, 'Invalid order by field name: '],
      ['a dataset without a name', { datasets: [{ dataset_digest: 'd1' }] }, '`dataset_name` in the `datasets` clause must be specified.'],
      ['a token that is none', { page_token: '???' }, 'Invalid page token, could not base64-decode'],
      [
        'a wrong comparator',
        { filter: "name > 'a'" },
        "Invalid comparison operator for attributes.name: '>'. Expected one of ('=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN').",
      ],
    ] as const) {
      test(why, async () => {
        expect(await refusal(request)).toEqual(['INVALID_PARAMETER_VALUE', message])
      })
    }
  })
})
