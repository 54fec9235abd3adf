import type { Db } from '../database.ts'
import type { ChartPoint } from './chart-point.ts'
import type { RowMark } from './row-mark.ts'

/** Points in kept buckets of one connection: some 10 MB. */
const MOST = 100_000
/** Buckets with fewer points on average are read about as fast as they are looked up. */
const WORTH = 20

/** What a chart needs of one bucket. */
export interface KeptBucket {
  /** Points that the bucket has, of which few are kept. */
  readonly count: number
  readonly points: readonly ChartPoint[]
}

/** Buckets of one series from `start` up to before `end`; those without points are left out. */
export interface KeptSeries {
  readonly start: number
  readonly end: number
  readonly buckets: ReadonlyMap<number, KeptBucket>
  /** The last row of the table when all of them were as they are. */
  readonly mark: RowMark | undefined
}

/**
 * Buckets of long series by step, so that of a run that goes on only what came since is read again. Points are never changed, nor taken away but with their
 * whole run: while a stretch has as many points they are the same, whoever wrote them. Series that were not asked for go first.
 */
export class KeptBuckets {
  readonly #series = new Map<string, KeptSeries>()
  #points = 0

  get(name: string): KeptSeries | undefined {
    return this.#series.get(name)
  }

  /** Keeps the buckets of a series in place of those before, where that is worth it. */
  keep(name: string, kept: KeptSeries): void {
    this.#drop(name)
    if (kept.buckets.size === 0 || countOf(kept) < WORTH * kept.buckets.size) return
    this.#series.set(name, kept)
    this.#points += sizeOf(kept)
    for (const oldest of this.#series.keys()) {
      if (this.#points <= MOST) return
      this.#drop(oldest)
    }
  }

  #drop(name: string): void {
    const kept = this.#series.get(name)
    if (kept) this.#points -= sizeOf(kept)
    this.#series.delete(name)
  }
}

/** Points that the buckets of a series have. */
export const countOf = ({ buckets }: Pick<KeptSeries, 'buckets'>): number => buckets.values().reduce((sum, { count }) => sum + count, 0)

/** Points that are kept of a series. */
const sizeOf = ({ buckets }: KeptSeries): number => buckets.values().reduce((sum, { points }) => sum + points.length, 0)

const ofConnections = new WeakMap<Db, KeptBuckets>()

/** The buckets that are kept beside a connection. */
export function keptBuckets(db: Db): KeptBuckets {
  let kept = ofConnections.get(db)
  if (!kept) ofConnections.set(db, (kept = new KeptBuckets()))
  return kept
}
