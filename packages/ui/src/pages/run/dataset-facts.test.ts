import { expect, test } from 'vitest'
import { datasetColumns, placeOf, profileFacts } from './dataset-facts.ts'

test('columns of a table', () =>
  expect(
    datasetColumns(
      '{"mlflow_colspec": [{"type": "long", "name": "width", "required": true}, {"type": "string", "name": "label", "required": false}]}',
    ),
  ).toEqual([
    { name: 'width', type: 'long', required: true },
    { name: 'label', type: 'string', required: false },
  ]))

test('tensors, whose spec is JSON in JSON', () => {
  const features = JSON.stringify([{ type: 'tensor', 'tensor-spec': { dtype: 'float64', shape: [-1, 3] } }])
  expect(datasetColumns(JSON.stringify({ mlflow_tensorspec: { features, targets: null } }))).toEqual([
    { name: 'features', type: 'tensor float64 (-1, 3)', required: true },
  ])
})

test('nested types', () =>
  expect(
    datasetColumns('{"mlflow_colspec": [{"name":"a","type":"array","items":{"type":"object","properties":{"x":{"type":"long"}}}}]}')?.[0]
      ?.type,
  ).toBe('array({x: long})'))

for (const schema of [undefined, '', '{', 'null', '[]', '{"a":1}', '7'])
  test(`no schema: ${schema}`, () => expect(datasetColumns(schema)).toBeUndefined())

test('a profile', () =>
  expect(profileFacts('{"num_rows": 1200, "features_shape": [10, 3]}')).toEqual([
    ['num_rows', '1200'],
    ['features_shape', '[10,3]'],
  ]))
for (const profile of [undefined, 'x', '[]', '3']) test(`no profile: ${profile}`, () => expect(profileFacts(profile)).toEqual([]))

for (const [source, place] of [
  ['{"url": "https://a/b.csv"}', 'https://a/b.csv'],
  ['{"uri": "s3://b/c"}', 's3://b/c'],
  ['{"tags": {}}', undefined],
  ['/data/x', '/data/x'],
  ['{', undefined],
  ['', undefined],
] as const)
  test(`the place of ${source}`, () => expect(placeOf(source)).toBe(place))
