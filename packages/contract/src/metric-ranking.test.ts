import { describe, expect, test } from 'vitest'
import { betterOf, directionOf, isScore, parsePrimaryMetric, primaryMetricText, rankMetrics, rankParams } from './metric-ranking.ts'

/** Keys in the order in which they matter, a list for each class. */
const CLASSES: readonly (readonly string[])[] = [
  ['val/acc', 'val_loss', 'validation_0-rmse', 'test accuracy', 'eval.f1', 'eval-f1', 'valAcc', 'cv:auc', 'final_test_acc', 'best_val_iou'],
  ['final_acc', 'best/score', 'bestScore'],
  ['accuracy', 'loss', 'roc_auc', 'latest', 'contest', 'normalized_mse', 'steepness', 'timely'],
  ['train/loss', 'train_accuracy', 'training accuracy'],
  [
    'lr',
    'learning_rate',
    'lr-Adam',
    'epoch',
    'val/epoch_time',
    'eval_samples_per_second',
    'throughput',
    'grad_norm',
    'gradNorm',
    'global_step',
  ],
  ['system/cpu_utilization_percentage', 'system/gpu_0_memory_usage'],
]

describe('metrics', () => {
  test('come in the order of their classes, whatever the order in which they are given', () => {
    const inOrder = CLASSES.flat()
    const classOf = new Map(CLASSES.flatMap((keys, at) => keys.map((key) => [key, at] as const)))
    for (const given of [inOrder, inOrder.toReversed(), inOrder.toSorted()]) {
      const ranked = rankMetrics(given).map((key) => classOf.get(key))
      expect(ranked).toEqual(ranked.toSorted())
      expect(ranked).toHaveLength(inOrder.length)
    }
  })

  test('keep their order within a class, and the primary one stands first', () => {
    expect(rankMetrics(['b', 'val_b', 'a', 'val_a'])).toEqual(['val_b', 'val_a', 'b', 'a'])
    expect(rankMetrics(['b', 'val_b', 'lr'], { key: 'lr', direction: 'up' })).toEqual(['lr', 'val_b', 'b'])
    expect(rankMetrics(['b'], { key: 'none', direction: 'up' })).toEqual(['b'])
    expect(rankMetrics([])).toEqual([])
  })
})

test('what tells how good a run is', () => {
  expect(['val/acc', 'train/loss', 'lr', 'epoch', 'system/cpu'].map((key) => isScore(key))).toEqual([true, true, false, false, false])
  expect(isScore('lr', { key: 'lr', direction: 'up' })).toBe(true)
})

test('params: seeds and machinery come last', () => {
  const given = ['seed', 'random_state', 'n_jobs', 'lr', 'model.seed', 'depth', 'randomState', 'seedling']
  expect(rankParams(given)).toEqual(['lr', 'depth', 'seedling', 'n_jobs', 'seed', 'random_state', 'model.seed', 'randomState'])
})

describe('which way is better', () => {
  for (const [key, direction] of [
    ['val_loss', 'down'],
    ['RMSE', 'down'],
    ['accuracy', 'up'],
    ['eval/f1', 'up'],
    ['train_time', 'down'],
    ['sometimes', 'up'],
    ['officer', 'up'],
    ['test/wer', 'down'],
    ['neg_mean_squared_error', 'up'],
    ['throughput', 'up'],
    ['latency_ms', 'down'],
    ['hausdorff_95', 'down'],
    ['val/kl', 'down'],
    ['alarms', 'up'],
  ] as const)
    test(key, () => expect(directionOf(key)).toBe(direction))

  test('the experiment has the last word about its primary metric', () => {
    expect(directionOf('loss', { key: 'loss', direction: 'up' })).toBe('up')
    expect(directionOf('val_loss', { key: 'loss', direction: 'up' })).toBe('down')
  })
})

test('which way is better is not known of learning rates, counters and norms, unless the experiment says it', () => {
  const keys = ['lr', 'epoch', 'grad_norm', 'throughput', 'system/cpu', 'val/acc', 'loss', 'train_time']
  expect(keys.map((key) => betterOf(key))).toEqual([undefined, undefined, undefined, undefined, undefined, 'up', 'down', 'down'])
  expect(betterOf('lr', { key: 'lr', direction: 'down' })).toBe('down')
  expect(betterOf('lr', { key: 'lr', direction: 'up' })).toBe('up')
})

describe('the tag of the primary metric', () => {
  for (const [value, primary] of [
    ['accuracy', { key: 'accuracy', direction: 'up' }],
    ['-val/loss', { key: 'val/loss', direction: 'down' }],
    ['--x', { key: '-x', direction: 'down' }],
    ['', undefined],
    ['-', undefined],
    [null, undefined],
    [undefined, undefined],
  ] as const)
    test(JSON.stringify(value) ?? 'no tag', () => {
      const read = parsePrimaryMetric(value)
      expect(read).toEqual(primary)
      if (read) expect(primaryMetricText(read)).toBe(value)
    })
})
