/** Points of a chunk by step, time and value, as they are smoothed: NaN stands for infinities too. */
export interface ChunkPoints {
  /** Steps of the chunk, both included. */
  readonly start: number
  readonly end: number
  readonly values: Float64Array
  readonly steps: Float64Array
  /** Empty when they were not asked for. */
  readonly times: Float64Array
}

/** Columns of the points of a chunk. Without steps they stand one at a step, from the first on. */
export const POINT_COLUMNS = ['first', 'vals', 'steps', 'times'] as const
export type EncodedPoints = readonly [first: number, vals: Uint8Array, steps: Uint8Array, times: Uint8Array]

const bytesOf = (numbers: readonly number[]): Uint8Array => new Uint8Array(Float64Array.from(numbers).buffer)

/** Doubles out of bytes, without a copy where they lie as a machine reads them. */
export function doublesOf(bytes: Uint8Array): Float64Array {
  const isAligned = bytes.byteOffset % Float64Array.BYTES_PER_ELEMENT === 0
  const { buffer, byteOffset, byteLength } = isAligned ? bytes : bytes.slice()
  return new Float64Array(buffer, byteOffset, byteLength / Float64Array.BYTES_PER_ELEMENT)
}

/** Points in their order as bytes. */
export function encodePoints(values: readonly number[], steps: readonly number[], times: readonly number[]): EncodedPoints {
  const [first = 0] = steps
  const isDense = steps.every((step, at) => step === first + at)
  return [first, bytesOf(values), bytesOf(isDense ? [] : steps), bytesOf(times)]
}

function consecutive(first: number, count: number): Float64Array {
  const numbers = new Float64Array(count)
  for (let at = 0; at < count; at++) numbers[at] = first + at
  return numbers
}

/** The points of encodePoints of a chunk. */
export function decodePoints(
  [start, end]: readonly [number, number],
  first: number,
  vals: Uint8Array,
  steps: Uint8Array,
  times: Uint8Array,
): ChunkPoints {
  const values = doublesOf(vals)
  const given = doublesOf(steps)
  return {
    start,
    end,
    values,
    steps: given.length === values.length ? given : consecutive(first, values.length),
    times: doublesOf(times),
  }
}
