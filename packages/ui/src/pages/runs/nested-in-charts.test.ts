import { expect, test } from 'vitest'
import { type RunRow, rowOf } from './run-row.ts'
import { withHiddenParents, withNested } from './in-charts.ts'

const run = (id: string, parent?: string): RunRow =>
  rowOf({
    info: { run_id: id, run_uuid: id, experiment_id: '1', user_id: 'u', status: 'FINISHED', start_time: 1, lifecycle_stage: 'active' },
    data: parent === undefined ? {} : { tags: [{ key: 'mlflow.parentRunId', value: parent }] },
  })
const byId = (rows: readonly RunRow[]): ReadonlyMap<string, RunRow> => new Map(rows.map((row) => [row.id, row]))

const ALL = [run('a'), run('a1', 'a'), run('b'), run('a2', 'a'), run('a21', 'a2'), run('b1', 'b'), run('elsewhere1', 'elsewhere')]

for (const [what, rows, expected] of [
  ['parents that are closed', ['a', 'b'], 'a a1 a2 a21 b b1'],
  ['a parent that is open keeps its children where they stand', ['b', 'a', 'a2', 'a1'], 'b b1 a a2 a21 a1'],
  ['runs that were not found', ['c', 'b'], 'c b b1'],
  ['none', [], ''],
] as const)
  test(`charts draw the runs below ${what}`, () => {
    const shown = byId(rows.map((id) => ALL.find((each) => each.id === id) ?? run(id)))
    expect([...withNested(shown, ALL).keys()].join(' ')).toBe(expected)
  })

test('runs that are their own ancestors are drawn once', () => {
  const all = [run('x', 'y'), run('y', 'x')]
  expect([...withNested(byId([all[0] ?? run('x')]), all).keys()]).toEqual(['x', 'y'])
})

test('runs below a closed parent are hidden with it', () => {
  const rows = byId(ALL.filter(({ id }) => ['a', 'b', 'b1'].includes(id)))
  const drawn = withNested(rows, ALL)
  expect([...withHiddenParents(drawn, rows, new Set(['a', 'b']))].toSorted()).toEqual(['a', 'a1', 'a2', 'a21', 'b'])
  expect(withHiddenParents(drawn, rows, new Set()).size).toBe(0)
})
