import type { Db } from '../../database.ts'
import { metricsOfRun } from '../../dialect.ts'
import { stepsOf } from '../steps-of.ts'

/** Points from which on a metric is long. Shorter ones are read in some milliseconds. */
export const LONG = 10_000
/** Metrics with fewer points that are remembered, so that not each of their points is a reason to count them. */
const REMEMBERED = 10_000

/** Tells which metrics are long. */
export class LongMetrics {
  readonly #main: Db
  /** Metrics that were not, with the step from which on they are looked at again. */
  readonly #short = new Map<string, number>()

  constructor(main: Db) {
    this.#main = main
  }

  /** Whether a metric may be long, going by a late step of it: to find out takes up to half a millisecond. */
  mayBeLong(run: string, key: string, step: number): boolean {
    return step >= (this.#short.get(nameOf(run, key)) ?? LONG)
  }

  /** How far apart the points of a metric are if it is long: 2 to the power of that many steps at most, on average of the first ones. */
  async shiftOf(run: string, key: string, step: number): Promise<number | undefined> {
    const steps = await stepsOf(this.#main, run, key)
    const [row] = await this.#main.arrays<readonly [step: number | bigint]>(
      `select step from ${metricsOfRun(this.#main)} where run_uuid = ? and key = ? order by step limit 1 offset ?`,
      [run, key, LONG - 1],
    )
    const name = nameOf(run, key)
    this.#short.delete(name)
    if (steps && row) return Math.max(0, Math.ceil(Math.log2((Number(row[0]) - Number(steps[0]) + 1) / LONG)))
    if (this.#short.size >= REMEMBERED) this.#short.clear()
    this.#short.set(name, 2 * step)
    return undefined
  }

  forget(): void {
    this.#short.clear()
  }
}

const nameOf = (run: string, key: string): string => `${run} ${key}`
