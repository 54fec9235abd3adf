import { expect, test } from 'vitest'
import type { Points } from './line-series.ts'
import { joined, type View } from './line-table.ts'

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index)

/** A line with its points anywhere: dense or sparse, short or long, many at one x, with NaN and infinities. */
function randomLine(random: () => number): Points {
  const count = Math.floor(10 ** (random() * 4))
  const [start, spread] = [1e4 * random(), 10 ** (random() * 5)]
  const step = random() < 0.3 ? spread / 20 : 0
  const places = numbers(count).map(() => start + spread * random())
  const xs = places.map((x) => (step > 0 ? Math.round(x / step) * step : x)).sort((a, b) => a - b)
  const odd = [NaN, Infinity, -Infinity]
  return { xs, ys: xs.map(() => (random() < 0.02 ? (odd[Math.floor(3 * random())] ?? 0) : 20 * random() - 5)) }
}

/** What is drawn of a column: x and y of each point, y null in a gap. */
const drawnOf = (xs: readonly number[], column: readonly (number | null | undefined)[]) =>
  column.flatMap((y, at) => (y === undefined ? [] : [{ x: xs[at] ?? NaN, y }]))

/** That each drawn point has a point of the line with its y less than a pixel away, and that no pixel lost an end or an extreme. */
function expectTrue(line: Points, drawn: readonly { x: number; y: number | null }[], { from, to, width, log }: View): void {
  const pixel = (to - from) / width
  const isDrawn = (y: number): boolean => Number.isFinite(y) && (!log || y > 0)
  const own = line.xs.map((x, at) => ({ x, y: isDrawn(line.ys[at] ?? NaN) ? (line.ys[at] ?? null) : null }))
  const byY = Map.groupBy(own, ({ y }) => y)
  for (const { x, y } of drawn) {
    const away = (byY.get(y) ?? []).reduce((least, other) => Math.min(least, Math.abs(other.x - x)), Infinity)
    if (!(away < pixel)) expect.fail(`a point is drawn at ${x}, ${away / pixel} px from where it is`)
  }
  const columnOf = (x: number): number => Math.min(width - 1, Math.floor((x - from) / pixel))
  const inView = (x: number): boolean => x >= from && x <= to
  const seen = Map.groupBy(
    drawn.filter(({ x }) => inView(x)),
    ({ x }) => columnOf(x),
  )
  for (const points of Map.groupBy(
    own.filter(({ x, y }) => y !== null && inView(x)),
    ({ x }) => columnOf(x),
  ).values()) {
    const near = [-1, 0, 1].flatMap((by) => seen.get(columnOf(points[0]?.x ?? 0) + by) ?? []).map(({ y }) => y)
    const ys = points.map(({ y }) => y ?? 0)
    for (const needed of [Math.min(...ys), Math.max(...ys)]) if (!near.includes(needed)) expect.fail(`the value ${needed} is not drawn`)
  }
}

for (const seed of numbers(40))
  test(`random lines ${seed} are drawn where their points are`, () => {
    const random = randomFrom(seed)
    const lines = numbers(1 + Math.floor(12 * random())).map(() => randomLine(random))
    const all = lines.flatMap(({ xs }) => xs)
    const [low, high] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))]
    const whole = { from: low, to: high > low ? high : low + 1, width: 50 + Math.floor(1200 * random()), log: random() < 0.5 }
    const ends = [low + (high - low) * random(), low + (high - low) * random()].sort((a, b) => a - b)
    for (const view of [whole, { ...whole, from: ends[0] ?? 0, to: (ends[1] ?? 0) + 1e-6 }]) {
      const { xs, columns } = joined(lines, view)
      expect(xs).toEqual(xs.toSorted((a, b) => a - b))
      lines.forEach((line, at) => expectTrue(line, drawnOf(xs, columns[at] ?? []), view))
    }
  })

test('lines are joined on their x; what cannot be drawn is a gap', () => {
  const lines = [
    { xs: [1, 3], ys: [5, NaN] },
    { xs: [2, 3], ys: [-1, 7] },
  ]
  expect(joined(lines, { from: 1, to: 3, width: 100, log: true })).toEqual({
    xs: [1, 2, 3],
    columns: [
      [5, undefined, null],
      [undefined, null, 7],
    ],
  })
})

test('short lines beside long ones end where they end', () => {
  const curve = (count: number, from: number): Points => {
    const xs = numbers(count).map((at) => from + at)
    return { xs, ys: xs.map((x) => Math.exp(-x / 5000)) }
  }
  const lines = [...numbers(10).map((at) => curve(20_000 - at, at)), curve(600, 0), curve(600, 0)]
  const { xs, columns } = joined(lines, { from: 0, to: 19_999, width: 270, log: false })
  for (const column of columns.slice(10)) expect(xs[column.findLastIndex((y) => y !== undefined)]).toBeCloseTo(599, -2)
})

test('points that share an x or a pixel become the first, the smallest, the largest and the last', () => {
  const view = { from: 0, to: 10_000, width: 10, log: false }
  expect(joined([{ xs: [5, 5, 5, 5, 5, 5], ys: [3, 9, 4, 1, 2, 5] }], view)).toEqual({ xs: [5, 5, 5, 5], columns: [[3, 9, 1, 5]] })
  const xs = numbers(10_000)
  const { columns } = joined([{ xs, ys: xs.map((x) => (x === 4321 ? 99_999 : x === 4567 ? -99 : x)) }], view)
  expect(columns[0]?.slice(8, 12)).toEqual([4000, 99_999, -99, 4999])
})
