/** A shape with its properties. */
export interface Feature {
  type: 'Feature'
  geometry: { type: string; coordinates?: unknown; geometries?: unknown } | null
  properties: Record<string, unknown> | null
}

const GEOMETRIES = new Set(['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon', 'GeometryCollection'])

/**
 * The shapes of GeoJSON: a collection, one feature, or a bare geometry.
 * @throws Error when it is no GeoJSON, or has no shape
 */
export function featuresOf(value: unknown): Feature[] {
  const { type, features } = (typeof value === 'object' && value !== null ? value : {}) as { type?: unknown; features?: unknown }
  const list = type === 'FeatureCollection' && Array.isArray(features) ? features : [value]
  const found = list.map(featureOf).filter((feature) => feature !== undefined)
  if (found.length === 0) throw new Error('It holds no shape of GeoJSON.')
  return found
}

function featureOf(value: unknown): Feature | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { type, geometry, properties } = value as { type?: unknown; geometry?: unknown; properties?: unknown }
  const shape = type === 'Feature' ? geometry : value
  if (typeof shape !== 'object' || shape === null || !hasPlace(shape)) return undefined
  return {
    type: 'Feature',
    geometry: shape as NonNullable<Feature['geometry']>,
    properties: typeof properties === 'object' ? (properties as Feature['properties']) : null,
  }
}

/**
 * Turns the rings of polygons so that the inside is the smaller side: the standard draws outer rings against the clock, the library with it, and
 * files have both.
 */
export function wound(feature: Feature, areaOf: (ring: unknown) => number): Feature {
  const { geometry } = feature
  const polygon = (rings: unknown): unknown =>
    Array.isArray(rings)
      ? rings.map((ring: unknown) => (Array.isArray(ring) && areaOf(ring) > 2 * Math.PI ? ring.toReversed() : ring))
      : rings
  if (geometry?.type === 'Polygon') return { ...feature, geometry: { ...geometry, coordinates: holed(polygon(geometry.coordinates)) } }
  if (geometry?.type === 'MultiPolygon' && Array.isArray(geometry.coordinates))
    return { ...feature, geometry: { ...geometry, coordinates: geometry.coordinates.map((each: unknown) => holed(polygon(each))) } }
  return feature
}

/** The first ring is the outside; the others are holes, which run the other way. */
const holed = (rings: unknown): unknown =>
  Array.isArray(rings) ? rings.map((ring: unknown, index) => (index > 0 && Array.isArray(ring) ? ring.toReversed() : ring)) : rings

function hasPlace(shape: { type?: unknown; coordinates?: unknown; geometries?: unknown }): boolean {
  if (typeof shape.type !== 'string' || !GEOMETRIES.has(shape.type)) return false
  return shape.type === 'GeometryCollection' ? Array.isArray(shape.geometries) : Array.isArray(shape.coordinates)
}
