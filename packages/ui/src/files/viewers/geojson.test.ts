import { expect, test } from 'vitest'
import { featuresOf } from './geojson.ts'

const point = { type: 'Point', coordinates: [1, 2] }

for (const [why, value, count] of [
  [
    'a collection',
    {
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', geometry: point, properties: { name: 'a' } },
        { type: 'Feature', geometry: null },
      ],
    },
    1,
  ],
  ['one feature', { type: 'Feature', geometry: point }, 1],
  ['a bare geometry', point, 1],
] as const)
  test(why, () => expect(featuresOf(value).length).toBe(count))

for (const [why, value] of [
  ['null', null],
  ['something else', { a: 1 }],
  ['an empty collection', { type: 'FeatureCollection', features: [] }],
  ['a shape without coordinates', { type: 'Polygon' }],
] as const)
  test(`refuses ${why}`, () => expect(() => featuresOf(value)).toThrow('no shape'))
