import { createRun, logBatch, queryMetricBands, queryMetricHistory } from '@tailrace/contract'
import { expect, onEachDatabase, test } from '../each-database.ts'
import type { TestStore } from '../each-database.ts'
import { PLACES } from '../testing/places.ts'

interface Known {
  readonly value: number | string
  readonly step: number
  readonly timestamp: number
}

async function runWith(store: TestStore, points: readonly Known[]): Promise<string> {
  const { run } = await store.call(createRun, { experiment_id: '0' })
  const { run_id } = run.info
  for (let first = 0; first < points.length; first += 1000)
    await store.call(logBatch, { run_id, metrics: points.slice(first, first + 1000).map((point) => ({ key: 'm', ...point })) })
  return run_id
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
const AXES = [
  ['step', 'step'],
  ['time', 'timestamp'],
] as const

/** A moving average over all points, by the book: at each point, by its step and time. */
function averagesOf(points: readonly Known[], axis: 'step' | 'timestamp', weight: number): Map<string, number> {
  const sorted = points.toSorted(
    (a, b) => a[axis] - b[axis] || a.step - b.step || a.timestamp - b.timestamp || Number(a.value) - Number(b.value),
  )
  const found = new Map<string, number>()
  let [sum, share] = [0, 0]
  for (const { value, ...at } of sorted) {
    if (typeof value === 'number') {
      sum = sum * weight + value
      share = share * weight + 1
    }
    found.set(`${at[axis]}`, sum / share)
  }
  return found
}

const valueAt = (at: number): number | string =>
  at % 101 === 7 ? (['NaN', 'Infinity', '-Infinity'][at % 3] ?? 0) : Math.sin(at / 300) + ((at * 4271) % 997) / 500

onEachDatabase((store) => {
  for (const [what, place] of Object.entries(PLACES))
    test(`points ${what} are smoothed one by one, whatever the zoom and the width`, async () => {
      const points = numbers(5000).map((at): Known => {
        const [step, timestamp] = place(at)
        return { step, timestamp, value: valueAt(at) }
      })
      const run = await runWith(store, points)
      for (const [x, axis] of AXES) {
        const places = points.map((point) => point[axis]).toSorted((a, b) => a - b)
        const [from = 0, to = 0] = [places[3100], places[4200]]
        for (const smoothing of [0.5, 0.99]) {
          const expected = averagesOf(points, axis, smoothing)
          for (const range of [{ buckets: 7 }, { buckets: 2000 }, { buckets: 30, start: from, end: to }]) {
            const { series } = await store.call(queryMetricHistory, { run_ids: [run], metric_keys: ['m'], x, smoothing, ...range })
            const { at = [], values = [], counts = [], means = [] } = series[0]?.smoothed ?? {}
            expect(counts.reduce<number>((sum, count) => sum + Number(count), 0)).toBe(series[0]?.points)
            for (const [index, value] of values.entries()) {
              if (value === 'NaN') expect(means[index]).toBe('NaN')
              else expect(value).toBeCloseTo(expected.get(`${at[index]}`) ?? NaN, 6)
            }
          }
        }
      }
    })

  test('a bucket gives its last point, its mean and how many points it has', async () => {
    const run = await runWith(
      store,
      numbers(8).map((step) => ({ step, timestamp: 100 + step, value: step === 7 ? 'NaN' : step })),
    )
    const ask = async (more: object) =>
      (await store.call(queryMetricHistory, { run_ids: [run], metric_keys: ['m'], ...more })).series[0]?.smoothed
    expect(await ask({ buckets: 2, smoothing: 0 })).toEqual({ at: [3, 7], values: [3, 6], means: [1.5, 5], counts: [4, 4] })
    expect(await ask({ buckets: 2, smoothing: 0, x: 'time' })).toMatchObject({ at: [103, 107], values: [3, 6] })
    expect(await ask({ buckets: 3, smoothing: 0.5, start: 7 })).toEqual({ at: [7], values: ['NaN'], means: ['NaN'], counts: [1] })
    expect(await ask({ buckets: 3 })).toBeUndefined()
  })

  test('the largest and the smallest doubles are averaged', async () => {
    const largest = 1.797e308
    const run = await runWith(
      store,
      numbers(896).map((step) => ({ step, timestamp: step, value: step < 448 ? largest : step % 2 === 0 ? 5e-324 : -3e-310 })),
    )
    const { series } = await store.call(queryMetricHistory, { run_ids: [run], metric_keys: ['m'], buckets: 2, smoothing: 0.9 })
    const { values = [], means = [] } = series[0]?.smoothed ?? {}
    expect([Number(means[0]) / largest, Number(values[0]) / largest]).toEqual([expect.closeTo(1, 7), expect.closeTo(1, 7)])
    expect(Math.abs(Number(means[1]))).toBeLessThan(1e-280)
  })

  test('a band has the mean of the averages of its runs', async () => {
    const lines = [1, 7].map((slope) =>
      numbers(3000).map((step): Known => ({ step, timestamp: step, value: slope * ((step * 7919) % 503) })),
    )
    const run_ids: string[] = []
    for (const points of lines) run_ids.push(await runWith(store, points))
    const averages = lines.map((points) => averagesOf(points, 'step', 0.9))
    for (const range of [{ buckets: 10 }, { buckets: 100, start: 1000, end: 2999 }]) {
      const groups = [{ group: 'g', run_ids }]
      const { bands } = await store.call(queryMetricBands, { groups, metric_keys: ['m'], smoothing: 0.9, ...range })
      const { xs = [], smoothed = [] } = bands[0] ?? {}
      expect(smoothed).toHaveLength(range.buckets)
      const half = ((xs[1] ?? 0) - (xs[0] ?? 0) - 1) / 2
      for (const [at, x] of xs.entries()) {
        const ends = averages.map((average) => average.get(`${x + half}`) ?? NaN)
        expect(smoothed[at]).toBeCloseTo(((ends[0] ?? NaN) + (ends[1] ?? NaN)) / 2, 5)
      }
    }
  })

  for (const smoothing of [-0.1, 1, 5])
    test(`refuses to smooth by ${smoothing}`, async () => {
      const rule = `Invalid value ${smoothing} for parameter 'smoothing' supplied: It must be from 0 to 0.999.`
      const charted = await store.refusal(queryMetricHistory, { run_ids: ['r'], metric_keys: ['m'], smoothing })
      expect(charted).toEqual(['INVALID_PARAMETER_VALUE', rule])
      const groups = [{ group: 'g', run_ids: ['r'] }]
      expect((await store.refusal(queryMetricBands, { groups, metric_keys: ['m'], smoothing }))[1]).toBe(rule)
    })
})
