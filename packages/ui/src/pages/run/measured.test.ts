import type { LoggedModel, Metric, Run } from '@tailrace/contract'
import { expect, test } from 'vitest'
import { measuredIn } from './measured.ts'

const RUN = { info: { run_id: 'r' }, data: {} } as Run
const point = (key: string, step: number, more: Partial<Metric> = {}): Metric => ({
  key,
  value: 1,
  step,
  timestamp: step,
  run_id: 'r',
  ...more,
})
const model = (model_id: string, ...metrics: Metric[]) => ({ info: { model_id, name: model_id }, data: { metrics } }) as LoggedModel
const measuredOf = (models: readonly LoggedModel[]) =>
  Object.fromEntries(
    [...measuredIn(RUN, models)].map(([key, some]) => [
      key,
      some.map(({ model: { info }, dataset_name = '' }) => `${info.model_id} ${dataset_name}`.trim()),
    ]),
  )

test('models and datasets by metric, newest first', () => {
  const models = [
    model('m-1', point('auc', 1), point('f1', 2, { dataset_name: 'test', dataset_digest: 'd' })),
    model('m-2', point('auc', 2), point('f1', 2, { dataset_name: 'train', dataset_digest: 'e', timestamp: 3n })),
  ]
  expect(measuredOf(models)).toEqual({ f1: ['m-2 train', 'm-1 test'], auc: ['m-2', 'm-1'] })
})

test('many points of a model are one, and so is a model that the run both made and used', () => {
  const one = model('m-1', point('auc', 1), point('auc', 2), point('auc', 3, { dataset_name: 'test', dataset_digest: 'd' }))
  expect(measuredOf([one, one])).toEqual({ auc: ['m-1 test', 'm-1'] })
})

test('what other runs measured does not count', () => {
  expect(measuredOf([model('m-1', point('auc', 1, { run_id: 'other' })), model('m-2')])).toEqual({})
})
