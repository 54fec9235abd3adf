import type { MetricColumn, ParamColumn, TagColumn, ValueCount } from '@tailrace/contract'
import { wireValue } from '../metrics/stored-value.ts'

/** Distinct values that are distinguished; a column with more is not one to choose values from. */
const DISTINCT = 1000
/** Most frequent values that are given, of at most so many characters. */
const FREQUENT = 10
const VALUE_LENGTH = 250
/** Steps of a histogram. */
const STEPS = 20
const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i

/** Orders by `runs` descending, then by another text. */
export const byRuns =
  <Item extends { runs: number }>(text: (item: Item) => string) =>
  (one: Item, other: Item): number =>
    other.runs - one.runs || (text(one) < text(other) ? -1 : 1)

/** Counts how often values occur; beyond the limit of distinct values no new one is taken up. */
export class ValueCounts {
  readonly #counts = new Map<string, number>()
  runs = 0
  /** Every value so far is a number, between `min` and `max`. */
  numeric = true
  min = Infinity
  max = -Infinity

  add(value: string, runs = 1): void {
    this.runs += runs
    const known = this.#counts.get(value)
    if (known !== undefined) return void this.#counts.set(value, known + runs)
    if (this.#counts.size < DISTINCT) this.#counts.set(value, runs)
    if (!this.numeric) return
    this.numeric = NUMBER.test(value)
    const number = Number(value)
    if (number < this.min) this.min = number
    if (number > this.max) this.max = number
  }

  get distinct(): number {
    return this.#counts.size
  }

  /** The most frequent values. */
  values(most = FREQUENT): ValueCount[] {
    const values = [...this.#counts].map(([value, runs]): ValueCount => ({ value, runs }))
    return values
      .filter(({ value }) => value.length <= VALUE_LENGTH)
      .toSorted(byRuns(({ value }) => value))
      .slice(0, most)
  }
}

/** The latest values of one metric. */
export class MetricValues {
  readonly #values: number[] = []
  readonly #distinct = new Set<number>()
  nan = 0

  add(value: number, isNan: number | boolean): void {
    if (isNan) return void this.nan++
    this.#values.push(value)
    if (this.#distinct.size < DISTINCT) this.#distinct.add(value)
  }

  column(key: string): MetricColumn {
    const values = this.#values
    const counts = { key, runs: values.length + this.nan, nan: this.nan, distinct: this.#distinct.size }
    if (values.length === 0) return { ...counts, histogram: [] }
    let min = Infinity
    let max = -Infinity
    for (const value of values) {
      if (value < min) min = value
      if (value > max) max = value
    }
    return { ...counts, min: wireValue(min, false), max: wireValue(max, false), histogram: histogram(values, min, max) }
  }
}

function histogram(values: readonly number[], min: number, max: number): number[] {
  const steps = Array.from({ length: STEPS }, () => 0)
  // Halves, because the infinities are kept as the largest doubles: their difference would be infinite.
  const width = max / 2 - min / 2
  for (const value of values) {
    const step = width > 0 ? Math.min(STEPS - 1, Math.floor(((value / 2 - min / 2) / width) * STEPS)) : 0
    steps[step] = (steps[step] ?? 0) + 1
  }
  return steps
}

export const tagColumn = (key: string, counts: ValueCounts): TagColumn => ({
  key,
  runs: counts.runs,
  distinct: counts.distinct,
  values: counts.values(),
})

export const paramColumn = (key: string, counts: ValueCounts): ParamColumn => ({
  ...tagColumn(key, counts),
  numeric: counts.numeric,
  ...(counts.numeric && { min: wireValue(counts.min, false), max: wireValue(counts.max, false) }),
})
