import type { Line } from './line-series.ts'

/** Columns that share their x, as uPlot draws them: `undefined` where a line has no point, `null` where its value cannot be drawn. */
export interface Joined {
  xs: number[]
  columns: (number | null | undefined)[][]
}

/** Most places on the x axis before points are moved to places of half a pixel. */
const MOST_PLACES = 4_000

/**
 * Joins lines on their x. Where that made too many places, points move by less than half a pixel of `width`, and none is lost.
 * `values` gives the columns of each line that are to be drawn; with `log` what is not positive cannot be.
 */
export function joined(
  lines: readonly Line[],
  values: (line: Line) => readonly (readonly number[])[],
  { width, log }: { width: number; log: boolean },
): Joined {
  const all = new Set<number>()
  for (const { xs } of lines) for (const x of xs) if (Number.isFinite(x)) all.add(x)
  const isDrawn = (y: number): boolean => Number.isFinite(y) && (!log || y > 0)
  const places = all.size > MOST_PLACES ? grid(all, width) : exact(all)
  const columns = lines.flatMap((line) => {
    const at = places.of(line.xs)
    return values(line).map((ys) => {
      const column = Array.from<number | null | undefined>({ length: places.xs.length })
      for (let index = 0; index < ys.length; index++) {
        const [place, y = NaN] = [at[index], ys[index]]
        if (place !== undefined) column[place] = isDrawn(y) ? y : null
      }
      return column
    })
  })
  return { xs: places.xs, columns }
}

interface Places {
  xs: number[]
  /** Place of each x of a line. */
  of: (xs: readonly number[]) => (number | undefined)[]
}

function exact(all: ReadonlySet<number>): Places {
  const xs = [...all].sort((a, b) => a - b)
  const place = new Map(xs.map((x, index) => [x, index]))
  return { xs, of: (given) => given.map((x) => place.get(x)) }
}

/** Four places a pixel: a bucket's smallest and largest value of two pixels find a place each. */
function grid(all: ReadonlySet<number>, width: number): Places {
  let low = Infinity
  let high = -Infinity
  for (const x of all) {
    low = Math.min(low, x)
    high = Math.max(high, x)
  }
  const count = Math.max(2, Math.round(width * 4))
  const span = (high - low) / (count - 1)
  return {
    xs: Array.from({ length: count }, (_, index) => low + index * span),
    of: (given) => {
      let last = -1
      return given.map((x) => {
        if (!Number.isFinite(x)) return undefined
        last = Math.min(count - 1, Math.max(last + 1, Math.round((x - low) / span)))
        return last
      })
    },
  }
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
