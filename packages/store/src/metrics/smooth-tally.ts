import { type SmoothedMetric, invalidValue } from '@tailrace/contract'

/** Largest weight of what came before: more would take more than 20,000 points to forget a value. */
const MOST_WEIGHT = 0.999
/** A value whose share of a smoothed one has fallen below this is forgotten. */
const FORGOTTEN = 1e-9

/** Checks the weight of what came before in a request. @throws MlflowError INVALID_PARAMETER_VALUE: below 0, above 0.999 */
export function smoothingWeight(smoothing: number | undefined): number | undefined {
  if (smoothing !== undefined && !(smoothing >= 0 && smoothing <= MOST_WEIGHT))
    throw invalidValue(smoothing, 'smoothing', `It must be from 0 to ${MOST_WEIGHT}.`)
  return smoothing
}

/** Finite points before a point that its smoothed value depends on. */
export const reachOf = (weight: number): number => Math.max(1, Math.ceil(Math.log(FORGOTTEN) / Math.log(weight)))

/** How an axis is cut: buckets of a width from a first one on. */
export interface Cut {
  readonly start: bigint
  readonly width: bigint
}

/** What is known of the points of one bucket after they were summed up elsewhere. */
export interface SummedBucket {
  /** From 0. */
  readonly number: number
  /** Where its last point stands. */
  readonly last: number | bigint
  readonly count: number
  /** How many are neither NaN nor infinite, and their mean. */
  readonly finite: number
  readonly mean: number
  /** Their weighted sum: of each (1 - weight) times the weight to the power of the finite points behind it. */
  readonly weighted: number
}

/** Keeps a sum from leaving the doubles where its values are next to their end. */
const DOWN = 2 ** -50

/** The first place, from one on to before another, whose number is not less than a wanted one, or the end. The numbers rise. */
export function firstFrom(sorted: ArrayLike<number | bigint>, wanted: number | bigint, from = 0, to = sorted.length): number {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * Exponential moving average over all points of a series in their order, read at the last point of each bucket, with the mean and the number of the bucket's
 * points. It does not lean to zero at the start. NaN and infinities do not count; a bucket that has nothing else is NaN.
 */
export class SmoothTally {
  /** One item a bucket that has points. */
  readonly smoothed: SmoothedMetric = { at: [], values: [], means: [], counts: [] }
  /** Numbers of these buckets, from 0. */
  readonly numbers: number[] = []
  readonly #weight: number
  readonly #start: bigint
  readonly #width: bigint
  readonly #isSmall: boolean
  /** The average times what its weights add up to, and that. */
  #value = 0
  #share = 0
  /** The bucket that is open: the x behind its end, its last x, its points, its finite ones, their sum, the same scaled down. */
  #end: number | bigint = -Infinity
  #last: number | bigint = 0
  #count = 0
  #finite = 0
  #sum = 0
  #scaled = 0

  constructor(weight: number, { start, width }: Cut) {
    this.#weight = weight
    this.#start = start
    this.#width = width
    this.#isSmall = [start, width].every((number) => Number.isSafeInteger(Number(number)))
  }

  /** Adds values that come before the first bucket, in order. */
  warm(values: ArrayLike<number>, end = values.length): void {
    if (end === 0) return
    this.#addValues(values, 0, end)
    this.#finite = this.#sum = this.#scaled = 0
  }

  /** Adds points in their order, from one place to before another: values, NaN in place of infinities, and where they stand. */
  add(values: ArrayLike<number>, xs: ArrayLike<number | bigint>, from = 0, to = values.length): void {
    for (let at = from; at < to;) {
      this.#open(xs[at] ?? 0)
      const end = firstFrom(xs, this.#end, at + 1, to)
      this.#addValues(values, at, end)
      this.#count += end - at
      this.#last = xs[end - 1] ?? 0
      at = end
    }
  }

  /** Adds all points of the next bucket. */
  addSummed({ number, last, count, finite, mean, weighted }: SummedBucket): void {
    const rest = this.#weight ** finite
    this.#value = this.#value * rest + weighted
    this.#share = this.#share * rest + (1 - rest)
    this.#push(number, last, count, finite > 0 ? mean : undefined)
  }

  /** Closes the last bucket. */
  close(): this {
    if (this.#count > 0) {
      const mean = Number.isFinite(this.#sum) ? this.#sum / this.#finite : this.#scaled / this.#finite / DOWN
      this.#push(this.#numberOf(this.#last), this.#last, this.#count, this.#finite > 0 ? mean : undefined)
    }
    this.#count = this.#finite = this.#sum = this.#scaled = 0
    return this
  }

  #addValues(values: ArrayLike<number>, from: number, to: number): void {
    const weight = this.#weight
    const rest = 1 - weight
    let [average, share, finite, sum, scaled] = [this.#value, this.#share, this.#finite, this.#sum, this.#scaled]
    for (let at = from; at < to; at++) {
      const value = values[at] ?? NaN
      if (Number.isNaN(value)) continue
      finite++
      sum += value
      scaled += value * DOWN
      average = average * weight + rest * value
      share = share * weight + rest
    }
    this.#value = average
    this.#share = share
    this.#finite = finite
    this.#sum = sum
    this.#scaled = scaled
  }

  /** Opens the bucket of an x, if it is not open. */
  #open(x: number | bigint): void {
    if (x < this.#end) return
    this.close()
    const end = this.#start + (BigInt(this.#numberOf(x)) + 1n) * this.#width
    this.#end = Number.isSafeInteger(Number(end)) ? Number(end) : end
  }

  #numberOf(x: number | bigint): number {
    if (this.#isSmall && typeof x === 'number') return Math.floor((x - Number(this.#start)) / Number(this.#width))
    return Number((BigInt(x) - this.#start) / this.#width)
  }

  #push(number: number, at: number | bigint, count: number, mean: number | undefined): void {
    this.numbers.push(number)
    this.smoothed.at.push(at)
    this.smoothed.counts.push(count)
    this.smoothed.values.push(mean === undefined ? 'NaN' : this.#value / this.#share)
    this.smoothed.means.push(mean ?? 'NaN')
  }
}
