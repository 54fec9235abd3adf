import { expect, test } from 'vitest'
import { betterOf } from './better.ts'

test.each([
  ['accuracy', 'higher'],
  ['val/acc', 'higher'],
  ['valAcc', 'higher'],
  ['val_loss', 'lower'],
  ['mean_squared_error', 'lower'],
  ['neg_mean_squared_error', 'higher'],
  ['r2', 'higher'],
  ['mAP50', 'higher'],
  ['test.f1', 'higher'],
  ['f1_score_macro', 'higher'],
  ['error_rate', 'lower'],
  ['latency_ms', 'lower'],
  ['lr', undefined],
  ['epoch', undefined],
  ['learning_rate', undefined],
  ['grad_norm', undefined],
  ['vaccine', undefined],
  ['blossom', undefined],
] as const)('%s', (key, better) => expect(betterOf(key)).toBe(better))

test('the experiment has the last word on its primary metric', () => {
  expect([betterOf('lr', 'lr'), betterOf('lr', '-lr'), betterOf('accuracy', '-accuracy'), betterOf('loss', '-lr')]).toEqual([
    'higher',
    'lower',
    'lower',
    'lower',
  ])
})
