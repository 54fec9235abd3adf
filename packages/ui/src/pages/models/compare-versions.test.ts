import { describe, expect, test } from 'vitest'
import { compareMetrics, compareSchemas, compareTexts, readCompared } from './compare-versions.ts'

test('texts of all versions stand side by side, by key', () => {
  expect(
    compareTexts([
      [{ key: 'b', value: '1' }],
      [
        { key: 'b', value: '1' },
        { key: 'a', value: 'x' },
      ],
    ]),
  ).toEqual([
    { key: 'a', values: [undefined, 'x'], isEqual: false },
    { key: 'b', values: ['1', '1'], isEqual: true },
  ])
})

test('metrics tell their difference to the first version', () => {
  const [row] = compareMetrics([[{ key: 'auc', value: 0.9 }], [{ key: 'auc', value: 0.85 }], [{ key: 'auc', value: 'NaN' }], []])
  expect(row?.values).toEqual(['0.9', '0.85', 'NaN', undefined])
  expect(row?.deltas).toEqual([undefined, { text: '▼ 0.05', verdict: 'worse' }, undefined, undefined])
})

test('metrics that matter most come first', () => {
  const list = ['lr', 'loss', 'val_acc'].map((key) => ({ key, value: 1 }))
  expect(compareMetrics([list, list]).map(({ key }) => key)).toEqual(['val_acc', 'loss', 'lr'])
  expect(compareMetrics([list], { key: 'lr', direction: 'up' })[0]?.key).toBe('lr')
})

test('two NaN are equal', () => {
  expect(compareMetrics([[{ key: 'm', value: 'NaN' }], [{ key: 'm', value: 'NaN' }]])[0]?.isEqual).toBe(true)
})

test('schemas differ by the type of a column; those without a name go by their place', () => {
  const column = (name: string, type: string, required = true) => ({ name, type, required })
  expect(
    compareSchemas([
      [column('x', 'double'), column('', 'long')],
      [column('x', 'float', false), column('', 'long')],
    ]),
  ).toEqual([
    { key: '#2', values: ['long', 'long'], isEqual: true },
    { key: 'x', values: ['double', 'float, optional'], isEqual: false },
  ])
})

describe('the address of a comparison', () => {
  for (const [why, query, read] of [
    ["MLflow's", { name: '"m"', runs: '{"a":"3","b":"4"}' }, { name: 'm', versions: ['3', '4'] }],
    ['versions of one run', { name: '"m"', runs: '{"a":"4"}', versions: '3,4' }, { name: 'm', versions: ['3', '4'] }],
    ['written by hand', { name: 'm', versions: '1,2' }, { name: 'm', versions: ['1', '2'] }],
    ['broken', { name: '"m', runs: '{' }, { name: '"m', versions: [] }],
    ['nothing', {}, { name: '', versions: [] }],
  ] as [string, Record<string, string>, object][])
    test(why, () => expect(readCompared(query)).toEqual(read))
})
