import { deflateSync } from 'node:zlib'
import { beforeAll, expect, test } from 'vitest'
import type * as Views from './views.ts'

let views: typeof Views
beforeAll(async () => {
  // A module below asks for the document's address when it is loaded.
  Object.assign(globalThis, { document: { baseURI: 'http://localhost/' } })
  views = await import('./views.ts')
})

test('a view keeps what arranges the page, and nothing else', () => {
  const shown = { show: 'metrics.a~max', only: 'first10' }
  const state = views.viewStateOf({ q: 'metrics.a > 1', cols: 'metrics.a', sel: 'x', tab: 'about', sort: '', ...shown })
  expect(state).toEqual({ q: 'metrics.a > 1', cols: 'metrics.a', ...shown })
  expect(views.parseViewState(JSON.stringify(state))).toEqual(state)
  expect(views.openingOf(state)).toMatchObject({ q: 'metrics.a > 1', cols: 'metrics.a', sort: undefined })
})

for (const text of ['', 'null', '[]', '{"q": 1}', 'nonsense'])
  test(`the state ${JSON.stringify(text)} is empty`, () => expect(views.parseViewState(text)).toEqual({}))

const ORIGINAL = {
  searchFilter: 'metrics.a > 1',
  orderByKey: 'metrics.`val loss`',
  orderByAsc: true,
  selectedColumns: ['attributes.`Source`', 'metrics.`a`', 'params.`x y`', 'attributes.`Unheard`'],
  lifecycleFilter: 'Deleted',
  runsHidden: ['r1'],
  runsPinned: ['r2', 'r3'],
}
const READ = {
  q: 'metrics.a > 1',
  sort: 'metrics.val loss',
  cols: 'attributes.source,metrics.a,params.x y',
  state: 'deleted',
  hide: 'r1',
  top: 'r2,r3',
}

test('a shared view of MLflow is read, plain or deflated', async () => {
  const text = JSON.stringify(ORIGINAL)
  expect(await views.originalView(text)).toEqual(READ)
  expect(await views.originalView(`deflate;${deflateSync(text).toString('base64')}`)).toEqual(READ)
})

for (const [mode, read] of [
  ['FIRST_10_RUNS', { only: 'first10' }],
  ['FIRST_20_RUNS', { only: 'first20' }],
  ['HIDEALL', { only: 'none' }],
  ['HIDE_FINISHED_RUNS', { only: 'unfinished' }],
  ['CUSTOM', { hide: 'r1' }],
  ['SHOWALL', { hide: 'r1' }],
] as const)
  test(`runs in charts of a view of MLflow: ${mode}`, async () =>
    expect(await views.originalView(JSON.stringify({ runsHiddenMode: mode, runsHidden: ['r1'] }))).toEqual(read))

for (const text of ['', 'deflate;', 'deflate;!!', 'x'])
  test(`${JSON.stringify(text)} is no view`, async () => expect(await views.originalView(text)).toBeUndefined())
