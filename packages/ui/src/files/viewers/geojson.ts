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

function hasPlace(shape: { type?: unknown; coordinates?: unknown; geometries?: unknown }): boolean {
  if (typeof shape.type !== 'string' || !GEOMETRIES.has(shape.type)) return false
  return shape.type === 'GeometryCollection' ? Array.isArray(shape.geometries) : Array.isArray(shape.coordinates)
}
