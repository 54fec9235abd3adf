import type { LoggedModel, Metric, QueriedRun } from '@tailrace/contract'
import { expect, test } from 'vitest'
import { loggedModel } from './logged-model-for-tests.ts'
import { barNames, barsOf } from './model-bars.ts'

const model = (model_id: string, name: string, values: Record<string, number | string> = {}): LoggedModel =>
  loggedModel(
    { model_id, name, source_run_id: `run of ${model_id}` },
    { metrics: Object.entries(values).map(([key, value]) => ({ key, value, step: 0, timestamp: 0 }) as Metric) },
  )

test('a name that several have is distinguished by its run, or by its id where the run does not', () => {
  const runs = new Map(['a', 'c'].map((id) => [`run of ${id}`, { info: { run_name: `run ${id}` } } as QueriedRun]))
  const models = [model('a', 'm'), model('b', 'm'), model('c', 'twice'), model('c', 'twice'), model('e', 'other')]
  expect(barNames(models, runs)).toEqual(
    new Map([
      ['a', 'run a m'],
      ['b', 'b m'],
      ['c', 'c twice'],
      ['e', 'other'],
    ]),
  )
})

test('best first; what is no number, infinite or missing is left out and counted', () => {
  const models = [
    model('a', 'a', { auc: 0.5, f1: 1 }),
    model('b', 'b', { auc: 0.9 }),
    model('c', 'c', { auc: 'NaN' }),
    model('d', 'd', { auc: 'Infinity' }),
    model('e', 'e', { auc: -Number.MAX_VALUE }),
    model('f', 'f'),
  ]
  const [auc, f1] = barsOf(models, ['auc', 'f1'], { names: barNames(models, new Map()) })
  expect(auc).toMatchObject({ metric: 'auc', bars: [{ run_id: 'b' }, { run_id: 'a' }], missing: 1, odd: 3 })
  expect(f1).toMatchObject({ metric: 'f1', bars: [{ run_id: 'a' }], missing: 5, odd: 0 })
  const names = new Map()
  const losses = [model('a', 'a', { loss: 0.5 }), model('b', 'b', { loss: 0.1 })]
  const first = (primary?: { key: string; direction: 'up' | 'down' }) => barsOf(losses, ['loss'], { names, primary })[0]?.bars[0]?.run_id
  expect([first(), first({ key: 'loss', direction: 'up' })]).toEqual(['b', 'a'])
})
