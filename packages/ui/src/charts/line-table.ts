import type { Line, Points } from './line-series.ts'

/** Columns that share their x, as uPlot draws them: `undefined` where a line has no point, `null` where its value cannot be drawn. */
export interface Joined {
  xs: number[]
  columns: (number | null | undefined)[][]
}

/** The part of the x axis that is drawn, and how wide it is in px. */
export interface View {
  readonly from: number
  readonly to: number
  readonly width: number
  /** Whether the y axis is logarithmic: what is not positive cannot be drawn. */
  readonly log: boolean
}

/** Distinct x from which on the points of a line that share a pixel are thinned. */
const MOST_PLACES = 4_000

/**
 * Joins lines on their x. With more than `MOST_PLACES` different x, each pixel of the view becomes a cell: the points of a line in one cell become the first, the
 * smallest, the largest and the last of them and stay inside the cell; outside of the view only the neighbor on either side stays. Each point that is
 * drawn is less than one pixel from its own x. Points with the same x are thinned alike.
 */
export function joined(lines: readonly Points[], view: View): Joined {
  const isDrawn = (y: number): boolean => Number.isFinite(y) && (!view.log || y > 0)
  const cells = cellsOf(lines, view)
  const slots = new Map<number, number>()
  const picked = lines.map((line) => {
    const groups = thinned(line, cells, isDrawn)
    for (const [cell, points] of groups) slots.set(cell, Math.max(slots.get(cell) ?? 0, points.length))
    return groups
  })
  const xs: number[] = []
  const firstOf = new Map<number, number>()
  for (const cell of [...slots.keys()].sort((a, b) => a - b)) {
    const count = slots.get(cell) ?? 0
    firstOf.set(cell, xs.length)
    for (let slot = 0; slot < count; slot++) xs.push(cells.isCell(cell) ? cell + (cells.width * (slot + 0.5)) / count : cell)
  }
  const columns = picked.map((groups, line) => {
    const column = Array.from<number | null | undefined>({ length: xs.length })
    for (const [cell, points] of groups) {
      const [first = 0, count = 1] = [firstOf.get(cell), slots.get(cell)]
      let slot = -1
      points.forEach((at, index) => {
        const { xs: own, ys } = lines[line] as Points
        const natural = cells.isCell(cell) ? Math.floor((((own[at] ?? cell) - cell) / cells.width) * count) : 0
        slot = Math.min(Math.max(slot + 1, natural), count - points.length + index)
        const y = ys[at] ?? NaN
        column[first + slot] = isDrawn(y) ? y : null
      })
    }
    return column
  })
  return { xs, columns }
}

/** How x is cut: into cells of a width, each named by its start, or not at all. */
interface Cells {
  readonly view: View | undefined
  readonly width: number
  /** The cell of an x, or the x itself where it belongs to none. */
  of: (x: number) => number
  isCell: (cell: number) => boolean
}

function cellsOf(lines: readonly Points[], view: View): Cells {
  const all = new Set<number>()
  for (const { xs } of lines) for (const x of xs) if (all.size <= MOST_PLACES && Number.isFinite(x)) all.add(x)
  const { from, to } = view
  const count = Math.max(1, Math.round(view.width))
  const width = (to - from) / count
  if (all.size <= MOST_PLACES || !(width > 0)) return { view: undefined, width: 0, of: (x) => x, isCell: () => false }
  const isCell = (x: number): boolean => x >= from && x <= to
  return { view, width, isCell, of: (x) => (isCell(x) ? from + Math.min(count - 1, Math.floor((x - from) / width)) * width : x) }
}

/** The points of a line that are drawn, as places in it, by cell. */
function thinned({ xs, ys }: Points, { view, of }: Cells, isDrawn: (y: number) => boolean): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  const start = view
    ? Math.max(
        0,
        xs.findLastIndex((x) => x < view.from),
      )
    : 0
  for (let at = start; at < xs.length; at++) {
    const x = xs[at] ?? NaN
    if (!Number.isFinite(x)) continue
    const cell = of(x)
    let end = at + 1
    while (end < xs.length && of(xs[end] ?? NaN) === cell) end++
    groups.set(cell, fewest(ys, at, end, isDrawn))
    if (view && x > view.to) break
    at = end - 1
  }
  return groups
}

/** The first, smallest, largest and last of some points, in their order; all where those are no more. */
function fewest(ys: readonly number[], start: number, end: number, isDrawn: (y: number) => boolean): number[] {
  if (end - start <= 4) return Array.from({ length: end - start }, (_, index) => start + index)
  let [low, high] = [-1, -1]
  for (let at = start; at < end; at++) {
    const y = ys[at] ?? NaN
    if (!isDrawn(y)) continue
    if (low < 0 || y < (ys[low] ?? y)) low = at
    if (high < 0 || y > (ys[high] ?? y)) high = at
  }
  return [...new Set([start, low, high, end - 1])].filter((at) => at >= 0).sort((a, b) => a - b)
}

/** Ends of the y axis; with `clip` without the outermost 2 % on either side, when these lie far out. Undefined without points. */
export function yRange(
  lines: readonly Line[],
  { log, clip, from, to }: { log: boolean; clip: boolean; from: number; to: number },
): [low: number, high: number] | undefined {
  const seen: number[] = []
  let [lowest, highest] = [Infinity, -Infinity]
  for (const { xs, ys } of lines)
    for (let index = 0; index < ys.length; index++) {
      const [x = NaN, y = NaN] = [xs[index], ys[index]]
      if (!Number.isFinite(y) || (log && y <= 0) || !(x >= from && x <= to)) continue
      if (y < lowest) lowest = y
      if (y > highest) highest = y
      if (clip) seen.push(y)
    }
  if (lowest > highest) return undefined
  if (seen.length < 20) return [lowest, highest]
  seen.sort((a, b) => a - b)
  const at = (share: number): number => seen[Math.round(share * (seen.length - 1))] ?? 0
  // Only what lies further out than the bulk is wide counts as an outlier: a straight line has none.
  const [low, high] = [at(0.02), at(0.98)]
  const bulk = high - low
  return [lowest < low - bulk / 2 ? low - bulk / 10 : lowest, highest > high + bulk / 2 ? high + bulk / 10 : highest]
}

/** How many finite points of the lines lie outside of the range. */
export function outside(lines: readonly Line[], [low, high]: readonly [number, number]): number {
  return lines.reduce((sum, { ys }) => sum + ys.filter((y) => Number.isFinite(y) && (y < low || y > high)).length, 0)
}
