import * as contract from '@tailrace/contract'
import { beforeAll, describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

/** Runs, the oldest first: optimizer, learning rate, team, accuracy, datasets. */
const RUNS: readonly (readonly [
  opt: string | undefined,
  lr: string,
  team: string | undefined,
  acc: number | 'NaN' | undefined,
  data: string,
])[] = [
  ['adam', '0.1', 'red', 2, 'iris'],
  ['adam', '0.1', 'red', 4, 'iris'],
  ['adam', '0.2', 'blue', 9, 'iris wine'],
  ['adam', '0.2', undefined, 'NaN', ''],
  ['sgd', '0.1', 'red', 1_000_000_000.25, 'wine'],
  ['sgd', '0.1', 'red', 1_000_000_000.75, ''],
  [undefined, '0.1', 'red', undefined, ''],
]

onEachDatabase((store) => {
  let experiment_id = ''
  const ids: string[] = []
  beforeAll(async () => {
    experiment_id = (await store.call(contract.createExperiment, { name: 'grouped' })).experiment_id
    for (const [index, [opt, lr, team, acc, data]] of RUNS.entries()) {
      const { run_id } = (await store.call(contract.createRun, { experiment_id, run_name: `r${index}`, start_time: index + 1 })).run.info
      ids.push(run_id)
      await store.call(contract.logBatch, {
        run_id,
        params: [...(opt ? [{ key: 'opt', value: opt }] : []), { key: 'lr', value: lr }],
        tags: team ? [{ key: 'team', value: team }] : [],
        metrics: acc === undefined ? [] : [{ key: 'acc', value: acc, timestamp: 1 }],
      })
      if (index === 0) await store.call(contract.updateRun, { run_id, status: 'FAILED', end_time: 2 })
      const datasets = data.split(' ').filter(Boolean)
      await store.call(contract.logInputs, {
        run_id,
        datasets: datasets.map((name) => ({ dataset: { name, digest: 'd', source_type: 'local', source: '{}' } })),
      })
    }
  })

  const param = (key: string) => ({ kind: 'param', key })
  const groups = (request: object) =>
    store.call(contract.groupRuns, { experiment_ids: [experiment_id], group_by: [param('opt')], ...request })
  const sizes = async (request: object) =>
    Object.fromEntries((await groups(request)).groups.map(({ values, runs }) => [values.join(' '), runs]))

  test('statistics are those worked out by hand', async () => {
    const { groups: found, total } = await groups({ metrics: ['acc', 'none'] })
    expect(total).toBe(3)
    expect(found[0]).toEqual({
      values: ['adam'],
      runs: 4,
      run_ids: ids.slice(0, 4).toReversed(),
      status_counts: { RUNNING: 3, FAILED: 1 },
      // 2, 4, 9: mean 5, squares of the distances 9 + 1 + 16, divided by 2; t of 2 degrees of freedom is 4.30265.
      metrics: [{ key: 'acc', n: 3, mean: 5, min: 2, max: 9, sd: expect.closeTo(Math.sqrt(13), 9), ci95: expect.closeTo(8.95667, 4) }],
    })
    // Far from zero: squares alone would lose the spread.
    expect(found[1]?.metrics).toEqual([
      {
        key: 'acc',
        n: 2,
        mean: 1_000_000_000.5,
        min: 1_000_000_000.25,
        max: 1_000_000_000.75,
        sd: expect.closeTo(Math.sqrt(0.125), 6),
        ci95: expect.closeTo(3.17655, 4),
      },
    ])
    expect(found[2]).toEqual({ values: [null], runs: 1, run_ids: [ids[6]], status_counts: { RUNNING: 1 }, metrics: [] })
  })

  test('one value has no spread', async () => {
    const { groups: found } = await groups({ filter: "run_name = 'r2'", metrics: ['acc'] })
    expect(found[0]?.metrics).toEqual([{ key: 'acc', n: 1, mean: 9, min: 9, max: 9 }])
  })

  describe('by', () => {
    const by = (kind: string, key: string) => [{ kind, key }]
    for (const [why, group_by, expected] of [
      ['a param', by('param', 'lr'), { '0.1': 5, '0.2': 2 }],
      ['a tag', by('tag', 'team'), { red: 5, blue: 1, '': 1 }],
      ['a status', by('attribute', 'status'), { RUNNING: 6, FAILED: 1 }],
      ['a name', by('attribute', 'run_name'), { r0: 1, r1: 1, r2: 1, r3: 1, r4: 1, r5: 1, r6: 1 }],
      ['a dataset, of several one after the other', by('dataset', 'name'), { iris: 3, wine: 2, '': 3 }],
      ['two properties', [param('opt'), param('lr')], { 'adam 0.1': 2, 'adam 0.2': 2, 'sgd 0.1': 2, ' 0.1': 1 }],
      [
        'three properties',
        [param('opt'), { kind: 'dataset', key: 'digest' }, { kind: 'tag', key: 'team' }],
        expect.objectContaining({ 'adam d red': 2, 'adam  ': 1 }),
      ],
    ] as const) {
      test(why, async () => expect(await sizes({ group_by })).toEqual(expected))
    }
    test('an experiment', async () => {
      expect(await sizes({ group_by: by('attribute', 'experiment_id') })).toEqual({ [experiment_id]: 7 })
    })
  })

  test('run ids up to the limit, the newest first', async () => {
    expect((await groups({ run_ids_limit: 2 })).groups[0]?.run_ids).toEqual([ids[3], ids[2]])
    expect((await groups({ run_ids_limit: 0 })).groups[0]?.run_ids).toEqual([])
  })

  test('a param has its common value, or how many values there are; a run without it counts for neither', async () => {
    const { groups: found } = await groups({ params: ['lr', 'opt', 'none', 'lr'] })
    expect(found.map((group) => group.params)).toEqual([
      [
        { key: 'lr', n: 4, distinct: 2 },
        { key: 'opt', n: 4, distinct: 1, value: 'adam' },
      ],
      [
        { key: 'lr', n: 2, distinct: 1, value: '0.1' },
        { key: 'opt', n: 2, distinct: 1, value: 'sgd' },
      ],
      [{ key: 'lr', n: 1, distinct: 1, value: '0.1' }],
    ])
    const by = await groups({ group_by: [{ kind: 'param', key: 'lr' }], params: ['opt'] })
    expect(by.groups[0]).toMatchObject({ runs: 5, params: [{ key: 'opt', n: 4, distinct: 2 }] })
    expect((await groups({})).groups[0]).not.toHaveProperty('params')
  })

  test('values of a param: long ones that differ at their end alone are two, their number and length are bounded', async () => {
    const { experiment_id: other } = await store.call(contract.createExperiment, { name: 'params of groups' })
    const long = '𝄞'.repeat(2500)
    const many = contract.LIMITS.groupParamValues + 20
    for (let index = 0; index < many; index++) {
      const { run_id } = (await store.call(contract.createRun, { experiment_id: other, start_time: index + 1 })).run.info
      const params = [
        { key: 'each', value: String(index) },
        { key: 'same', value: long },
        { key: 'ends', value: long + (index % 3) },
        { key: 'empty', value: '' },
      ]
      await store.call(contract.logBatch, { run_id, params })
    }
    const request = { group_by: [{ kind: 'attribute', key: 'experiment_id' }], params: ['each', 'same', 'ends', 'empty'] }
    const { groups: found } = await groups({ experiment_ids: [other], ...request })
    expect(found[0]?.params).toEqual([
      { key: 'each', n: many, distinct: contract.LIMITS.groupParamValues },
      { key: 'same', n: many, distinct: 1, value: '𝄞'.repeat(contract.LIMITS.groupParamCharacters) },
      { key: 'ends', n: many, distinct: 3 },
      { key: 'empty', n: many, distinct: 1, value: '' },
    ])
  })

  test('pages hold every group once, in the order of the whole', async () => {
    for (const group_by of [[param('opt'), param('lr')], [{ kind: 'attribute', key: 'run_name' }], [{ kind: 'tag', key: 'team' }]]) {
      const whole = await groups({ group_by })
      const paged: typeof whole.groups = []
      let page_token: string | undefined
      do {
        const page = await groups({ group_by, max_results: 1, page_token })
        expect(page.total).toBe(whole.total)
        paged.push(...page.groups)
        page_token = page.next_page_token
      } while (page_token)
      expect(paged).toEqual(whole.groups)
    }
  })

  describe('refuses', () => {
    for (const [why, request, message] of [
      ['nothing to group by', { group_by: [] }, "Invalid value [] for parameter 'group_by' supplied. Name at least one property."],
      [
        'an unknown attribute',
        { group_by: [{ kind: 'attribute', key: 'size' }] },
        "Invalid attribute 'size' to group by. It must be one of status, user_id, run_name, experiment_id.",
      ],
      [
        'an unknown field of datasets',
        { group_by: [{ kind: 'dataset', key: 'size' }] },
        "Invalid dataset 'size' to group by. It must be one of name, digest.",
      ],
      ['too many properties', { group_by: ['a', 'b', 'c', 'd'].map(param) }, expect.stringContaining("parameter 'group_by'")],
      ['too many metrics', { metrics: Array.from({ length: 51 }, () => 'm') }, expect.stringContaining("parameter 'metrics'")],
      ['too many params', { params: Array.from({ length: 51 }, () => 'p') }, expect.stringContaining("parameter 'params'")],
      ['an unknown kind', { group_by: [{ kind: 'color', key: 'x' }] }, expect.stringContaining("parameter 'group_by[0].kind'")],
      ['no results', { max_results: 0 }, "Invalid value 0 for parameter 'max_results' supplied. It must be from 1 to 1000."],
      ['too many ids', { run_ids_limit: 1001 }, "Invalid value 1001 for parameter 'run_ids_limit' supplied. It must be from 0 to 1000."],
      ['a token that is none', { page_token: '%' }, 'Invalid page token, could not base64-decode'],
    ] as const) {
      test(why, async () => {
        expect(await store.refusal(contract.groupRuns, { group_by: [param('opt')], ...request })).toEqual([
          'INVALID_PARAMETER_VALUE',
          message,
        ])
      })
    }
    test('a token of another grouping', async () => {
      const { next_page_token } = await groups({ max_results: 1 })
      const request = { group_by: [param('opt'), param('lr')], page_token: next_page_token }
      expect(await store.refusal(contract.groupRuns, request)).toEqual([
        'INVALID_PARAMETER_VALUE',
        'Invalid page token: it was made for another grouping.',
      ])
    })
  })
})
