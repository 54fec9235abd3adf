import { expect, test } from 'vitest'
import { groupItems, groupTitle, listItems, runItems } from './items.ts'
import { type RunRow, rowOf } from './run-row.ts'

const run = (id: string, children = 0): RunRow =>
  rowOf({
    info: { run_id: id, run_uuid: id, experiment_id: '1', user_id: 'u', status: 'FINISHED', start_time: 1, lifecycle_stage: 'active' },
    data: {},
    child_count: children,
  })
const shape = (items: ReturnType<typeof runItems>): string[] =>
  items.map((item) =>
    item.kind === 'run' ? `${'>'.repeat(item.depth)}${item.row.id}` : item.kind === 'note' ? `(${item.text})` : item.title,
  )

test('children stand below an open parent', () => {
  const open = new Map([
    ['a', { rows: [run('b', 1)], total: 1 }],
    ['b', { rows: [run('c')], total: 3, more: () => {} }],
  ])
  expect(shape(runItems([run('a', 1), run('d')], open))).toEqual(['a', '>b', '>>c', '(2 more)', 'd'])
})

test('an open parent says that its children come, are none, or failed', () => {
  for (const [below, text] of [
    [{ rows: undefined, total: undefined }, '(Loading…)'],
    [{ rows: [], total: 0 }, '(No run)'],
    [{ rows: undefined, total: undefined, error: new Error('gone') }, '(Not loaded: gone)'],
  ] as const)
    expect(shape(runItems([run('a', 1)], new Map([['a', below]])))).toEqual(['a', text])
})

test('runs that are kept stand at the top alone, with their children', () => {
  const open = new Map([['b', { rows: [run('c')], total: 1 }]])
  const items = listItems([run('a'), run('b', 1), run('d')], open, [run('elsewhere'), run('b', 1)])
  expect(shape(items)).toEqual(['elsewhere', 'b', '>c', 'a', 'd'])
  expect(items.map((item) => item.kind === 'run' && item.kept)).toEqual([true, true, undefined, undefined, undefined])
})

test('runs that are their own ancestors end the descent', () => {
  const open = new Map([
    ['a', { rows: [run('b', 1)], total: 1 }],
    ['b', { rows: [run('a', 1)], total: 1 }],
  ])
  expect(shape(runItems([run('a', 1)], open))).toEqual(['a', '>b', '>>a'])
})

test('groups with their runs', () => {
  const groups = ['5', null].map((value) => ({ values: [value], runs: 2, run_ids: [], status_counts: {}, metrics: [] }))
  const open = new Map([['group ["5"]', { rows: [run('x')], total: 1 }]])
  expect(shape(groupItems(groups, ['params.depth'], open))).toEqual(['depth = 5', '>x', 'depth not set'])
  expect(groupTitle(['params.a', 'tags.b.c'], ['1', '2'])).toBe('a = 1, b.c = 2')
})

test('a row stays the same object while its run is the same', () => {
  const one = run('a')
  const again = rowOf(JSON.parse(one.text), one)
  expect(again).toBe(one)
  expect(rowOf({ ...JSON.parse(one.text), child_count: 4 }, one)).not.toBe(one)
})
