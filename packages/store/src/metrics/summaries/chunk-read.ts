import type { Db } from '../../database.ts'
import { metricsOfRun } from '../../dialect.ts'
import type { ChartPoint } from '../chart-point.ts'
import { orderedPoints } from '../ordered-points.ts'
import { CHUNK, SIZES, blocksOf, blocksOfPoints, encodeBlocks } from './blocks.ts'
import { type EncodedPoints, encodePoints } from './points.ts'

/** Points that are read at once: where the file is not in memory each may be a look at the disk. */
const PAGE = 100
/** Points in a chunk beyond which a series stays without summaries. */
const TOO_MANY = 200_000

/** Which chunk of which series. */
export interface ChunkOf {
  readonly id: number
  readonly run: string
  readonly key: string
  readonly shift: number
  readonly number: number
}

/** Reads the points of a chunk piece by piece, by step. While none is added to it they are those of one moment, since points never change. */
export class ChunkRead {
  readonly of: ChunkOf
  readonly #points: ChartPoint[] = []
  readonly #end: number
  #next: number

  constructor(of: ChunkOf) {
    this.of = of
    const size = CHUNK * 2 ** of.shift
    this.#next = of.number * size
    this.#end = this.#next + size
  }

  /** Reads on until a time of performance.now(). Answers what has been reached; `unfit`: there are too many points, or times beyond 2^53. */
  async more(main: Db, until: number): Promise<'more' | 'done' | 'unfit'> {
    while (this.#next < this.#end) {
      await this.#page(main)
      if (this.#points.length > TOO_MANY) return 'unfit'
      if (performance.now() >= until && this.#next < this.#end) return 'more'
    }
    return this.#points.every(([, , , timestamp]) => Number.isSafeInteger(timestamp)) ? 'done' : 'unfit'
  }

  async #page(main: Db): Promise<void> {
    const { run, key } = this.of
    const select = `select value, is_nan, step, timestamp from ${metricsOfRun(main)} where run_uuid = ? and key = ?`
    const page = await main.arrays<ChartPoint>(`${select} and step >= ? and step < ? order by step, rowid limit ?`, [
      run,
      key,
      this.#next,
      this.#end,
      PAGE,
    ])
    const last = page.at(-1)?.[2]
    if (last === undefined || page.length < PAGE) {
      this.#points.push(...page)
      this.#next = this.#end
      return
    }
    // The page may end in the middle of a step.
    const whole = page.filter(([, , step]) => step !== last)
    const rest = await main.arrays<ChartPoint>(`${select} and step = ? order by rowid limit ?`, [run, key, last, TOO_MANY + 1])
    for (const point of [...whole, ...rest]) this.#points.push(point)
    this.#next = Number(last) + 1
  }

  /** What has been read, one by one and by step, time and value. */
  encodedPoints(): EncodedPoints {
    const { values, steps, times } = orderedPoints(this.#points, 'step')
    return encodePoints(Array.from(values), Array.from(steps, Number), Array.from(times, Number))
  }

  /** What has been read, as blocks of all sizes, the finest first. */
  encoded(): Uint8Array[] {
    const levels: Uint8Array[] = []
    const { number, shift } = this.of
    const start = number * CHUNK * 2 ** shift
    let blocks = blocksOfPoints(this.#points, start, SIZES[0] * 2 ** shift)
    for (const [level, steps] of SIZES.entries()) {
      const size = steps * 2 ** shift
      if (level > 0) blocks = blocksOf(blocks, start, size)
      levels.push(encodeBlocks(blocks, start, size))
    }
    return levels
  }
}
