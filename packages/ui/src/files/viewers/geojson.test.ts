import { geoArea } from 'd3-geo'
import { expect, test } from 'vitest'
import { featuresOf, wound } from './geojson.ts'

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

const ring = [
  [5, 47],
  [15, 47],
  [15, 55],
  [5, 55],
  [5, 47],
]
const hole = ring.map(([x = 0, y = 0]) => [10 + (x - 10) / 2, 51 + (y - 51) / 2])
const area = (each: unknown): number => geoArea({ type: 'Polygon', coordinates: [each] } as never)
for (const [why, rings] of [
  ['against the clock', [ring]],
  ['with the clock', [ring.toReversed()]],
  ['with a hole', [ring, hole]],
  ['with a hole that runs the other way', [ring.toReversed(), hole.toReversed()]],
] as const)
  test(`a polygon ${why} has a small inside`, () => {
    const { geometry } = wound({ type: 'Feature', geometry: { type: 'Polygon', coordinates: rings }, properties: null }, area)
    const whole = geoArea(geometry as never)
    expect(whole).toBeGreaterThan(0.005)
    expect(whole).toBeLessThan(0.03)
  })
