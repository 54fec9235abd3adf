import { contours } from 'd3-contour'

/** A region in which the height is at least `value`: rings of [x, y]. */
export interface Region {
  value: number
  polygons: [x: number, y: number][][][]
}

/** Points that a surface needs at least. */
export const FEWEST = 6

/** Places of the grid along each side. */
const SIDE = 40

/**
 * Regions of equal height between scattered points: the height of a place is the mean of all points' heights, weighted by the inverse
 * square of their distance. Empty for fewer than
 * `FEWEST` points, between which any surface would be made up, or when all lie on one line of the grid.
 */
export function regionsOf(points: readonly (readonly [x: number, y: number, height: number])[], levels = 8): Region[] {
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  const heights = points.map(([, , height]) => height)
  const [left, right, bottom, top] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const [lowest, highest] = [Math.min(...heights), Math.max(...heights)]
  if (points.length < FEWEST || left === right || bottom === top || lowest === highest) return []
  const near = points.map(([x, y, height]) => [(x - left) / (right - left), (y - bottom) / (top - bottom), height] as const)
  const grid = Array.from({ length: SIDE * SIDE }, (_, place) =>
    heightAt((place % SIDE) / (SIDE - 1), Math.floor(place / SIDE) / (SIDE - 1), near),
  )
  const thresholds = Array.from({ length: levels }, (_, level) => lowest + ((highest - lowest) * level) / levels)
  // d3 counts the middles of cells: from 0.5 to SIDE - 0.5.
  const toX = (place: number): number => left + (Math.min(Math.max(place - 0.5, 0), SIDE - 1) / (SIDE - 1)) * (right - left)
  const toY = (place: number): number => bottom + (Math.min(Math.max(place - 0.5, 0), SIDE - 1) / (SIDE - 1)) * (top - bottom)
  return contours()
    .size([SIDE, SIDE])
    .thresholds(thresholds)(grid)
    .map(({ value, coordinates }) => ({
      value,
      polygons: coordinates.map((rings) => rings.map((ring) => ring.map(([x = 0, y = 0]): [number, number] => [toX(x), toY(y)]))),
    }))
}

function heightAt(x: number, y: number, points: readonly (readonly [number, number, number])[]): number {
  let sum = 0
  let weights = 0
  for (const [px, py, height] of points) {
    const weight = 1 / ((px - x) ** 2 + (py - y) ** 2 + 1e-4)
    sum += weight * height
    weights += weight
  }
  return sum / weights
}

/** Colors of heights from low to high, as in viridis. */
export const HEIGHTS = ['#440154', '#472d7b', '#3b528b', '#2c728e', '#21918c', '#28ae80', '#5ec962', '#addc30', '#fde725']
