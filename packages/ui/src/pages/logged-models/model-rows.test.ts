import type { LoggedModel } from '@tailrace/contract'
import { expect, test } from 'vitest'
import { loggedModel } from './logged-model-for-tests.ts'
import { plainRows, runRows } from './model-rows.ts'

const model = (model_id: string, source_run_id: string): LoggedModel => loggedModel({ model_id, source_run_id })
const MODELS = [model('m-1', 'b'), model('m-2', 'a'), model('m-3', ''), model('m-4', 'b')]

test('models stay in their order', () => expect(plainRows(MODELS).map(({ key }) => key)).toEqual(['m-1', 'm-2', 'm-3', 'm-4']))

test('runs come in the order of their first models, with all of theirs; those without a run are one group', () => {
  const rows = runRows(MODELS, new Set())
  expect(rows.map(({ key }) => key)).toEqual(['run b', 'm-1', 'm-4', 'run a', 'm-2', 'run ', 'm-3'])
  expect(rows.flatMap((row) => (row.kind === 'run' ? row.models.length : []))).toEqual([2, 1, 1])
})

test('a closed run keeps its row and its number', () => {
  const [first, second] = runRows(MODELS, new Set(['b']))
  expect(first).toMatchObject({ kind: 'run', runId: 'b', isOpen: false, models: { length: 2 } })
  expect(second).toMatchObject({ kind: 'run', runId: 'a', isOpen: true })
})

test('without models there are no rows', () => expect(runRows([], new Set())).toEqual([]))
