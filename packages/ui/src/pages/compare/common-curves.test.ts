import { expect, test } from 'vitest'
import { commonCurves } from './common-curves.ts'
import type { ComparedRun } from './compare-rows.ts'

const run = (metrics: Readonly<Record<string, number>>): ComparedRun =>
  ({
    info: {},
    data: { metrics: Object.entries(metrics).map(([key, step]) => ({ key, value: 1, timestamp: 0, step })) },
  }) as unknown as ComparedRun

test('curves are of metrics that several runs logged over steps, the ones that matter first', () => {
  const runs = [
    run({ loss: 10, 'val/acc': 10, lr: 10, once: 0, mine: 10, 'system/cpu': 10, uneven: 0 }),
    run({ loss: 0, 'val/acc': 5, lr: 5, once: 0, 'system/cpu': 3, uneven: 7 }),
  ]
  expect(commonCurves(runs)).toEqual(['val/acc', 'loss', 'uneven', 'lr'])
  expect(commonCurves(runs, { key: 'lr', direction: 'down' })).toEqual(['lr', 'val/acc', 'loss', 'uneven'])
  expect(commonCurves(runs.slice(0, 1))).toEqual(['val/acc', 'loss', 'mine', 'lr'])
})
