import { parseRunsFilter, parseRunsOrderBy } from '@tailrace/filter'
import { describe, expect, test } from 'vitest'
import { isNested, type NestedKeys } from './nesting.ts'
import { neededColumns, withNeeded } from './needed-columns.ts'
import { groupKeyOf, orderOf, scopeOf, stateOf, timeClause } from './runs-state.ts'

test('an empty address: active runs, newest first, nested, automatic columns', () => {
  const state = stateOf({})
  expect(state).toMatchObject({ q: '', sort: '-attributes.start_time', cols: undefined, view: 'table', stage: 'ACTIVE_ONLY', diff: false })
  expect(isNested(state, state.q)).toBe(true)
  expect(orderOf(state)).toEqual(['attributes.start_time DESC'])
  expect(scopeOf(state, ['1'], 0)).toEqual({ experiment_ids: ['1'], run_view_type: 'ACTIVE_ONLY' })
})

describe('nonsense in the address is taken for absent', () => {
  for (const query of [{ view: 'x' }, { sort: 'x' }, { state: 'x' }, { w: 'a~b,~' }, { pin: 'x,y' }, { diff: 'yes' }, { agg: 'median' }])
    test(JSON.stringify(query), () => expect(stateOf(query as unknown as Record<string, string>)).toEqual(stateOf({})))
})

for (const [query, nested] of [
  [{ q: 'metrics.a > 1' }, false],
  [{ q: 'metrics.a > 1', nest: '1' }, true],
  [{ nest: '0' }, false],
  [{ group: 'params.lr' }, false],
  [{ time: '24h' }, false],
] as const)
  test(`nested by ${JSON.stringify(query)}: ${nested}`, () => expect(isNested(stateOf(query), stateOf(query).q)).toBe(nested))

describe('a table of a sweep', () => {
  const only = { runs: 3, distinct: 3, nested_only: true }
  const known = {
    nested: true,
    metrics: [
      { key: 'val/acc', nan: 0, histogram: [], ...only },
      { key: 'budget', nan: 0, histogram: [], runs: 1, distinct: 1 },
    ],
    params: [{ key: 'lr', numeric: true, values: [], ...only }],
    tags: [{ key: 'trial', values: [], ...only }],
    chosen: { metrics: ['val/acc', 'budget'], params: ['lr'] },
  } satisfies NestedKeys
  for (const [query, nested] of [
    [{}, true],
    [{ sort: '-metrics.val/acc' }, false],
    [{ sort: 'params.lr' }, false],
    [{ sort: 'tags.trial' }, false],
    [{ sort: 'metrics.budget' }, true],
    [{ sort: 'metrics.none' }, true],
    [{ sort: 'attributes.user_id' }, true],
    [{ view: 'split' }, false],
    [{ view: 'charts' }, false],
    [{ view: 'charts', nest: '1' }, true],
    [{ sort: '-metrics.val/acc', nest: '1' }, true],
    [{ nest: '0' }, false],
  ] as const)
    test(`nested by ${JSON.stringify(query)}: ${nested}`, () => expect(isNested(stateOf(query), '', known)).toBe(nested))

  test('parents that have the first metric, too, are charted as parents', () => {
    const charted = { ...known, chosen: { metrics: ['budget', 'val/acc'], params: [] } }
    expect(isNested(stateOf({ view: 'charts' }), '', charted)).toBe(true)
  })
})

test('columns of the filter and of the order stay in sight', () => {
  const q = "metrics.`val loss` > 1 AND (params.lr = '1' OR tags.team IS NULL) AND attributes.status = 'FAILED' AND dataset.name = 'iris'"
  const state = stateOf({ q, sort: '-metrics.acc', cols: 'metrics.acc,params.depth' })
  const needed = ['metrics.val loss', 'params.lr', 'tags.team', 'attributes.datasets', 'metrics.acc']
  expect(neededColumns(state)).toEqual(needed)
  expect(withNeeded(state, state.cols ?? [])).toEqual([...needed.slice(0, 4), 'metrics.acc', 'params.depth'])
  expect(withNeeded({ ...state, pinned: needed }, ['metrics.m'])).toEqual(['metrics.m'])
  expect(withNeeded(stateOf({ q: 'metrics.b > 1', sort: 'metrics.a' }), ['metrics.a', 'metrics.b'])).toEqual(['metrics.b', 'metrics.a'])
  expect(neededColumns(stateOf({}))).toEqual([])
  expect(neededColumns(stateOf({ q: "run_name LIKE '%a%' AND start_time > 5", sort: 'attributes.run_name' }))).toEqual([
    'attributes.start_time',
  ])
})

describe('ranges of time', () => {
  const now = Date.UTC(2026, 0, 10, 12, 3)
  test('a span ends up the same for five minutes', () => expect(timeClause('24h', now)).toBe(timeClause('24h', now + 60_000)))
  for (const time of ['', 'nonsense', '..', 'x..y']) test(`${JSON.stringify(time)} is always`, () => expect(timeClause(time, now)).toBe(''))
  for (const time of ['1h', '7d', '2026-01-01..2026-01-31', '2026-01-01..', '..2026-01-31'])
    test(`${time} is a condition`, () => expect(parseRunsFilter(timeClause(time, now))).toBeDefined())
})

test('a filter with OR stays whole beside a range of time', () => {
  const state = stateOf({ q: 'metrics.a > 1 OR metrics.b > 1', time: '24h' })
  expect(scopeOf(state, [], 1e12).filter).toMatch(/^\(metrics.a > 1 OR metrics.b > 1\) AND attributes.start_time >= \d+$/)
})

for (const sort of ['-metrics.val loss', 'params.a.b', 'tags.x', 'attributes.user_id', '-attributes.duration'])
  test(`the server takes the order of ${sort}`, () => expect(() => parseRunsOrderBy(orderOf(stateOf({ sort })))).not.toThrow())

for (const [id, key] of [
  ['params.lr', { kind: 'param', key: 'lr' }],
  ['dataset.name', { kind: 'dataset', key: 'name' }],
  ['attributes.status', { kind: 'attribute', key: 'status' }],
  ['metrics.x', undefined],
  ['params.', undefined],
] as const)
  test(`grouped by ${id}`, () => expect(groupKeyOf(id)).toEqual(key))
