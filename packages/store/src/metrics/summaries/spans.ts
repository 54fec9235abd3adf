import type { BucketTally } from '../bucket-tally.ts'
import type { BlockReader } from './blocks.ts'

/** Steps, both included, of which all points are summarized. */
export class Span {
  readonly start: bigint
  readonly end: bigint
  readonly #blocks: BlockReader
  readonly #from: number
  readonly #to: number

  /** @param blocks there may be some on either side of the steps, but none across their ends */
  constructor(start: number, end: number, blocks: BlockReader) {
    this.start = BigInt(start)
    this.end = BigInt(end)
    this.#from = start
    this.#to = end
    this.#blocks = blocks
  }

  /** The step behind it. */
  get next(): bigint {
    return this.end + 1n
  }

  /** Its blocks by step. What is given is the same object each time. */
  *blocks(): Generator<BlockReader> {
    for (const block = this.#blocks.begin(); block.next();) if (this.#from <= block.start && block.end <= this.#to) yield block
  }

  /** Adds its points to a tally by step, in which none of its blocks reaches from one bucket into the next. */
  addTo(tally: BucketTally): void {
    for (const block of this.blocks()) block.addTo(tally)
  }
}

/** Spans by step, looked at from the first on. */
export class Spans {
  readonly #spans: Span[]

  constructor(spans: readonly Span[]) {
    this.#spans = [...spans]
  }

  /** The span that a step is in. */
  at(step: bigint): Span | undefined {
    while (this.#spans[0] && this.#spans[0].end < step) this.#spans.shift()
    const [span] = this.#spans
    return span && span.start <= step ? span : undefined
  }

  /** The last step before the next span, `end` at most. */
  gapEnd(end: bigint): bigint {
    const [span] = this.#spans
    return span && span.start <= end ? span.start - 1n : end
  }
}
