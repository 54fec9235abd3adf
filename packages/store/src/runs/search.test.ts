import * as contract from '@tailrace/contract'
import { beforeAll, describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

/** Runs by name, with what they hold. */
const RUNS = {
  a: { metrics: { acc: 0.5, loss: 1 }, params: { lr: '0.1', opt: 'adam' }, tags: { team: 'blue' }, start: 100 },
  b: { metrics: { acc: 0.9 }, params: { lr: '0.01', opt: 'SGD' }, tags: { team: 'red', 'my tag': 'x' }, start: 300 },
  c: { metrics: { acc: 'NaN', loss: -2 }, params: { opt: 'adamw' }, tags: {}, start: 200 },
  d: { metrics: {}, params: { lr: "it's" }, tags: { team: 'Blue' }, start: 200 },
  e: { metrics: { acc: 0.9, loss: 3 }, params: {}, tags: { team: 'blue_1' }, start: 50, end: 80, deleted: true },
} as const

onEachDatabase((store) => {
  let experiment_id = ''
  const ids: Record<string, string> = {}

  beforeAll(async () => {
    experiment_id = (await store.call(contract.createExperiment, { name: 'searched' })).experiment_id
    for (const [name, run] of Object.entries(RUNS)) {
      const created = await store.call(contract.createRun, {
        experiment_id,
        run_name: name,
        start_time: run.start,
        user_id: `user-${name}`,
      })
      const run_id = created.run.info.run_id
      ids[name] = run_id
      const pairs = (values: object) => Object.entries(values).map(([key, value]) => ({ key, value: value as string }))
      const metrics = pairs(run.metrics).map((metric) => ({ ...metric, timestamp: 1 }))
      await store.call(contract.logBatch, { run_id, metrics, params: pairs(run.params), tags: pairs(run.tags) })
      if ('end' in run) await store.call(contract.updateRun, { run_id, status: 'FINISHED', end_time: run.end })
      if ('deleted' in run) await store.call(contract.deleteRun, { run_id })
    }
    const dataset = { name: 'iris', digest: 'd1', source_type: 'local', source: '{}' }
    await store.call(contract.logInputs, {
      run_id: ids['a'],
      datasets: [{ dataset, tags: [{ key: 'mlflow.data.context', value: 'training' }] }],
    })
  })

  const search = async (request: object) =>
    (await store.call(contract.searchRuns, { experiment_ids: [experiment_id], ...request })).runs ?? []
  const names = async (request: object) => (await search(request)).map(({ info }) => info.run_name).join('')
  const sorted = async (filter: string) => [...(await names({ filter }))].toSorted().join('')

  describe('finds', () => {
    for (const [filter, found] of [
      ['', 'abcd'],
      ['metrics.acc > 0.6', 'b'],
      ['metrics.acc != 0.5', 'bc'],
      ['metrics.acc >= 0.5 AND metrics.loss = 1', 'a'],
      ["params.opt = 'adam'", 'a'],
      ["params.opt != 'adam'", 'bc'],
      ["params.opt LIKE 'adam%'", 'ac'],
      ["params.opt LIKE 'sgd'", ''],
      ["params.opt ILIKE 'sgd'", 'b'],
      ['params.lr = "it\'s"', 'd'],
      ["tags.team = 'blue'", 'a'],
      ["tags.team ILIKE 'blue'", 'ad'],
      ["tags.`my tag` = 'x'", 'b'],
      ['tags.team IS NULL', 'c'],
      ['params.lr IS NOT NULL', 'abd'],
      ["run_name = 'c'", 'c'],
      ["attributes.status = 'RUNNING' and start_time > 150", 'bcd'],
      ["user_id LIKE 'user-%' AND start_time <= 200", 'acd'],
      ['end_time > 0', ''],
      ["dataset.name = 'iris'", 'a'],
      ["dataset.digest = 'd1' AND dataset.context = 'training'", 'a'],
      ["dataset.context = 'eval'", ''],
      ["params.opt = 'adam' OR metrics.acc = 0.9", 'ab'],
      ["(params.opt = 'adam' OR tags.team = 'red') AND metrics.acc < 0.8", 'a'],
      ["NOT tags.team = 'blue'", 'bcd'],
      ['NOT end_time > 0', 'abcd'],
      ["params.opt IN ('adam', 'SGD')", 'ab'],
      ["params.opt NOT IN ('adam', 'SGD')", 'c'],
      ['metrics.acc BETWEEN 0.4 AND 0.6', 'a'],
      ['start_time NOT BETWEEN 150 AND 250', 'ab'],
      ["params.opt RLIKE '^adam.?$'", 'ac'],
      ["tags.team RLIKE 'lue'", 'ad'],
    ] as const) {
      test(filter || 'everything', async () => {
        expect(await sorted(filter)).toBe(found)
      })
    }

    test('run ids of a list', async () => {
      expect(await sorted(`run_id IN ('${ids['a']}', '${ids['d']}', '${ids['e']}')`)).toBe('ad')
    })

    test('deleted runs when they are asked for', async () => {
      expect(await names({ run_view_type: 'DELETED_ONLY' })).toBe('e')
      expect(await names({ run_view_type: 'ALL' })).toHaveLength(5)
    })

    test('nothing without experiments', async () => {
      expect(await search({ experiment_ids: [] })).toEqual([])
    })
  })

  describe('orders', () => {
    /** c and d started at the same time: the smaller id comes first. */
    const newestFirst = () => ['b', ...['c', 'd'].toSorted((x, y) => ((ids[x] ?? '') < (ids[y] ?? '') ? -1 : 1)), 'a'].join('')
    const tied = () => newestFirst().slice(1, 3)
    for (const [order_by, expected] of [
      [[], newestFirst],
      [['start_time ASC'], () => `a${tied()}b`],
      [['metrics.acc'], () => 'abcd'],
      [['metrics.acc DESC'], () => 'bacd'],
      [['metrics.loss DESC'], () => 'acbd'],
      [['params.lr'], () => 'badc'],
      [['params.lr DESC'], () => 'dabc'],
      [['tags.team DESC', 'start_time'], undefined],
      [['run_name DESC'], () => 'dcba'],
      [['end_time'], newestFirst],
      [['status', 'metrics.acc DESC'], () => 'bacd'],
      [['status', 'params.opt DESC'], () => 'cabd'],
      [['run_id'], () => ['a', 'b', 'c', 'd'].toSorted((x, y) => ((ids[x] ?? '') < (ids[y] ?? '') ? -1 : 1)).join('')],
    ] as const) {
      test(`by ${order_by.join(', ') || 'default'}, in one page and in pages of one`, async () => {
        const whole = await names({ order_by })
        if (expected) expect(whole).toBe(expected())
        let paged = ''
        let page_token: string | undefined
        do {
          const request = { experiment_ids: [experiment_id], order_by, max_results: 1, page_token }
          const page = await store.call(contract.searchRuns, request)
          paged += page.runs?.map(({ info }) => info.run_name).join('') ?? ''
          page_token = page.next_page_token
        } while (page_token)
        expect(paged).toBe(whole)
      })
    }
  })

  describe('refuses', () => {
    for (const [why, request, message] of [
      ['no results', { max_results: 0 }, "Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer"],
      [
        'too many results',
        { max_results: 50_001 },
        "Invalid value 50001 for parameter 'max_results' supplied:  Hint: Value was of type 'int'. See the API docs for more information about request parameters.",
      ],
      ['an id that is no number', { experiment_ids: ['x'] }, "Invalid experiment ID 'x'. Experiment ID must be a valid integer."],
      ['a token that is none', { page_token: '%%' }, 'Invalid page token, could not base64-decode'],
    ] as const) {
      test(why, async () => {
        expect(await store.refusal(contract.searchRuns, { experiment_ids: ['0'], ...request })).toEqual([
          'INVALID_PARAMETER_VALUE',
          message,
        ])
      })
    }

    test('a token of another order', async () => {
      const { next_page_token } = await store.call(contract.searchRuns, { experiment_ids: [experiment_id], max_results: 1 })
      const request = { experiment_ids: [experiment_id], order_by: ['params.lr', 'metrics.acc'], page_token: next_page_token }
      expect(await store.refusal(contract.searchRuns, request)).toEqual([
        'INVALID_PARAMETER_VALUE',
        'Invalid page token: it was made for another order.',
      ])
    })
  })

  describe('many runs', () => {
    test('more than a piece come whole, and paged while runs arrive none comes twice and none is lost', async () => {
      const many = (await store.call(contract.createExperiment, { name: 'many' })).experiment_id
      const made: string[] = []
      const add = async (start_time: number) =>
        made.push((await store.call(contract.createRun, { experiment_id: many, start_time })).run.info.run_id)
      for (let index = 0; index < 600; index++) await add(index % 7)
      const whole = (await store.call(contract.searchRuns, { experiment_ids: [many], max_results: 5000 })).runs ?? []
      expect(new Set(whole.map(({ info }) => info.run_id))).toEqual(new Set(made))
      const before = new Set(made)
      const seen: string[] = []
      let page_token: string | undefined
      do {
        const page = await store.call(contract.searchRuns, { experiment_ids: [many], max_results: 50, page_token })
        seen.push(...(page.runs ?? []).map(({ info }) => info.run_id))
        page_token = page.next_page_token
        await add(3)
      } while (page_token)
      expect(new Set(seen).size).toBe(seen.length)
      expect([...before].filter((id) => !seen.includes(id))).toEqual([])
    })
  })
})
