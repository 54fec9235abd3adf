import { createExperiment, createView, deleteView, getView, listViews, updateView } from '@tailrace/contract'
import { expect, onEachDatabase, test } from './each-database.ts'

onEachDatabase((store) => {
  const save = async (name: string, experiment_ids: readonly string[], kind = 'runs') =>
    (await store.call(createView, { name, kind, experiment_ids, state: '{"a":1}' })).view
  const defaults = async (experiment_id?: string) =>
    (await store.call(listViews, { experiment_id })).views.filter(({ is_default }) => is_default).map(({ name }) => name)
  const experiment = async (name: string) => (await store.call(createExperiment, { name })).experiment_id

  test('a view is saved, read, changed and deleted', async () => {
    const one = await experiment('life')
    const view = await save('first 🎈', [one, one])
    const { view_id } = view
    expect(view).toMatchObject({ kind: 'runs', experiment_ids: [one], state: '{"a":1}', is_default: false })
    expect(await store.call(getView, { view_id })).toEqual({ view })
    const { view: changed } = await store.call(updateView, { view_id, state: '[]' })
    expect(changed).toEqual({ ...view, state: '[]', last_update_time: changed.last_update_time })
    expect((await store.call(updateView, { view_id, name: 'second' })).view).toMatchObject({ name: 'second', state: '[]' })
    expect(await store.call(deleteView, { view_id })).toEqual({})
    expect(await store.refusal(deleteView, { view_id })).toEqual(['RESOURCE_DOES_NOT_EXIST', `View with id=${view_id} not found`])
  })

  test('a list is of an experiment and a kind, the default first, then by name', async () => {
    const one = await experiment('list 1')
    const ten = await experiment('list 10')
    for (const [name, ids] of [
      ['c', [one]],
      ['a', [one, ten]],
      ['b', [ten]],
      ['z', []],
    ] as const)
      await save(name, ids)
    await save('chart', [one], 'charts')
    const last = await save('last', [one])
    await store.call(updateView, { view_id: last.view_id, is_default: true })
    const names = async (request: object) => (await store.call(listViews, request)).views.map(({ name }) => name)
    expect(await names({ experiment_id: one })).toEqual(['last', 'a', 'c', 'chart'])
    expect(await names({ experiment_id: one, kind: 'runs' })).toEqual(['last', 'a', 'c'])
    expect(await names({ experiment_id: ten })).toEqual(['a', 'b'])
    expect(await names({ kind: 'runs' })).toEqual(['last', 'a', 'b', 'c', 'z'])
  })

  test('one default an experiment and kind', async () => {
    const [one, two] = [await experiment('default 1'), await experiment('default 2')]
    const [a, b, both, chart] = [
      await save('a', [one]),
      await save('b', [one]),
      await save('both', [one, two]),
      await save('chart', [one], 'charts'),
    ]
    const two_a = await save('two', [two])
    for (const { view_id } of [a, chart, two_a]) await store.call(updateView, { view_id, is_default: true })
    expect(await defaults(one)).toEqual(['a', 'chart'])
    await store.call(updateView, { view_id: b.view_id, is_default: true })
    expect(await defaults(one)).toEqual(['b', 'chart'])
    expect(await defaults(two)).toEqual(['two'])
    await store.call(updateView, { view_id: both.view_id, is_default: true })
    expect(await defaults(one)).toEqual(['both', 'chart'])
    expect(await defaults(two)).toEqual(['both'])
    await store.call(updateView, { view_id: both.view_id, is_default: false })
    expect(await defaults(one)).toEqual(['chart'])
  })

  for (const [why, request, code, message] of [
    ['a state that is no JSON', { state: '{' }, 'INVALID_PARAMETER_VALUE', 'The state of a view must be JSON.'],
    [
      'a long state',
      { state: `"${'é'.repeat(40_000)}"` },
      'INVALID_PARAMETER_VALUE',
      'The state of a view may have 65536 bytes, this one has 80002.',
    ],
    ['a long kind', { kind: 'k'.repeat(51) }, 'INVALID_PARAMETER_VALUE', "'kind' exceeds the maximum length of 50 characters"],
    ['an unknown experiment', { experiment_ids: ['987654'] }, 'RESOURCE_DOES_NOT_EXIST', 'No Experiment with id=987654 exists'],
  ] as const) {
    test(`refuses ${why}`, async () => {
      expect(await store.refusal(createView, { name: 'n', kind: 'runs', state: '{}', ...request })).toEqual([code, message])
    })
  }

  test('refuses to change what is not there, and an empty name', async () => {
    expect((await store.refusal(updateView, { view_id: 'none', name: 'n' }))[0]).toBe('RESOURCE_DOES_NOT_EXIST')
    const { view_id } = await save('n', [])
    expect(await store.refusal(updateView, { view_id, name: '' })).toEqual([
      'INVALID_PARAMETER_VALUE',
      'The name of a view must not be empty.',
    ])
  })
})
