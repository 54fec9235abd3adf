import { describe, expect, test } from 'vitest'
import { isStaleAfter, type LiveEvent, type LiveScope } from './live-scope.ts'

const points = (...keys: string[]): LiveEvent => ({ name: 'metrics', data: { changed: [{ run_id: 'r', experiment_id: '1', keys }] } })
const change: LiveEvent = { name: 'runs', data: { changed: [{ run_id: 'r', experiment_id: '1', what: 'updated' }] } }
const reset: LiveEvent = { name: 'reset', data: {} }

describe('an event makes stale what shows the thing that it is about, and nothing else', () => {
  test.each<[event: LiveEvent, key: readonly unknown[], meta: LiveScope | undefined, isStale: boolean]>([
    [points('a'), ['run', 'r'], undefined, true],
    [points('a'), ['run', 'other'], undefined, false],
    [points('a'), ['run', 'r', 'brief'], { metrics: [] }, false],
    [change, ['run', 'r', 'brief'], { metrics: [] }, true],
    [points('a'), ['metrics', 'history'], { runs: ['r'], metrics: ['a', 'b'] }, true],
    [points('c'), ['metrics', 'history'], { runs: ['r'], metrics: ['a', 'b'] }, false],
    // Without keys: any of them.
    [points(), ['metrics', 'history'], { runs: ['r'], metrics: ['a'] }, true],
    [points(), ['runs', 'recent'], { metrics: [] }, false],
    [points('a'), ['metrics', 'history'], { runs: ['other'], metrics: ['a'] }, false],
    [points('a'), ['runs', 'list'], { experiments: ['1'] }, true],
    [points('a'), ['runs', 'list'], { experiments: ['2'] }, false],
    [change, ['runs', 'list'], { experiments: ['2', '1'] }, true],
    [change, ['runs', 'list'], { experiments: ['2'], runs: ['r'] }, true],
    [change, ['runs', 'list'], undefined, true],
    [change, ['metrics', 'history'], { runs: ['r'] }, false],
    [change, ['experiments', 'summary', 'newest'], undefined, true],
    [change, ['experiments', 'summary', ['2']], { experiments: ['2'] }, false],
    [change, ['experiments', 'rail'], undefined, false],
    [points('a'), ['experiments', 'summary', 'newest'], undefined, false],
    [{ name: 'experiments', data: { changed: [{ experiment_id: '1' }] } }, ['experiments', 'rail'], undefined, true],
    [{ name: 'experiments', data: { changed: [{ experiment_id: '1' }] } }, ['experiment', '1'], undefined, true],
    [{ name: 'experiments', data: { changed: [{ experiment_id: '1' }] } }, ['experiment', '2'], undefined, false],
    [{ name: 'models', data: { changed: [{ name: 'm' }] } }, ['model', 'm', 'versions'], undefined, true],
    [{ name: 'models', data: { changed: [{ name: 'm' }] } }, ['model', 'n'], undefined, false],
    [{ name: 'models', data: { changed: [{ name: 'm' }] } }, ['models', 'list', '', ''], undefined, true],
    [{ name: 'logged_models', data: { changed: [{ model_id: 'x', experiment_id: '1' }] } }, ['models', 'logged', 'x'], undefined, true],
    [{ name: 'logged_models', data: { changed: [{ model_id: 'x', experiment_id: '1' }] } }, ['models', 'logged', 'y'], undefined, false],
    [
      { name: 'logged_models', data: { changed: [{ model_id: 'x', experiment_id: '1' }] } },
      ['models', 'logged-list', '1'],
      undefined,
      true,
    ],
    [{ name: 'logged_models', data: { changed: [{ model_id: 'x', experiment_id: '1' }] } }, ['models', 'list', '', ''], undefined, false],
    [reset, ['runs', 'list'], { experiments: ['2'] }, true],
    [reset, ['files', 'r', 'text'], undefined, false],
  ])('%j, %j %j: %s', (event, queryKey, meta, isStale) => {
    expect(isStaleAfter(event, { queryKey, meta })).toBe(isStale)
  })
})
