import { describe, expect, test } from 'vitest'
import { placeOf } from './routes.ts'

describe('an address leads to', () => {
  for (const [path, page, params = {}] of [
    ['/', 'home'],
    ['/experiments', 'experiments'],
    ['/experiments/', 'experiments'],
    ['/Experiments', 'experiments'],
    ['/experiments/1', 'runs', { experimentId: '1', _splat: '' }],
    ['/experiments/1/', 'runs', { experimentId: '1', _splat: '' }],
    ['/experiments/1/runs', 'runs', { experimentId: '1' }],
    ['/experiments/1/runs/', 'runs', { experimentId: '1' }],
    ['/experiments/1/traces', 'runs', { experimentId: '1', _splat: 'traces' }],
    ['/experiments/1/prompts/a/b', 'runs', { experimentId: '1', _splat: 'prompts/a/b' }],
    ['/experiments/1/models', 'loggedModels', { experimentId: '1' }],
    ['/experiments/1/models/m-1', 'loggedModel', { experimentId: '1', modelId: 'm-1' }],
    ['/experiments/1/models/m-1/artifacts', 'loggedModel', { experimentId: '1', modelId: 'm-1', tab: 'artifacts' }],
    ['/experiments/1/models/m-1/a/b', 'runs', { experimentId: '1', _splat: 'models/m-1/a/b' }],
    ['/experiments/1/runs/r', 'run', { experimentId: '1', runId: 'r', _splat: '' }],
    ['/experiments/1/runs/r/artifacts/a%2Fb/c', 'run', { experimentId: '1', runId: 'r', _splat: 'artifacts/a/b/c' }],
    ['/runs', 'runs'],
    ['/runs/r', 'run', { runId: 'r' }],
    ['/compare-experiments', 'runs', { _splat: '' }],
    ['/compare-experiments/s', 'runs', { _splat: 's' }],
    ['/compare-runs', 'compare'],
    ['/metric', 'metric', { _splat: '' }],
    ['/metric/val/loss', 'metric', { _splat: 'val/loss' }],
    ['/models', 'models'],
    ['/createModel', 'models'],
    ['/models/a', 'model', { name: 'a', _splat: '' }],
    ['/models/a/versions', 'model', { name: 'a', _splat: 'versions' }],
    ['/models/a/versions/2', 'version', { name: 'a', version: '2' }],
    ['/models/versions/versions/2', 'version', { name: 'versions', version: '2' }],
    ['/compare-model-versions', 'compareVersions'],
    ['/trash', 'trash'],
    ['/settings', 'settings'],
    ['/settings/keys', 'settings', { section: 'keys' }],
    ['/nowhere/at/all', undefined],
    ['/runs/r/artifacts', undefined],
    ['/trash/x', undefined],
    ['main', undefined],
  ] as const)
    test(`${path}: ${page ?? 'no page'}`, () => expect(placeOf(path)).toMatchObject({ page, params }))

  test('the same route from one tab or name to another, whose page keeps its state', () => {
    const routes = (...paths: string[]): number => new Set(paths.map((path) => placeOf(path).route)).size
    expect(routes('/experiments/1/runs/r', '/experiments/1/runs/q/model-metrics')).toBe(1)
    expect(routes('/experiments/1', '/experiments/2/traces')).toBe(1)
    expect(routes('/runs', '/experiments/1')).toBe(2)
  })
})

describe('a name in a path is decoded once', () => {
  for (const name of ['a b', 'a/b', '100%', '%41', '%2F', 'ü', '日本語', 'a?b', 'a#b', 'a+b', "o'brien", 'a\\b', '*', ':name', '..'])
    test(name, () => expect(placeOf(`/models/${encodeURIComponent(name)}`).params['name']).toBe(name))

  for (const [path, name] of [
    ['/models/日本語', '日本語'],
    ['/models/100%', '100%'],
    ['/models/%E0%A4%A', '%E0%A4%A'],
  ] as const)
    test(`${path}, which nobody encoded`, () => expect(placeOf(path).params['name']).toBe(name))
})
