import type { ModelVersion } from '@tailrace/contract'
import { describe, expect, test } from 'vitest'
import { commonMetrics, copiedFrom, loggedModelOf, newestFirst, timelinePlaces } from './registry.ts'

const version = (number: string, source = ''): ModelVersion => ({
  name: 'm',
  version: number,
  creation_timestamp: 0,
  last_updated_timestamp: 0,
  current_stage: 'None',
  source,
  run_id: '',
  status: 'READY',
  run_link: '',
})

test('versions are ordered as numbers', () => {
  expect(newestFirst(['2', '10', '9'].map((number) => version(number))).map((each) => each.version)).toEqual(['10', '9', '2'])
})

describe('the source of a version', () => {
  const id = `m-${'0a'.repeat(16)}`
  for (const [why, source, model, copy] of [
    ['a logged model', `models:/${id}`, id, undefined],
    ['a version of another model', 'models:/fraud%20eu/3', undefined, { name: 'fraud eu', version: '3' }],
    ['a name that is no escape', 'models:/100%/3', undefined, { name: '100%', version: '3' }],
    ['files of a run', 'runs:/abc/model', undefined, undefined],
    ['nothing', '', undefined, undefined],
  ] as const)
    test(why, () => {
      expect(loggedModelOf(version('1', source))).toBe(model)
      expect(copiedFrom(version('1', source))).toEqual(copy)
    })
})

describe('places on the timeline', () => {
  for (const [why, times, places] of [
    ['one version', [5], [1]],
    ['none', [], []],
    ['made at once: by rank', [5, 5, 5], [0, 0.5, 1]],
    ['half by time', [0, 10, 100], [0, 0.3, 1]],
  ] as [string, number[], number[]][])
    test(why, () => expect(timelinePlaces(times)).toEqual(places))
})

test('metrics of most runs come first, those of the machine last', () => {
  const run = (...keys: string[]) => ({ data: { metrics: keys.map((key) => ({ key })) } })
  expect(commonMetrics([run('system/cpu', 'f1', 'auc'), run('system/cpu', 'auc'), { data: {} }], 3)).toEqual(['auc', 'f1', 'system/cpu'])
})
