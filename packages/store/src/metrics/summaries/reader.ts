import type { Db } from '../../database.ts'
import { BlockReader, CHUNK, SIZES } from './blocks.ts'
import { COLUMNS, readState, rowsSince } from './file.ts'
import { type ChunkPoints, decodePoints } from './points.ts'
import { Span } from './spans.ts'

/** Rows that may have been written since: some milliseconds to look at. */
const MOST_NEW_ROWS = 20_000

/** Which part of a series is wanted, both ends included. */
export interface Wanted {
  readonly start: number
  readonly end: number
  /** Most steps of a block; absent: the shortest blocks. */
  readonly size?: number
}

/** A series that is summarized, and which of its chunks have new points. */
interface KnownSeries {
  readonly id: number
  readonly shift: number
  readonly isFresh: (chunk: number) => boolean
}

/** Steps of series that were logged since. */
type NewSteps = ReadonlyMap<string, readonly [first: number, last: number]>

/** What is summarized of long metrics, as of the moment of a read. */
export class Summaries {
  readonly #side: Db
  readonly #fresh: NewSteps

  private constructor(side: Db, fresh: NewSteps) {
    this.#side = side
    this.#fresh = fresh
  }

  /** Undefined when there are none, or when they know too little of what has been written since. */
  static async open(db: Db): Promise<Summaries | undefined> {
    try {
      const side = db.summaries
      const state = side && (await readState(side))
      const since = state && (await rowsSince(db, state))
      if (!side || since === undefined || since > MOST_NEW_ROWS) return undefined
      return new Summaries(side, since === 0 ? new Map() : await newSteps(db, state?.mark?.rowid ?? 0))
    } catch (error) {
      if (isBroken(error)) return undefined
      throw error
    }
  }

  /** Whether all of a series is summarized. */
  async isWhole(run: string, key: string): Promise<boolean> {
    if (this.#fresh.has(nameOf(run, key))) return false
    const [row] = await this.#side.arrays(`select 1 from series where run_uuid = ? and key = ? and state = 'whole'`, [run, key])
    return row !== undefined
  }

  /** What is known of a series, by step. The blocks are as long as may be; those that reach beyond what is wanted are not among them. */
  async read(run: string, key: string, wanted: Wanted): Promise<Span[]> {
    try {
      return await this.#spans(run, key, wanted)
    } catch (error) {
      if (isBroken(error)) return []
      throw error
    }
  }

  /** The points of the chunks that reach into what is wanted, by step; `times`: with their times. */
  async readPoints(
    run: string,
    key: string,
    { start, end, times }: Pick<Wanted, 'start' | 'end'> & { times: boolean },
  ): Promise<ChunkPoints[]> {
    try {
      const series = await this.#seriesOf(run, key)
      if (!series) return []
      const length = chunkLength(series.shift)
      return await this.#points(series, [Math.floor(start / length), Math.floor(end / length)], times)
    } catch (error) {
      if (isBroken(error)) return []
      throw error
    }
  }

  /** The last finite values before a step, in order, out of the chunk of the step and the one before: fewer than `most` when they have no more. */
  async valuesBefore(run: string, key: string, step: number, most: number): Promise<number[]> {
    try {
      const series = await this.#seriesOf(run, key)
      if (!series) return []
      const number = Math.floor((step - 1) / chunkLength(series.shift))
      const chunks = await this.#points(series, [number - 1, number], false)
      if (chunks.at(-1)?.start !== number * chunkLength(series.shift)) return []
      const before = ({ values, steps }: ChunkPoints) =>
        [...values].filter((value, at) => (steps[at] ?? step) < step && !Number.isNaN(value))
      return chunks.flatMap(before).slice(-most)
    } catch (error) {
      if (isBroken(error)) return []
      throw error
    }
  }

  async #seriesOf(run: string, key: string): Promise<KnownSeries | undefined> {
    const [series] = await this.#side.arrays<readonly [id: number, shift: number]>(
      'select id, shift from series where run_uuid = ? and key = ?',
      [run, key],
    )
    if (!series) return undefined
    const [id, shift] = series
    const fresh = this.#fresh.get(nameOf(run, key))?.map((step) => Math.floor(step / chunkLength(shift)))
    const isFresh = (number: number): boolean =>
      fresh?.[0] !== undefined && fresh[1] !== undefined && fresh[0] <= number && number <= fresh[1]
    return { id, shift, isFresh }
  }

  async #points({ id, shift, isFresh }: KnownSeries, [from, to]: readonly [number, number], times: boolean): Promise<ChunkPoints[]> {
    const rows = await this.#side.arrays<readonly [number: number, first: number, vals: Uint8Array, steps: Uint8Array, times: Uint8Array]>(
      `select number, first, vals, steps, ${times ? 'times' : `x''`} from points where series = ? and number between ? and ? order by number`,
      [id, from, to],
    )
    const length = chunkLength(shift)
    return rows.flatMap(([number, first, ...blobs]) => {
      const start = number * length
      return isFresh(number) ? [] : [decodePoints([start, start + length - 1], first, ...blobs)]
    })
  }

  async #spans(run: string, key: string, { start, end, size }: Wanted): Promise<Span[]> {
    const series = await this.#seriesOf(run, key)
    if (!series) return []
    const { id, shift, isFresh } = series
    const level = size === undefined ? 0 : SIZES.findLastIndex((steps) => steps * 2 ** shift <= size)
    const [column, steps] = [COLUMNS.at(-1 - level), SIZES[level]]
    if (column === undefined || steps === undefined) return []
    const length = chunkLength(shift)
    const numbers = [Math.floor(start / length), Math.floor(end / length)].map((number) => (Number.isFinite(number) ? number : null))
    const rows = await this.#side.arrays<readonly [number: number, blocks: Uint8Array]>(
      `select number, ${column} from chunks where series = ? and number >= coalesce(?, number) and number <= coalesce(?, number) order by number`,
      [id, ...numbers],
    )
    return rows.flatMap(([number, bytes]) => {
      if (isFresh(number)) return []
      const [first, blockSize] = [number * length, steps * 2 ** shift]
      const from = Math.max(first, first + Math.ceil((start - first) / blockSize) * blockSize)
      const to = Math.min(first + length, first + Math.floor((end + 1 - first) / blockSize) * blockSize) - 1
      return from > to ? [] : [new Span(from, to, new BlockReader(bytes, first, blockSize))]
    })
  }
}

/** Steps that the chunks of a series are long. */
const chunkLength = (shift: number): number => CHUNK * 2 ** shift

/** Whether the driver failed. The points are there all the same; that the file is broken finds and tells the thread that writes it. */
const isBroken = (error: unknown): boolean => error instanceof Error && 'errcode' in error

const nameOf = (run: string, key: string): string => `${run} ${key}`

async function newSteps(db: Db, after: number): Promise<NewSteps> {
  const rows = await db.arrays<readonly [run: string, key: string, first: number | bigint, last: number | bigint]>(
    'select run_uuid, key, min(step), max(step) from metrics not indexed where rowid > ? group by run_uuid, key',
    [after],
  )
  return new Map(rows.map(([run, key, first, last]) => [nameOf(run, key), [Number(first), Number(last)]]))
}
