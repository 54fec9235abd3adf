import { describe, expect, test } from 'vitest'
import { RESET } from './changes.ts'
import { readNotification } from './read-notification.ts'

const CHANGES = {
  runs: [{ run_id: 'r', experiment_id: '1', what: 'created' }],
  metrics: [{ run_id: 'r', experiment_id: '1', keys: ['a'] }],
  logged_models: [{ model_id: 'm', experiment_id: '1' }],
  models: [{ name: 'n' }],
  experiments: [{ experiment_id: '1' }],
}

describe('a notification', () => {
  test('of this program is read', () => {
    expect(readNotification(JSON.stringify({ from: 'x', changes: CHANGES }))).toEqual({ from: 'x', changes: CHANGES })
    expect(readNotification(JSON.stringify({ from: 'x', changes: RESET }))).toEqual({ from: 'x', changes: RESET })
  })

  for (const payload of [
    '',
    'x',
    'null',
    '[]',
    '1',
    '{}',
    '{"from": 1, "changes": {}}',
    '{"from": "x"}',
    '{"from": "x", "changes": null}',
    '{"from": "x", "changes": {}}',
    '{"from": "x", "changes": {"reset": 1}}',
    JSON.stringify({ from: 'x', changes: { ...CHANGES, runs: [null] } }),
    JSON.stringify({ from: 'x', changes: { ...CHANGES, runs: [{ run_id: 'r', experiment_id: '1', what: 'toString' }] } }),
    JSON.stringify({ from: 'x', changes: { ...CHANGES, metrics: [{ run_id: 'r', experiment_id: '1', keys: [1] }] } }),
    JSON.stringify({ from: 'x', changes: { ...CHANGES, experiments: 'all' } }),
    JSON.stringify({ from: 'x', changes: { ...CHANGES, models: undefined } }),
    '{"from":',
    '['.repeat(7000),
  ]) {
    test(`of somebody else is none: ${payload.slice(0, 60)}`, () => expect(readNotification(payload)).toBeUndefined())
  }
})
