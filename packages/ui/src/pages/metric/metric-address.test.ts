import { expect, test } from 'vitest'
import { parseMetricAddress } from './metric-address.ts'

for (const [why, splat, query, expected] of [
  [
    'MLflow prints',
    'val/loss',
    { runs: '["a","b"]', metric: '"val/loss"', experiments: '["1"]' },
    { metrics: ['val/loss'], runIds: ['a', 'b'], experimentIds: ['1'], settings: {} },
  ],
  [
    'carries the state of MLflow',
    'x',
    { runs: '["a"]', metric: '"x"', plot_metric_keys: '["x","y"]', x_axis: '"wall"', y_axis_scale: '"log"', line_smoothness: '70' },
    { metrics: ['x', 'y'], runIds: ['a'], experimentIds: [], settings: { x: 'time', log: '1', smooth: '0.7' } },
  ],
  ['has the key in its path alone', 'a%20b', { runs: '["a"]' }, { metrics: ['a b'], runIds: ['a'], experimentIds: [], settings: {} }],
  ['is broken', '%', { runs: '[a', metric: '{' }, { metrics: ['{'], runIds: ['[a'], experimentIds: [], settings: {} }],
  ['says nothing', undefined, {}, { metrics: [], runIds: [], experimentIds: [], settings: {} }],
] as const)
  test(`an address that ${why}`, () => expect(parseMetricAddress(splat, query)).toEqual(expected))
