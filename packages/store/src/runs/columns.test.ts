import * as contract from '@tailrace/contract'
import { beforeAll, describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

type Values = Readonly<Record<string, string | number>>
/** Runs, the oldest first. */
const RUNS: readonly { metrics?: Values; params?: Values; tags?: Values; user: string; status: string; dataset?: string }[] = [
  { metrics: { acc: 0, same: 2, none: 'NaN', big: 'Infinity' }, params: { lr: '0.1', opt: 'adam' }, user: 'ada', status: 'FAILED' },
  { metrics: { acc: 1, same: 2, none: 'NaN', big: '-Infinity' }, params: { lr: '1e-3', opt: 'adam' }, user: 'bob', status: 'FINISHED' },
  {
    metrics: { acc: 0.5, same: 2, big: 0 },
    params: { lr: '.5', opt: 'sgd' },
    tags: { team: 'red' },
    user: 'ada',
    status: 'FINISHED',
    dataset: 'training',
  },
  {
    metrics: { acc: 'NaN' },
    params: { lr: '0.1', long: 'x'.repeat(251) },
    tags: { team: 'red' },
    user: 'ada',
    status: 'FINISHED',
    dataset: 'training',
  },
  { metrics: { acc: 0.049 }, tags: { 'mlflow.source.name': 'train.py' }, user: '', status: 'RUNNING', dataset: '' },
]

onEachDatabase((store) => {
  let experiment_id = ''
  beforeAll(async () => {
    experiment_id = (await store.call(contract.createExperiment, { name: 'columns' })).experiment_id
    const pairs = (values: Values = {}) => Object.entries(values).map(([key, value]) => ({ key, value: value as string }))
    for (const [index, { metrics, params, tags, user, status, dataset }] of RUNS.entries()) {
      const { run_id } = (
        await store.call(contract.createRun, { experiment_id, run_name: `r${index}`, user_id: user, start_time: index + 1 })
      ).run.info
      await store.call(contract.logBatch, {
        run_id,
        metrics: pairs(metrics).map((metric) => ({ ...metric, timestamp: 1 })),
        params: pairs(params),
        tags: pairs(tags),
      })
      await store.call(contract.updateRun, { run_id, status, end_time: 9 })
      if (dataset === undefined) continue
      await store.call(contract.logInputs, {
        run_id,
        datasets: [
          {
            dataset: { name: 'iris', digest: 'd', source_type: 'local', source: '{}' },
            tags: dataset ? [{ key: 'mlflow.data.context', value: dataset }] : [],
          },
        ],
      })
    }
    const gone = (await store.call(contract.createRun, { experiment_id })).run.info.run_id
    await store.call(contract.logParam, { run_id: gone, key: 'gone', value: '1' })
    await store.call(contract.deleteRun, { run_id: gone })
  })

  const columns = (request: object = {}) => store.call(contract.runColumns, { experiment_ids: [experiment_id], ...request })
  const steps = (filled: Readonly<Record<number, number>>) => Array.from({ length: 20 }, (_, index) => filled[index] ?? 0)

  test('params: runs, distinct values, ranges of numbers, the most frequent values', async () => {
    expect((await columns()).params).toEqual([
      {
        key: 'lr',
        runs: 4,
        distinct: 3,
        numeric: true,
        min: 0.001,
        max: 0.5,
        values: [
          { value: '0.1', runs: 2 },
          { value: '.5', runs: 1 },
          { value: '1e-3', runs: 1 },
        ],
      },
      {
        key: 'opt',
        runs: 3,
        distinct: 2,
        numeric: false,
        values: [
          { value: 'adam', runs: 2 },
          { value: 'sgd', runs: 1 },
        ],
      },
      // Too long to be chosen from.
      { key: 'long', runs: 1, distinct: 1, numeric: false, values: [] },
    ])
  })

  describe('metrics', () => {
    const infinite = Number.MAX_VALUE
    for (const [why, expected] of [
      [
        'values fall into twenty steps, the greatest into the last',
        { key: 'acc', runs: 5, nan: 1, distinct: 4, min: 0, max: 1, histogram: steps({ 0: 2, 10: 1, 19: 1 }) },
      ],
      ['equal values fall into the first step', { key: 'same', runs: 3, nan: 0, distinct: 1, min: 2, max: 2, histogram: steps({ 0: 3 }) }],
      ['NaN alone has neither range nor histogram', { key: 'none', runs: 2, nan: 2, distinct: 0, histogram: [] }],
      [
        'infinities are the edges',
        { key: 'big', runs: 3, nan: 0, distinct: 3, min: -infinite, max: infinite, histogram: steps({ 0: 1, 10: 1, 19: 1 }) },
      ],
    ] as const) {
      test(why, async () => {
        const { metrics } = await columns()
        expect(metrics.find(({ key }) => key === expected.key)).toEqual(expected)
        expect(metrics.map(({ key }) => key)).toEqual(['acc', 'big', 'same', 'none'])
      })
    }
  })

  test('tags, statuses, users, sources and datasets', async () => {
    const { tags, statuses, users, sources, datasets } = await columns()
    expect(tags.map(({ key, runs, distinct }) => [key, runs, distinct])).toEqual([
      ['mlflow.runName', 5, 5],
      ['team', 2, 1],
      ['mlflow.source.name', 1, 1],
    ])
    expect(statuses).toEqual([
      { value: 'FINISHED', runs: 3 },
      { value: 'FAILED', runs: 1 },
      { value: 'RUNNING', runs: 1 },
    ])
    expect(users).toEqual([
      { value: 'ada', runs: 3 },
      { value: 'bob', runs: 1 },
    ])
    expect(sources).toEqual([{ value: 'train.py', runs: 1 }])
    expect(datasets).toEqual([
      { name: 'iris', digest: 'd', context: 'training', runs: 2 },
      { name: 'iris', digest: 'd', context: '', runs: 1 },
    ])
  })

  describe('looks at', () => {
    const summary = async (request: object) => {
      const { total, sampled, params, metrics, tags } = await columns(request)
      return { total, sampled, params: params.map(({ key }) => key), metrics: metrics.map(({ key }) => key), tags: tags.length }
    }
    for (const [why, request, expected] of [
      ['the newest runs', { sample: 2 }, { total: 5, sampled: 2, params: ['long', 'lr'], metrics: ['acc'], tags: 3 }],
      ['as many as there are', { sample: 5 }, { total: 5, sampled: 5 }],
      ['those that match', { filter: "params.opt = 'adam'" }, { total: 2, sampled: 2, params: ['lr', 'opt'], tags: 1 }],
      ['deleted ones', { run_view_type: 'DELETED_ONLY' }, { total: 1, sampled: 1, params: ['gone'], metrics: [] }],
      [
        'all of them for the keys that are named',
        { sample: 1, keys: { params: ['opt', 'nothing'], metrics: ['acc'] } },
        { total: 5, sampled: 5, params: ['opt'], metrics: ['acc'], tags: 0 },
      ],
      ['nothing', { filter: "params.opt = 'none'" }, { total: 0, sampled: 0, params: [], metrics: [], tags: 0 }],
      ['all active experiments', { experiment_ids: [] }, { total: 5 }],
    ] as const) {
      test(why, async () => expect(await summary(request)).toMatchObject(expected))
    }

    test('a column with very many values up to a thousand of them', async () => {
      const many = (await store.call(contract.createExperiment, { name: 'many' })).experiment_id
      const rows = Array.from({ length: 1100 }, (_, index) => ({ id: index.toString(16).padStart(32, '0'), index }))
      const run = ['run_uuid text', 'status text', 'start_time bigint', 'lifecycle_stage text', 'experiment_id integer']
      await store.db.insertRows(
        'runs',
        run,
        rows.map(({ id, index }) => [id, 'FINISHED', index, 'active', Number(many)]),
      )
      await store.db.insertRows(
        'params',
        ['run_uuid text', 'key text', 'value text'],
        rows.map(({ id, index }) => [id, 'p', String(index)]),
      )
      await store.db.insertRows(
        'latest_metrics',
        ['run_uuid text', 'key text', 'value double precision', 'timestamp bigint', 'step bigint', 'is_nan boolean'],
        rows.map(({ id, index }) => [id, 'm', index, 1, 0, false]),
      )
      const { params, metrics } = await columns({ experiment_ids: [many] })
      expect(params[0]).toMatchObject({ runs: 1100, distinct: 1000, numeric: true, min: 0, max: 1099 })
      expect(metrics[0]).toMatchObject({ runs: 1100, distinct: 1000, min: 0, max: 1099, histogram: steps({}).map(() => 55) })
    })
  })

  test('marks what only nested runs have', async () => {
    const { experiment_id: id } = await store.call(contract.createExperiment, { name: 'nested columns' })
    let start_time = 0
    const start = async (parent: string | undefined, metrics: string[], params: string[]) => {
      start_time++
      const tags = parent ? [{ key: 'mlflow.parentRunId', value: parent }] : []
      const { run_id } = (await store.call(contract.createRun, { experiment_id: id, tags, start_time })).run.info
      await store.call(contract.logBatch, {
        run_id,
        metrics: metrics.map((key) => ({ key, value: 1, timestamp: 1 })),
        params: params.map((key) => ({ key, value: '1' })),
      })
      return run_id
    }
    const read = async (request: object = {}) => {
      const { nested, metrics, params, tags } = await columns({ experiment_ids: [id], ...request })
      const marked = (list: readonly { key: string; nested_only?: boolean }[]) => list.flatMap((each) => (each.nested_only ? each.key : []))
      return [nested, ...marked(metrics), ...marked(params), ...marked(tags)]
    }
    const top = await start(undefined, ['both'], ['budget'])
    await start(undefined, ['val/acc', 'alone'], [])
    expect(await read()).toEqual([undefined])
    for (let trial = 0; trial < 3; trial++) await start(top, ['both', 'val/acc'], ['lr'])
    expect(await read()).toEqual([true, 'val/acc', 'lr', 'mlflow.parentRunId'])
    // The sample holds nested runs alone, yet their parent is known to have one of the metrics.
    expect(await read({ sample: 2 })).toEqual([true, 'val/acc', 'lr', 'mlflow.parentRunId'])
    expect(await read({ keys: { metrics: ['val/acc'] } })).toEqual([undefined])
    await store.call(contract.deleteRun, { run_id: top })
    expect(await read()).toEqual([undefined])
  })

  describe('chooses for a table', () => {
    const chosen = async (name: string, runs: readonly { params?: Values; metrics?: Values }[]) => {
      const { experiment_id: id } = await store.call(contract.createExperiment, { name })
      for (const [index, { params = {}, metrics = {} }] of runs.entries()) {
        const { run_id } = (await store.call(contract.createRun, { experiment_id: id, start_time: index + 1 })).run.info
        await store.call(contract.logBatch, {
          run_id,
          params: Object.entries(params).map(([key, value]) => ({ key, value: String(value) })),
          metrics: Object.entries(metrics).map(([key, value]) => ({ key, value: value as number, timestamp: 1 })),
        })
      }
      return (await columns({ experiment_ids: [id] })).chosen
    }

    test('the metrics that matter most, the primary one of the experiment first, and seeds last', async () => {
      const run = { metrics: { lr: 1, epoch: 1, 'val/acc': 1, loss: 1, 'system/cpu': 1 }, params: { depth: 1, seed: 1 } }
      const two = [run, { params: { depth: 2, seed: 2, a: 3 }, metrics: { lr: 2 } }]
      expect(await chosen('ranked', two)).toEqual({ metrics: ['val/acc', 'loss', 'lr', 'epoch'], params: ['depth', 'seed'] })
      const { experiment } = await store.call(contract.getExperimentByName, { experiment_name: 'ranked' })
      const id = experiment.experiment_id
      const ranked = async () => {
        const found = await columns({ experiment_ids: [id] })
        return [found.primary, found.chosen.metrics[0]]
      }
      expect(await ranked()).toEqual([undefined, 'val/acc'])
      for (const [value, expected] of [
        ['-epoch', [{ key: 'epoch', direction: 'down' }, 'epoch']],
        ['system/cpu', [{ key: 'system/cpu', direction: 'up' }, 'system/cpu']],
        ['none', [{ key: 'none', direction: 'up' }, 'val/acc']],
      ] as const) {
        await store.call(contract.setExperimentTag, { experiment_id: id, key: 'tailrace.primaryMetric', value })
        expect(await ranked()).toEqual(expected)
      }
      expect((await columns({ experiment_ids: [id, experiment_id] })).primary?.key).toBe('none')
      const other = await store.call(contract.createExperiment, {
        name: 'other primary',
        tags: [{ key: 'tailrace.primaryMetric', value: 'x' }],
      })
      expect((await columns({ experiment_ids: [id, other.experiment_id] })).primary).toBeUndefined()
    })

    const numbered = (letter: string, count: number, value: number): Values =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [letter + index, value]))

    test('four metrics that most runs have, none of the system, and six params that vary', async () => {
      const common = { 'system/cpu': 1, ...numbered('m', 6, 1) }
      const runs = [
        { metrics: { ...common, z: 1 }, params: { seed: 1, lr: 1, ...numbered('p', 8, 1) } },
        { metrics: { ...common, a: 1 }, params: { seed: 1, lr: 2, ...numbered('p', 8, 2) } },
        { metrics: { m5: 1 }, params: { seed: 1, lr: 2 } },
      ]
      expect(await chosen('varying', runs)).toEqual({ metrics: ['m5', 'm0', 'm1', 'm2'], params: ['lr', 'p0', 'p1', 'p2', 'p3', 'p4'] })
    })

    test('the params that most runs have, where none varies', async () => {
      const runs = [{ params: numbered('p', 8, 1) }, { params: { p7: 1 } }]
      expect(await chosen('same', runs)).toEqual({ metrics: [], params: ['p7', 'p0', 'p1', 'p2', 'p3', 'p4'] })
    })

    test('nothing where runs have nothing', async () => expect(await chosen('bare', [{}])).toEqual({ metrics: [], params: [] }))
  })

  describe('refuses', () => {
    for (const [why, request, message] of [
      ['no sample', { sample: 0 }, "Invalid value 0 for parameter 'sample' supplied. It must be from 1 to 20000."],
      ['too large a sample', { sample: 20_001 }, "Invalid value 20001 for parameter 'sample' supplied. It must be from 1 to 20000."],
      ['a filter that does not parse', { filter: 'x' }, expect.stringContaining('x')],
    ] as const) {
      test(why, async () => expect(await store.refusal(contract.runColumns, request)).toEqual(['INVALID_PARAMETER_VALUE', message]))
    }
  })
})
