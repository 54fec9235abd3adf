import { expect, test } from 'vitest'
import { missing, readReference, routesOf, type ReferenceEndpoint } from './reference.ts'

const GET_RUN: ReferenceEndpoint = { method: 'GET', path: '/api/2.0/mlflow/runs/get', tier: 'CORE', group: 'runs', ajaxAlias: true }
const BULK: ReferenceEndpoint = { method: 'GET', path: '/ajax-api/2.0/mlflow/metrics/get-history-bulk', tier: 'CORE', group: 'metrics' }
const AJAX = { method: 'GET', path: '/ajax-api/2.0/mlflow/runs/get' }

for (const [why, served, expected] of [
  ['nothing is missing where all is served', [...routesOf(GET_RUN), BULK], []],
  ['a missing ajaxAlias is named', [GET_RUN, BULK], ['GET /ajax-api/2.0/mlflow/runs/get']],
  ['a missing first path is named', [AJAX, BULK], ['GET /api/2.0/mlflow/runs/get']],
  ['both missing are one line', [BULK], ['GET /api/2.0/mlflow/runs/get']],
  [
    'another method does not count',
    [{ ...BULK, method: 'POST' }, ...routesOf(GET_RUN)],
    ['GET /ajax-api/2.0/mlflow/metrics/get-history-bulk'],
  ],
] as const) {
  test(why, () => expect(missing([GET_RUN, BULK], served).map(({ route }) => route)).toEqual(expected))
}

test('the list holds every tier, without what MLflow only declares', () => {
  const reference = readReference('.')
  expect(new Set(reference.map(({ tier }) => tier))).toEqual(new Set(['CORE', 'OPS', 'GENAI']))
  expect(reference.filter(({ path }) => path.startsWith('/api/2.0mlflow') || path.startsWith('/static-files'))).toEqual([])
})
