import type { ChartPoint } from './chart-point.ts'
import type { Bounds, ChartRange } from './chart-range.ts'

/** Points between two steps, both included, summed up. */
export interface Stretch {
  readonly start: bigint
  readonly end: bigint
  readonly count: number
  readonly low: number
  readonly high: number
}

/** A value and where it stands: the point itself, or the stretch that holds it. */
export type Extreme = readonly [value: number, at: ChartPoint | Stretch]

export interface Bucket {
  /** Points that it has. */
  count: number
  low: Extreme | undefined
  high: Extreme | undefined
  /** The first NaN and the first infinity of each sign. */
  readonly special: Map<string, ChartPoint>
}

/**
 * Finds the extremes of buckets while points and stretches of points go by in the order of their steps. Of two equal values the one that
 * came before counts.
 */
export class BucketTally {
  /** Points so far. */
  count = 0
  /** How many of them are NaN or infinite, of those that came one by one. */
  special = 0
  readonly #x: 2 | 3
  readonly #first: bigint
  readonly #width: bigint
  readonly #isSmall: boolean
  readonly #buckets = new Map<number, Bucket>()
  #last: readonly [number: number, bucket: Bucket] | undefined

  /** @param bounds what the series covers on the axis @param width of a bucket */
  constructor(axis: ChartRange['axis'], { first, last }: Bounds, width: bigint) {
    this.#x = axis === 'step' ? 2 : 3
    this.#first = first
    this.#width = width
    this.#isSmall = [first, last, last - first].every((number) => Number.isSafeInteger(Number(number)))
  }

  /** The number of the bucket at a place on the axis, from 0. */
  numberOf(x: number | bigint): number {
    if (!this.#isSmall) return Number((BigInt(x) - this.#first) / this.#width)
    return Math.floor((Number(x) - Number(this.#first)) / Number(this.#width))
  }

  /** Adds points of one bucket, all finite, by their extremes. */
  addExtremes(number: number, count: number, low: Extreme, high: Extreme): void {
    this.count += count
    const bucket = this.#bucket(number)
    bucket.count += count
    if (!bucket.low || low[0] < bucket.low[0]) bucket.low = low
    if (!bucket.high || high[0] > bucket.high[0]) bucket.high = high
  }

  /** Adds points of one bucket by those of them that count. */
  addThinned({ count, points }: { readonly count: number; readonly points: readonly ChartPoint[] }): void {
    const [first] = points
    if (!first) return
    for (const point of points) this.addPoint(point)
    this.count += count - points.length
    this.#bucket(this.numberOf(first[this.#x])).count += count - points.length
  }

  /**
   * The same from numbers: value, is_nan, step and timestamp of a point after another, from one place to before another. Points are made of those alone that
   * count in the end.
   */
  addPacked(numbers: Float64Array, from: number, to: number, count: number): void {
    const bucket = this.#bucket(this.numberOf(numbers[from + this.#x] ?? 0))
    let added = 0
    for (let at = from; at < to; at += 4) {
      const [value, isNan] = [numbers[at] ?? 0, numbers[at + 1] ?? 0]
      if (isFiniteValue(value, isNan) && bucket.low && bucket.high && value >= bucket.low[0] && value <= bucket.high[0]) continue
      this.addPoint([value, isNan, numbers[at + 2] ?? 0, numbers[at + 3] ?? 0])
      added++
    }
    this.count += count - added
    bucket.count += count - added
  }

  addPoint(point: ChartPoint): void {
    this.count++
    const bucket = this.#bucket(this.numberOf(point[this.#x]))
    bucket.count++
    const [value, is_nan] = point
    if (!isFiniteValue(value, is_nan)) {
      this.special++
      const name = `${Number(is_nan)} ${value}`
      const known = bucket.special.get(name)
      if (!known || point[this.#x] < known[this.#x]) bucket.special.set(name, point)
      return
    }
    if (!bucket.low || value < bucket.low[0]) bucket.low = [value, point]
    if (!bucket.high || value > bucket.high[0]) bucket.high = [value, point]
  }

  /** The buckets that have points, by number. */
  get buckets(): ReadonlyMap<number, Bucket> {
    return this.#buckets
  }

  #bucket(number: number): Bucket {
    if (this.#last?.[0] === number) return this.#last[1]
    let bucket = this.#buckets.get(number)
    if (!bucket) this.#buckets.set(number, (bucket = { count: 0, low: undefined, high: undefined, special: new Map() }))
    this.#last = [number, bucket]
    return bucket
  }
}

/** Whether a stored value is neither NaN nor an infinity, which the columns keep as the largest doubles. */
export const isFiniteValue = (value: number, isNan: number | boolean): boolean => !isNan && Math.abs(value) < Number.MAX_VALUE
