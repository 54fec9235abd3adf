import { type Bucket, BucketTally } from '../bucket-tally.ts'
import type { ChartPoint } from '../chart-point.ts'
import { doublesOf } from './points.ts'

/** Steps of a block, finest first: of a series with about one point a step. Where points are sparser all are 2^shift times as many. */
export const SIZES = [16, 64, 256, 1024, 4096] as const
/** Steps of a chunk, whose blocks are kept in one row. */
export const CHUNK = 16_384

/** Neighbouring points as a chart needs them: the first of the smallest and of the largest value, the first NaN, the first infinity of each sign. */
export interface Block {
  /** Steps, both included. */
  readonly start: number
  readonly end: number
  /** Points that it stands for. */
  readonly count: number
  /** Times that those cover, in ms. */
  readonly first: number
  readonly last: number
  readonly points: readonly ChartPoint[]
}

/** Anything that stands for points at one place: a block, or a point itself. */
type Part = Pick<Block, 'start' | 'count' | 'first' | 'last' | 'points'>

/** Points in the order of their steps as blocks of `size` steps, the first of which begins at `start`. */
export const blocksOfPoints = (points: readonly ChartPoint[], start: number, size: number): Block[] =>
  blocksOf(
    points.map((point) => ({ start: Number(point[2]), count: 1, first: Number(point[3]), last: Number(point[3]), points: [point] })),
    start,
    size,
  )

/** Blocks, or points, put together to blocks of `size` steps. */
export function blocksOf(parts: readonly Part[], start: number, size: number): Block[] {
  const end = parts.at(-1)?.start ?? start
  const tally = new BucketTally('step', { first: BigInt(start), last: BigInt(end) }, BigInt(size))
  const times = new Map<number, [first: number, last: number]>()
  for (const part of parts) {
    tally.addThinned(part)
    const number = tally.numberOf(part.start)
    const known = times.get(number)
    if (!known) times.set(number, [part.first, part.last])
    else times.set(number, [Math.min(known[0], part.first), Math.max(known[1], part.last)])
  }
  return [...tally.buckets].map(([number, bucket]) => {
    const [first, last] = times.get(number) ?? [0, 0]
    const at = start + number * size
    return { start: at, end: at + size - 1, count: bucket.count, first, last, points: pointsOf(bucket) }
  })
}

/** The points of a bucket that was made of nothing but points. */
function pointsOf({ low, high, special }: Bucket): ChartPoint[] {
  const points = new Set<ChartPoint>(special.values())
  for (const extreme of [low, high]) if (extreme && !('count' in extreme[1])) points.add(extreme[1])
  return [...points]
}

/** Numbers of a block before those of its points (place, count, first, last, points), and of each point (value, is_nan, step, timestamp). */
const HEAD = 5
const POINT = 4

/** Blocks of one size as bytes: doubles, so that what is read needs no parsing. */
export function encodeBlocks(blocks: readonly Block[], start: number, size: number): Uint8Array {
  const numbers: number[] = []
  for (const block of blocks) {
    numbers.push((block.start - start) / size, block.count, block.first, block.last, block.points.length)
    for (const [value, is_nan, step, timestamp] of block.points) numbers.push(value, Number(is_nan), Number(step), Number(timestamp))
  }
  return new Uint8Array(Float64Array.from(numbers).buffer)
}

/** Goes through encoded blocks without making anything of those that turn out not to matter. */
export class BlockReader {
  readonly #numbers: Float64Array
  readonly #start: number
  readonly #size: number
  #at = 0
  #next = 0

  /** @param bytes of encodeBlocks, with the same start and size */
  constructor(bytes: Uint8Array, start: number, size: number) {
    this.#numbers = doublesOf(bytes)
    this.#start = start
    this.#size = size
  }

  /** Goes before the first block. */
  begin(): this {
    this.#next = 0
    return this
  }

  /** Goes to the next block, if there is one. */
  next(): boolean {
    this.#at = this.#next
    if (this.#at >= this.#numbers.length) return false
    this.#next = this.#at + HEAD + POINT * this.#number(4)
    return true
  }

  get start(): number {
    return this.#start + this.#number(0) * this.#size
  }

  get end(): number {
    return this.start + this.#size - 1
  }

  get count(): number {
    return this.#number(1)
  }

  get first(): number {
    return this.#number(2)
  }

  get last(): number {
    return this.#number(3)
  }

  /** Adds the block to a tally in which all of it belongs to one bucket. */
  addTo(tally: BucketTally): void {
    tally.addPacked(this.#numbers, this.#at + HEAD, this.#next, this.count)
  }

  #number(at: number): number {
    return this.#numbers[this.#at + at] ?? 0
  }
}
