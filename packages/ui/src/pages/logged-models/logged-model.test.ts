import type { LoggedModel, Metric } from '@tailrace/contract'
import { describe, expect, test } from 'vitest'
import { loggedModel } from './logged-model-for-tests.ts'
import { datasetsOf, firstColumns, latestMetrics, metricRows, registeredAs } from './logged-model.ts'

const point = (key: string, value: number, step: number, more: Partial<Metric> = {}): Metric => ({
  key,
  value,
  step,
  timestamp: step,
  ...more,
})
const model = (data: LoggedModel['data'], tag?: string): LoggedModel =>
  loggedModel(tag === undefined ? {} : { tags: [{ key: 'mlflow.modelVersions', value: tag }] }, data)

describe('versions made of a logged model', () => {
  for (const [why, tag, versions] of [
    ['none noted', undefined, []],
    [
      'two',
      '[{"name": "a", "version": 1}, {"name": "b", "version": "2"}]',
      [
        { name: 'a', version: '1' },
        { name: 'b', version: '2' },
      ],
    ],
    [
      'noted twice, as a number and as a text',
      '[{"name": "a", "version": 1}, {"name": "a", "version": "1"}]',
      [{ name: 'a', version: '1' }],
    ],
    ['written over by a client', 'not json', []],
    ['of another shape', '[null, 3, {"name": 4}]', []],
    ['no list', '{}', []],
  ] as const)
    test(why, () => expect(registeredAs(model({}, tag))).toEqual(versions))
})

test('of many points the newest counts: by step, then by time', () => {
  const metrics = [point('auc', 0.8, 1), point('auc', 0.9, 3), point('auc', 0.7, 2)]
  expect(latestMetrics(model({ metrics })).get('auc')).toBe(0.9)
})

test('a metric has a row for each dataset and run', () => {
  const metrics = [
    point('auc', 0.8, 0, { dataset_name: 'b', run_id: 'r' }),
    point('auc', 0.7, 0, { dataset_name: 'a', run_id: 'r' }),
    point('auc', 0.75, 1, { dataset_name: 'a', run_id: 'r' }),
  ]
  expect(metricRows(model({ metrics })).map(({ dataset_name, value }) => [dataset_name, value])).toEqual([
    ['a', 0.75],
    ['b', 0.8],
  ])
  expect(datasetsOf(model({ metrics }))).toEqual(['a', 'b'])
})

test('a first look shows metrics and the params that vary', () => {
  const one = (depth: string) =>
    model({
      metrics: [point('auc', 1, 0)],
      params: [
        { key: 'depth', value: depth },
        { key: 'seed', value: '7' },
      ],
    })
  expect(firstColumns([one('3'), one('5')])).toEqual(['metrics.auc', 'params.depth'])
})

test('metrics that matter most are the first columns and rows, the primary one before all', () => {
  const one = model({ metrics: ['lr', 'epoch', 'a', 'b', 'val_acc', 'loss'].map((key) => point(key, 1, 0)) })
  expect(firstColumns([one])).toEqual(['metrics.val_acc', 'metrics.a', 'metrics.b', 'metrics.loss'])
  const primary = { key: 'lr', direction: 'down' } as const
  expect(firstColumns([one], primary)[0]).toBe('metrics.lr')
  expect(metricRows(one, primary).map(({ key }) => key)).toEqual(['lr', 'val_acc', 'a', 'b', 'loss', 'epoch'])
})
