import { describe, expect, test } from 'vitest'
import { automaticColumns, columnOf, isSame, listOf, listText, moved, orderBy, projectionOf, widthsOf, widthsText } from './columns.ts'

const quote = (kind: string, key: string): string => `${kind}.\`${key}\``
const STATISTICS = {
  total: 10,
  sampled: 10,
  params: [
    { key: 'lr', runs: 10, distinct: 3 },
    { key: 'seed', runs: 10, distinct: 1 },
    ...Array.from({ length: 8 }, (_, n) => ({ key: `p${n}`, runs: 9, distinct: 2 })),
  ],
  metrics: [
    { key: 'system/cpu', runs: 10, distinct: 9, nan: 0 },
    ...Array.from({ length: 6 }, (_, n) => ({ key: `m${n}`, runs: 8, distinct: 8, nan: 0 })),
    { key: 'half nan', runs: 10, distinct: 1, nan: 5 },
    { key: 'flat', runs: 10, distinct: 1, nan: 0 },
  ],
  tags: [],
  datasets: [],
  chosen: { metrics: ['m0', 'm1'], params: ['lr', 'p0'] },
}

test('lists of columns survive the address, whatever their keys', () => {
  const ids = ['metrics.a,b', 'params.50%', 'tags.~', 'metrics.%2C', 'params.模型 x']
  expect(listOf(listText(ids))).toEqual(ids)
  const widths = new Map(ids.map((id, index) => [id, 80 + index]))
  expect(widthsOf(widthsText(widths))).toEqual(widths)
})

for (const text of [undefined, '', 'metrics.a~', 'metrics.a~x', 'metrics.a~-5', 'metrics.a~1e9'])
  test(`no width in ${JSON.stringify(text)}`, () => expect(widthsOf(text).size).toBe(0))

for (const id of ['', 'metrics', 'metrics.', 'attributes.nothing', 'x.y', '.x'])
  test(`${JSON.stringify(id)} is no column`, () => expect(columnOf(id)).toBeUndefined())

test('first come times, then the metrics and params that were chosen', () => {
  const ids = ['attributes.start_time', 'attributes.duration', 'metrics.m0', 'metrics.m1', 'params.lr', 'params.p0']
  expect(automaticColumns(STATISTICS, false)).toEqual(ids)
  expect(automaticColumns(STATISTICS, true)).toEqual(['attributes.experiment', ...ids])
})

describe('diff only leaves out', () => {
  for (const [id, same] of [
    ['params.seed', true],
    ['params.lr', false],
    ['params.p1', false],
    ['metrics.half nan', false],
    ['metrics.flat', true],
    ['metrics.unknown', true],
    ['attributes.duration', false],
  ] as const)
    test(`${id}: ${same}`, () => {
      const column = columnOf(id)
      expect(column && isSame(column, STATISTICS)).toBe(same)
    })
})

for (const [sort, order] of [
  ['metrics.accuracy', 'metrics.`accuracy` ASC'],
  ['-params.lr', 'params.`lr` DESC'],
  ['-attributes.start_time', 'attributes.start_time DESC'],
  ['attributes.user_id', 'tags.`mlflow.user` ASC'],
  ['attributes.run_name', 'attributes.run_name ASC'],
  ['attributes.duration', undefined],
  ['nonsense', undefined],
] as const)
  test(`sorted by ${sort}`, () => expect(orderBy(sort, quote)).toBe(order))

test('only the keys of the columns are asked for', () => {
  const columns = ['metrics.b', 'metrics.a', 'params.p', 'attributes.source', 'tags.t'].flatMap((id) => columnOf(id) ?? [])
  expect(projectionOf(columns)).toEqual({
    metrics: ['a', 'b'],
    params: ['p'],
    tags: ['mlflow.parentRunId', 'mlflow.runColor', 'mlflow.source.name', 't'],
    inputs: false,
  })
})

test('a column is moved before or behind another', () => {
  expect(moved(['a', 'b', 'c'], 'a', 'c')).toEqual(['b', 'c', 'a'])
  expect(moved(['a', 'b', 'c'], 'c', 'a')).toEqual(['c', 'a', 'b'])
  expect(moved(['a', 'b'], 'x', 'a')).toEqual(['a', 'b'])
})
