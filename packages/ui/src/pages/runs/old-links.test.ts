import { expect, test } from 'vitest'
import { translatedQuery } from './old-links.ts'

const read = (query: string, path = '/experiments/1'): unknown => translatedQuery(path, Object.fromEntries(new URLSearchParams(query)))
const YEAR = /^\d{4}-\d{2}-\d{2}\.\.$/

test.each([
  [
    'searchFilter=metrics.acc%20%3E%200.9&orderByKey=metrics.%60acc%60&orderByAsc=false&compareRunsMode=CHART',
    { q: 'metrics.acc > 0.9', sort: '-metrics.acc', view: 'charts' },
  ],
  [
    'searchFilter=&orderByKey=attributes.start_time&orderByAsc=false&startTime=ALL&lifecycleFilter=Active&modelVersionFilter=All+Runs&datasetsFilter=W10%3D',
    {},
  ],
  ['orderByKey=params.%60learning%20rate%60&orderByAsc=true', { sort: 'params.learning rate' }],
  ['orderByKey=attributes.%60Created%60&orderByAsc=true', { sort: 'attributes.start_time' }],
  [
    'searchInput=params.a%20%3D%20%22x%22&lifecycleFilter=Deleted&startTime=LAST_7_DAYS',
    { q: 'params.a = "x"', state: 'deleted', time: '7d' },
  ],
  [
    'selectedColumns=attributes.%60Source%60,metrics.%60a%60&runsHidden=r1,r2&runsPinned=%5B%22r3%22%5D',
    { cols: 'attributes.source,metrics.a', hide: 'r1,r2', top: 'r3' },
  ],
  ['runsHiddenMode=FIRST_10_RUNS&runsHidden=r1', { only: 'first10' }],
  ['isComparingRuns=true', { view: 'charts' }],
  ['compareRunsMode=ARTIFACT', {}],
  ['compareRunsMode=', {}],
  [
    `searchFilter=params.a%20%3D%20%271%27&datasetsFilter=${encodeURIComponent(btoa(JSON.stringify([{ experiment_id: '1', name: 'iris', digest: 'abc' }])))}`,
    { q: "params.a = '1' AND datasets.name IN ('iris') AND datasets.digest IN ('abc')" },
  ],
  ['datasetsFilter=%%%&searchFilter=x', { q: 'x' }],
  // What the link says in the words of this UI stays, and counts more.
  ['searchFilter=a&q=b&sel=r1&viewStateShareKey=k', { q: 'b', sel: 'r1', viewStateShareKey: 'k' }],
])('%s', (query, expected) => expect(read(query)).toEqual(expected))

test('a year is given by its first day', () => expect(read('startTime=LAST_YEAR')).toEqual({ time: expect.stringMatching(YEAR) }))

test.each(['/experiments/1/s', '/experiments/1/runs', '/compare-experiments/s'])('%s', (path) =>
  expect(read('searchFilter=a&experiments=%5B%221%22%5D', path)).toEqual({ q: 'a', experiments: '["1"]' }),
)

test.each([
  ['/experiments/1', 'q=a&sort=metrics.b'],
  ['/models', 'searchFilter=a'],
  ['/experiments', 'searchFilter=a'],
])('%s?%s is no old link', (path, query) => expect(read(query, path)).toBeUndefined())
