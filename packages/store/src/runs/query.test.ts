import * as contract from '@tailrace/contract'
import { beforeAll, describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

/** Runs by name: their parent, and whether they are deleted or belong to the second experiment. */
const RUNS: Readonly<Record<string, { parent?: string; deleted?: true; elsewhere?: true; acc?: number }>> = {
  a: { acc: 0.1 },
  a1: { parent: 'a', acc: 0.2 },
  a2: { parent: 'a', acc: 0.3 },
  a3: { parent: 'a', deleted: true },
  a21: { parent: 'a2', acc: 0.4 },
  b: { deleted: true },
  b1: { parent: 'b', acc: 0.5 },
  c: {},
  x: { elsewhere: true },
  x1: { parent: 'x', elsewhere: true },
  y1: { parent: 'x' },
}

onEachDatabase((store) => {
  const ids: Record<string, string> = {}
  let experiment_id = ''
  let other_id = ''

  beforeAll(async () => {
    experiment_id = (await store.call(contract.createExperiment, { name: 'queried' })).experiment_id
    other_id = (await store.call(contract.createExperiment, { name: 'other' })).experiment_id
    let start_time = 1
    for (const [run_name, { parent, elsewhere, acc }] of Object.entries(RUNS)) {
      const tags = [{ key: 'color', value: 'red' }, ...(parent ? [{ key: 'mlflow.parentRunId', value: ids[parent] }] : [])]
      const request = { experiment_id: elsewhere ? other_id : experiment_id, run_name, start_time: start_time++, tags }
      const { run_id } = (await store.call(contract.createRun, request)).run.info
      ids[run_name] = run_id
      const params = ['lr', 'opt'].map((key) => ({ key, value: `${key} of ${run_name}` }))
      const metrics = acc === undefined ? [] : ['acc', 'loss'].map((key) => ({ key, value: acc, timestamp: 1 }))
      await store.call(contract.logBatch, { run_id, params, metrics })
      const dataset = { name: 'iris', digest: 'd', source_type: 'local', source: '{}' }
      await store.call(contract.logInputs, { run_id, datasets: [{ dataset }] })
    }
    for (const [name, { deleted }] of Object.entries(RUNS)) {
      if (deleted) await store.call(contract.deleteRun, { run_id: ids[name] })
    }
  })

  const query = (request: object) => store.call(contract.queryRuns, { experiment_ids: [experiment_id], order_by: ['run_name'], ...request })
  const names = async (request: object) => (await query(request)).runs.map(({ info }) => info.run_name).join(' ')

  test('the place of each run in its experiment by start time, whatever the filter and the order, deleted ones too', async () => {
    const placesOf = async (request: object) =>
      (await query({ ordinals: true, ...request })).runs.map(({ info, ordinal }) => `${info.run_name} ${ordinal}`).join(', ')
    expect(await placesOf({ run_view_type: 'ALL' })).toBe('a 0, a1 1, a2 2, a21 4, a3 3, b 5, b1 6, c 7, y1 8')
    expect(await placesOf({ order_by: ['metrics.acc DESC'], filter: 'metrics.acc > 0.2' })).toBe('b1 6, a21 4, a2 2')
    expect(await placesOf({ experiment_ids: [other_id] })).toBe('x 0, x1 1')
    expect((await query({})).runs[0]).not.toHaveProperty('ordinal')
  })

  test('runs of one moment have places of their own', async () => {
    const { experiment_id: busy } = await store.call(contract.createExperiment, { name: 'of one moment' })
    for (let index = 0; index < 130; index++)
      await store.call(contract.createRun, { experiment_id: busy, start_time: Math.floor(index / 50) })
    const { runs } = await query({ experiment_ids: [busy], ordinals: true, max_results: 200, order_by: ['attributes.start_time ASC'] })
    expect(runs.map(({ ordinal }) => Number(ordinal)).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 130 }, (_, index) => index))
    for (const { info, ordinal } of runs) expect(Math.floor(Number(ordinal) / 50)).toBe(Number(info.start_time))
    await store.call(contract.deleteExperiment, { experiment_id: busy })
  })

  describe('which runs', () => {
    for (const [why, request, found] of [
      ['the active ones', {}, 'a a1 a2 a21 b1 c y1'],
      ['the deleted ones', { run_view_type: 'DELETED_ONLY' }, 'a3 b'],
      ['all of them', { run_view_type: 'ALL' }, 'a a1 a2 a21 a3 b b1 c y1'],
      ['by a filter', { filter: 'metrics.acc > 0.2' }, 'a2 a21 b1'],
      ['of all active experiments', { experiment_ids: [] }, 'a a1 a2 a21 b1 c x x1 y1'],
      ['roots, and those whose parent is deleted or in another experiment', { roots_only: true }, 'a b1 c y1'],
      ['roots of all active experiments', { experiment_ids: [], roots_only: true }, 'a b1 c x'],
      ['roots among the deleted ones', { roots_only: true, run_view_type: 'DELETED_ONLY' }, 'a3 b'],
      ['roots among all', { roots_only: true, run_view_type: 'ALL' }, 'a b c y1'],
      ['roots by a filter', { roots_only: true, filter: 'metrics.acc > 0.2' }, 'b1'],
    ] as const) {
      test(why, async () => expect(await names(request)).toBe(found))
    }

    test('children of a run', async () => {
      expect(await names({ parent_run_id: ids['a'] })).toBe('a1 a2')
      expect(await names({ parent_run_id: ids['a'], filter: 'metrics.acc > 0.2' })).toBe('a2')
      expect(await names({ parent_run_id: ids['a'], run_view_type: 'ALL' })).toBe('a1 a2 a3')
      expect(await names({ parent_run_id: ids['c'] })).toBe('')
      expect(await names({ parent_run_id: ids['x'], experiment_ids: [] })).toBe('x1 y1')
    })

    test('not those of a deleted experiment, unless it is named', async () => {
      const gone = (await store.call(contract.createExperiment, { name: 'gone' })).experiment_id
      await store.call(contract.createRun, { experiment_id: gone, run_name: 'z' })
      await store.call(contract.deleteExperiment, { experiment_id: gone })
      expect(await names({ experiment_ids: [], run_view_type: 'ALL' })).not.toContain('z')
      expect(await names({ experiment_ids: [gone], run_view_type: 'ALL' })).toBe('z')
    })

    test('a run that is its own parent is a root without children', async () => {
      const own = (await store.call(contract.createExperiment, { name: 'own' })).experiment_id
      const { run_id } = (await store.call(contract.createRun, { experiment_id: own })).run.info
      await store.call(contract.setTag, { run_id, key: 'mlflow.parentRunId', value: run_id })
      const { runs } = await query({ experiment_ids: [own], roots_only: true })
      expect(runs.map(({ info, child_count }) => [info.run_id, child_count])).toEqual([[run_id, 0]])
    })
  })

  describe('counts', () => {
    const children = async (request: object) =>
      Object.fromEntries((await query(request)).runs.map(({ info, child_count }) => [info.run_name, child_count]))

    test('children in the same stages and experiments', async () => {
      expect(await children({ roots_only: true })).toEqual({ a: 2, b1: 0, c: 0, y1: 0 })
      expect(await children({ roots_only: true, run_view_type: 'ALL' })).toEqual({ a: 3, b: 1, c: 0, y1: 0 })
      expect(await children({ parent_run_id: ids['a'] })).toEqual({ a1: 0, a2: 1 })
      expect(await children({ experiment_ids: [experiment_id, other_id], roots_only: true })).toEqual({ a: 2, b1: 0, c: 0, x: 2 })
      expect(await children({ max_results: 1 })).toEqual({ a: undefined })
    })

    describe('metrics of nested runs at any depth', () => {
      const summaries = async (request: object) => {
        const { runs } = await query({ roots_only: true, child_metrics: true, ...request })
        return Object.fromEntries(runs.map(({ info, child_metrics }) => [info.run_name, child_metrics]))
      }
      const acc = { key: 'acc', n: 3, mean: expect.closeTo(0.3, 10), min: 0.2, max: 0.4 }
      for (const [why, request, expected] of [
        ['of one metric', { metrics: ['acc'] }, { a: [acc] }],
        ['in the order of the keys', { metrics: ['loss', 'none', 'acc'] }, { a: [{ ...acc, key: 'loss' }, acc] }],
        ['of many keys', { metrics: [...Array(40).keys()].map((n) => `k${n}`).concat('acc') }, { a: [acc] }],
        ['of none', { metrics: [] }, { a: [] }],
        ['of the keys that matter most', { automatic: {} }, { a: [acc, { ...acc, key: 'loss' }] }],
        [
          'of the deleted ones, too',
          { metrics: ['acc'], run_view_type: 'ALL' },
          { a: [acc], b: [{ key: 'acc', n: 1, mean: 0.5, min: 0.5, max: 0.5 }] },
        ],
      ] as const) {
        test(why, async () => {
          const { a, b, ...others } = await summaries(request)
          expect({ ...(a && { a }), ...(b && { b }) }).toEqual(expected)
          expect(Object.values(others).every((each) => each === undefined)).toBe(true)
        })
      }

      test('of a child', async () => {
        const { runs } = await query({ parent_run_id: ids['a'], child_metrics: true, metrics: ['acc'] })
        const [first, second] = runs
        expect(first?.child_metrics).toBeUndefined()
        expect(second?.child_metrics).toEqual([{ key: 'acc', n: 1, mean: 0.4, min: 0.4, max: 0.4 }])
      })

      test('NaN does not count, an infinity makes the mean one, both make it NaN; circles end', async () => {
        const sweep = (await store.call(contract.createExperiment, { name: 'sweep' })).experiment_id
        const start = async (run_name: string, parent?: string, metrics: Readonly<Record<string, number | string>> = {}) => {
          const tags = parent ? [{ key: 'mlflow.parentRunId', value: parent }] : []
          const { run_id } = (await store.call(contract.createRun, { experiment_id: sweep, run_name, tags })).run.info
          const points = Object.entries(metrics).map(([key, value]) => ({ key, value: value as number, timestamp: 1 }))
          await store.call(contract.logBatch, { run_id, metrics: points })
          return run_id
        }
        const top = await start('top')
        await start('x', top, { m: 1, up: 'Infinity', both: 'Infinity', nan: 'NaN' })
        const inner = await start('y', top, { m: 'NaN', up: 2, both: '-Infinity', nan: 'NaN' })
        const innermost = await start('z', inner, { m: 3 })
        await store.call(contract.setTag, { run_id: inner, key: 'mlflow.parentRunId', value: innermost })
        await start('w', top, { down: '-Infinity' })
        await store.call(contract.setTag, { run_id: inner, key: 'mlflow.parentRunId', value: top })
        const metrics = ['m', 'up', 'down', 'both', 'nan']
        const { runs } = await query({ experiment_ids: [sweep], roots_only: true, child_metrics: true, metrics })
        expect(runs[0]?.child_metrics?.map(({ key, n, mean }) => [key, n, mean])).toEqual([
          ['m', 2, 2],
          ['up', 2, 'Infinity'],
          ['down', 1, '-Infinity'],
          ['both', 2, 'NaN'],
        ])
        await store.call(contract.setTag, { run_id: top, key: 'mlflow.parentRunId', value: innermost })
        const below = { experiment_ids: [sweep], parent_run_id: inner, child_metrics: true, metrics: ['m'] }
        expect((await query(below)).runs.map(({ child_metrics }) => child_metrics)).toEqual([[{ key: 'm', n: 1, mean: 1, min: 1, max: 1 }]])
      })
    })

    test('the total of all pages, when it is asked for', async () => {
      expect((await query({ max_results: 2, total: true })).total).toBe(7)
      expect((await query({ max_results: 2 })).total).toBeUndefined()
      expect((await query({ roots_only: true, max_results: 1, total: true })).total).toBe(4)
      expect((await query({ filter: 'metrics.acc > 0.2', max_results: 1, total: true })).total).toBe(3)
      expect((await query({ parent_run_id: ids['a'], total: true })).total).toBe(2)
      expect(await query({ filter: "params.lr = 'none'", total: true })).toEqual({ runs: [], total: 0 })
    })
  })

  describe('what is given of each run', () => {
    const one = async (request: object) => {
      const { runs } = await query({ filter: "run_name = 'a21'", ...request })
      const keys = (items?: readonly { key: string }[]) => items?.map(({ key }) => key).toSorted()
      return runs.map(({ data, inputs }) => [keys(data.params), keys(data.metrics), keys(data.tags), inputs?.dataset_inputs?.length])
    }
    const allTags = ['color', 'mlflow.parentRunId', 'mlflow.runName']
    for (const [why, request, expected] of [
      ['everything', {}, [['lr', 'opt'], ['acc', 'loss'], allTags, 1]],
      ['some params', { params: ['lr', 'none'] }, [['lr'], ['acc', 'loss'], allTags, 1]],
      ['one metric, one tag', { metrics: ['acc'], tags: ['color'] }, [['lr', 'opt'], ['acc'], ['color'], 1]],
      ['no more than what it is', { params: [], metrics: [], tags: [], inputs: false }, [undefined, undefined, undefined, undefined]],
      ['of many keys', { params: [...Array(40).keys()].map((n) => `k${n}`).concat('opt') }, [['opt'], ['acc', 'loss'], allTags, 1]],
    ] as const) {
      test(why, async () => expect(await one(request)).toEqual([expected]))
    }

    test('a long page has the same runs as short ones', async () => {
      const many = (await store.call(contract.createExperiment, { name: 'many' })).experiment_id
      for (let index = 0; index < 520; index++) await store.call(contract.createRun, { experiment_id: many, start_time: index % 5 })
      const request = { experiment_ids: [many], order_by: [], tags: [] as string[] }
      const whole = await query({ ...request, max_results: 510, total: true, roots_only: true })
      const paged: typeof whole.runs = []
      let page_token: string | undefined
      do {
        const page = await query({ ...request, page_token, roots_only: true })
        expect(page.runs.length).toBeLessThanOrEqual(100)
        paged.push(...page.runs)
        page_token = page.next_page_token
      } while (page_token)
      expect([whole.total, whole.next_page_token !== undefined, whole.runs.length, paged.length]).toEqual([520, true, 510, 520])
      expect(paged.slice(0, 510)).toEqual(whole.runs)
    })
  })

  describe('with the keys that tell most', () => {
    const scopes = {
      'of an experiment': {},
      'of all experiments': { experiment_ids: [] },
      'of deleted runs': { run_view_type: 'DELETED_ONLY' },
      'by a filter': { filter: 'metrics.acc > 0.2' },
      'of nothing': { filter: "params.lr = 'none'" },
    }
    for (const [which, scope] of Object.entries(scopes)) {
      for (const asked of [{ total: true }, { total: true, roots_only: true }, { max_results: 2, tags: ['color'], inputs: false }]) {
        test(`${which}: the columns of runs/columns, the rows of those keys, as ${JSON.stringify(asked)}`, async () => {
          const { columns, ...page } = await query({ ...scope, ...asked, automatic: { sample: 3 } })
          expect(columns).toEqual(await store.call(contract.runColumns, { experiment_ids: [experiment_id], ...scope, sample: 3 }))
          expect(page).toEqual(await query({ ...scope, ...asked, ...columns?.chosen }))
        })
      }
    }

    test('and those that are named', async () => {
      const { columns, ...page } = await query({ automatic: { sample: 3 }, metrics: ['loss'], params: ['opt', 'lr'], roots_only: true })
      expect(columns?.chosen.metrics).toEqual(['acc', 'loss'])
      expect(page).toEqual(await query({ metrics: ['acc', 'loss'], params: ['lr', 'opt'], roots_only: true }))
      const none = await query({ filter: "params.lr = 'none'", automatic: {}, metrics: ['acc'] })
      expect([none.runs, none.columns?.chosen.metrics]).toEqual([[], []])
    })

    test('an empty experiment has none', async () => {
      const empty = (await store.call(contract.createExperiment, { name: 'empty' })).experiment_id
      const { runs, total, columns } = await query({ experiment_ids: [empty], automatic: {}, total: true })
      expect([runs, total, columns?.total, columns?.chosen]).toEqual([[], 0, 0, { metrics: [], params: [] }])
    })

    test('they are those of the newest hundred runs; the pages after the first name them; a long page has them, too', async () => {
      const wide = (await store.call(contract.createExperiment, { name: 'wide' })).experiment_id
      const experiment_ids = [wide]
      for (let index = 0; index < 300; index++) {
        const { run_id } = (await store.call(contract.createRun, { experiment_id: wide, start_time: index + 1 })).run.info
        const metrics = index < 200 ? [] : [{ key: 'new', value: index, timestamp: 1 }]
        await store.call(contract.logBatch, { run_id, metrics: [...metrics, { key: 'every', value: 1, timestamp: 1 }] })
      }
      const { columns, ...page } = await query({ experiment_ids, automatic: {}, total: true, order_by: [] })
      expect([columns?.total, columns?.sampled, columns?.chosen, page.total]).toEqual([
        300,
        100,
        { metrics: ['every', 'new'], params: [] },
        300,
      ])
      const { next_page_token: page_token } = page
      const next = await query({ experiment_ids, ...columns?.chosen, order_by: [], page_token })
      expect([page.runs.length, next.runs.length, next.runs[0]?.data.metrics?.map(({ key }) => key)]).toEqual([100, 100, ['every']])
      const long = await query({ experiment_ids, automatic: {}, order_by: [], max_results: 260 })
      expect(long.columns).toEqual(columns)
      expect(long.runs).toEqual([...page.runs, ...next.runs, ...long.runs.slice(200)])
    })
  })

  describe('refuses', () => {
    const besides = (name: string) => `Parameter '${name}' does not go with 'automatic'.`
    for (const [why, request, message] of [
      ['no results', { max_results: 0 }, "Invalid value 0 for parameter 'max_results' supplied. It must be from 1 to 1000."],
      ['too many results', { max_results: 1001 }, "Invalid value 1001 for parameter 'max_results' supplied. It must be from 1 to 1000."],
      ['an id that is no number', { experiment_ids: ['x'] }, "Invalid experiment ID 'x'. Experiment ID must be a valid integer."],
      ['a token that is none', { page_token: '%%' }, 'Invalid page token, could not base64-decode'],
      [
        'metrics of children of no parents',
        { child_metrics: true, metrics: [] },
        "Parameter 'child_metrics' goes with 'roots_only' or 'parent_run_id'.",
      ],
      [
        'all metrics of children',
        { child_metrics: true, roots_only: true },
        "Parameter 'child_metrics' goes with 'metrics' or 'automatic'.",
      ],
      ['other pages with the keys that tell most', { automatic: {}, page_token: 'x' }, besides('page_token')],
      ['children with the keys that tell most', { automatic: {}, parent_run_id: 'x' }, besides('parent_run_id')],
      ['no sample', { automatic: { sample: 0 } }, "Invalid value 0 for parameter 'automatic.sample' supplied. It must be from 1 to 20000."],
      [
        'too large a sample',
        { automatic: { sample: 20_001 } },
        "Invalid value 20001 for parameter 'automatic.sample' supplied. It must be from 1 to 20000.",
      ],
      ['a filter that does not parse', { filter: 'metrics.acc >' }, "Invalid clause(s) in filter string: 'metrics.acc', '>'"],
    ] as const) {
      test(why, async () => expect(await store.refusal(contract.queryRuns, request)).toEqual(['INVALID_PARAMETER_VALUE', message]))
    }
  })
})
