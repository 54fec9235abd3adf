import { type Bucket, BucketTally } from '../bucket-tally.ts'
import type { ChartPoint } from '../chart-point.ts'

/** Steps of a block, finest first: of a series with about one point a step. Where points are sparser all are 2^shift times as many. */
export const SIZES = [32, 128, 512, 2048] as const
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

/** Numbers of a block before those of its points, and of each point. */
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

/** The blocks of encodeBlocks, given the same start and size. */
export function decodeBlocks(bytes: Uint8Array, start: number, size: number): Block[] {
  const isAligned = bytes.byteOffset % Float64Array.BYTES_PER_ELEMENT === 0
  const { buffer, byteOffset, byteLength } = isAligned ? bytes : bytes.slice()
  const numbers = new Float64Array(buffer, byteOffset, byteLength / Float64Array.BYTES_PER_ELEMENT)
  const number = (at: number): number => numbers[at] ?? 0
  const blocks: Block[] = []
  for (let at = 0; at < numbers.length;) {
    const points: ChartPoint[] = []
    const begin = start + number(at) * size
    const block = { start: begin, end: begin + size - 1, count: number(at + 1), first: number(at + 2), last: number(at + 3), points }
    const end = at + HEAD + POINT * number(at + 4)
    for (at += HEAD; at < end; at += POINT) points.push([number(at), number(at + 1), number(at + 2), number(at + 3)])
    blocks.push(block)
  }
  return blocks
}
