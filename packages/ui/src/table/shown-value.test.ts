import { describe, expect, test } from 'vitest'
import { shownKey, shownLabel, shownOf, shownText, wantedOf } from './shown-value.ts'

describe('what columns show travels through the address', () => {
  for (const [text, entries] of [
    ['metrics.accuracy~max', [['metrics.accuracy', { extreme: 'max' }]]],
    ['metrics.f1~min~val_loss', [['metrics.f1', { extreme: 'min', at: 'val_loss' }]]],
    [
      'metrics.a%2Cb%7Ec~max,metrics.ä~min~100%25',
      [
        ['metrics.a,b~c', { extreme: 'max' }],
        ['metrics.ä', { extreme: 'min', at: '100%' }],
      ],
    ],
  ] as const)
    test(text, () => {
      expect([...shownOf(text)]).toEqual(entries)
      expect(shownText(new Map(entries))).toBe(text)
    })
})

test('nonsense is left out', () => {
  for (const text of ['', ',', 'metrics.a', 'metrics.a~median', 'params.a~max', 'metrics.~max', 'metrics.a~max~', 'metrics.a~max~b~c'])
    expect([text, shownOf(text).size]).toEqual([text, 0])
})

test('no more than the server gives', () => {
  expect(shownOf(Array.from({ length: 30 }, (_, index) => `metrics.m${index}~max`).join(',')).size).toBe(20)
})

test('heads, requests and keys', () => {
  expect(shownLabel('acc', { extreme: 'max' })).toBe('max acc')
  expect(shownLabel('acc', { extreme: 'min', at: 'loss' })).toBe('acc at min loss')
  expect(wantedOf('metrics.acc', { extreme: 'min', at: 'loss' })).toEqual({ key: 'acc', extreme: 'min', at: 'loss' })
  expect(wantedOf('metrics.acc', { extreme: 'max' })).toEqual({ key: 'acc', extreme: 'max' })
  expect(shownKey('acc', { extreme: 'max' })).toBe(shownKey('acc', { extreme: 'max', at: 'acc' }))
  expect(shownKey('acc', { extreme: 'max' })).not.toBe(shownKey('acc', { extreme: 'max', at: 'loss' }))
})
