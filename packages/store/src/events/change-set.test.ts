import { endpoints } from '@tailrace/contract'
import { expect, test } from 'vitest'
import { operations } from '../operations.ts'
import { ChangeSet } from './change-set.ts'

/** What a set holds, without its empty parts. */
function shown({ runs, metrics, loggedModels, models, experiments, isOverfull }: ChangeSet): object {
  return {
    ...(runs.size > 0 && { runs: Object.fromEntries(runs) }),
    ...(metrics.size > 0 && { metrics: Object.fromEntries([...metrics].map(([run, keys]) => [run, [...keys]])) }),
    ...(loggedModels.size > 0 && { loggedModels: [...loggedModels] }),
    ...(models.size > 0 && { models: [...models] }),
    ...(experiments.size > 0 && { experiments: [...experiments] }),
    ...(isOverfull && { isOverfull }),
  }
}

function endpoint(name: string) {
  const found = endpoints.find((known) => known.name === name)
  if (!found) throw new Error(`no endpoint ${name}`)
  return found
}

type Write = readonly [name: string, request: object, response?: object]
const run_id = 'r'

for (const [what, writes, expected] of [
  ['a new run', [['createRun', { experiment_id: '1' }, { run: { info: { run_id } } }]], { runs: { r: 'created' } }],
  ['a run that ends', [['updateRun', { run_id, status: 'FAILED' }]], { runs: { r: 'finished' } }],
  ['a run that goes on', [['updateRun', { run_id, status: 'RUNNING' }]], { runs: { r: 'updated' } }],
  ['a deleted run', [['deleteRun', { run_id }]], { runs: { r: 'deleted' } }],
  ['a restored run', [['restoreRun', { run_id }]], { runs: { r: 'restored' } }],
  ['runs deleted together', [['changeRuns', { run_ids: ['r', 's'], action: 'delete' }]], { runs: { r: 'deleted', s: 'deleted' } }],
  ['runs tagged together', [['changeRuns', { run_ids: ['r'], action: 'set_tags' }]], { runs: { r: 'updated' } }],
  [
    'points',
    [
      ['logMetric', { run_id, key: 'a' }],
      ['logBatch', { run_id, metrics: [{ key: 'b' }, { key: 'a' }] }],
    ],
    { metrics: { r: ['a', 'b'] } },
  ],
  ['a batch of params', [['logBatch', { run_id, params: [{}] }]], { runs: { r: 'updated' } }],
  ['an empty batch', [['logBatch', { run_id }]], {}],
  [
    'an update does not hide what came before',
    [
      ['deleteRun', { run_id }],
      ['setTag', { run_id }],
    ],
    { runs: { r: 'deleted' } },
  ],
  ['a new experiment', [['createExperiment', {}, { experiment_id: '7' }]], { experiments: ['7'] }],
  ['a renamed experiment', [['updateExperiment', { experiment_id: '7' }]], { experiments: ['7'] }],
  [
    'a logged model',
    [
      ['createLoggedModel', {}, { model: { info: { model_id: 'm' } } }],
      ['finalizeLoggedModel', { model_id: 'm' }],
    ],
    { loggedModels: ['m'] },
  ],
  ['a renamed model', [['renameRegisteredModel', { name: 'a', new_name: 'b' }]], { models: ['a', 'b'] }],
  ['a version', [['createModelVersion', { name: 'a' }]], { models: ['a'] }],
  [
    'more than is kept',
    Array.from({ length: 6000 }, (_, index) => ['deleteRun', { run_id: String(index) }]),
    { runs: expect.anything(), isOverfull: true },
  ],
] as readonly (readonly [string, readonly Write[], object])[]) {
  test(`notes ${what}`, () => {
    const set = new ChangeSet()
    for (const [name, request, response = {}] of writes) set.note(endpoint(name), request, response)
    expect(shown(set)).toEqual(expected)
    set.clear()
    expect(shown(set)).toEqual({})
    expect(set.isEmpty).toBe(true)
  })
}

test('every write is heard of, but for saved views', () => {
  const ids = { run_id, run_ids: [run_id], experiment_id: '1', model_id: 'm', name: 'n', new_name: 'o', key: 'k', metrics: [{ key: 'k' }] }
  const response = { ...ids, run: { info: { run_id } }, model: { info: { model_id: 'm' } } }
  const silent = Object.values(operations).filter(({ mode, endpoint: written }) => {
    const set = new ChangeSet()
    if (mode === 'write') set.note(written, ids, response)
    const isKnown = [set.runs, set.metrics, set.loggedModels, set.models, set.experiments].every(
      (part) => !part.has('') && !part.has(undefined as never),
    )
    return mode === 'write' && (set.isEmpty || !isKnown)
  })
  expect(
    silent
      .map(({ endpoint: { name } }) => name)
      .toSorted()
      .filter((name) => !name.endsWith('View')),
  ).toEqual([])
})
