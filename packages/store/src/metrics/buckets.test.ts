import { createExperiment, createRun, logBatch, queryMetricBands, queryMetricHistory, setExperimentTag } from '@tailrace/contract'
import { expect, onEachDatabase, test } from '../each-database.ts'
import type { TestStore } from '../each-database.ts'
import { PLACES } from '../testing/places.ts'
import { bucketGrid } from './chart-range.ts'

interface Point {
  step?: number | bigint
  timestamp?: number
  value: number | string
}

/** A new run with points of the metric `m`. */
async function runWith(store: TestStore, points: readonly Point[], key = 'm'): Promise<string> {
  const { run } = await store.call(createRun, { experiment_id: '0' })
  const { run_id } = run.info
  for (let first = 0; first < points.length; first += 1000) {
    const metrics = points
      .slice(first, first + 1000)
      .map(({ step = 0, timestamp = 0, value }) => ({ key, value, timestamp, step: String(step) }))
    await store.call(logBatch, { run_id, metrics })
  }
  return run_id
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index)
const ask = (store: TestStore, run: string, more: object = {}) =>
  store.call(queryMetricHistory, { run_ids: [run], metric_keys: ['m'], ...more }).then(({ series }) => series[0])

interface Known {
  readonly value: number | string
  readonly step: number
  readonly timestamp: number
}

/** The points that a chart of long series needs, from a look at each point: extremes, one of a kind of the others, both ends. */
function neededOf(points: readonly Known[], axis: 'step' | 'timestamp', buckets: number): Known[] {
  const sorted = points.toSorted((a, b) => a[axis] - b[axis] || a.step - b.step || a.timestamp - b.timestamp)
  const bounds = { first: BigInt(sorted[0]?.[axis] ?? 0), last: BigInt(sorted.at(-1)?.[axis] ?? 0) }
  const { start, width } = bucketGrid(bounds, { axis, buckets })
  const needed = new Set([sorted[0], sorted.at(-1)])
  for (const bucket of Map.groupBy(sorted, (point) => Math.floor((point[axis] - Number(start)) / Number(width))).values()) {
    const finite = bucket.filter(({ value }) => typeof value === 'number').toSorted((a, b) => Number(a.value) - Number(b.value))
    for (const point of [finite[0], finite.at(-1)]) needed.add(point)
    for (const kind of ['NaN', 'Infinity', '-Infinity']) needed.add(bucket.find(({ value }) => value === kind))
  }
  return sorted.filter((point) => needed.has(point))
}

onEachDatabase((store) => {
  test('a short series is there whole, with NaN and infinities, by step', async () => {
    const run = await runWith(store, [
      { step: 3, timestamp: 1, value: 'NaN' },
      { step: -5, timestamp: 9, value: 'Infinity' },
      { step: 3, timestamp: 0, value: 7 },
      { step: 1, timestamp: 4, value: '-Infinity' },
    ])
    expect(await ask(store, run)).toEqual({
      run_id: run,
      key: 'm',
      points: 4,
      sampled: false,
      steps: [-5, 1, 3, 3],
      timestamps: [9, 4, 0, 1],
      values: ['Infinity', '-Infinity', 7, 'NaN'],
    })
    expect((await ask(store, run, { x: 'time' }))?.timestamps).toEqual([0, 1, 4, 9])
  })

  test('one point, and a key that was never logged', async () => {
    const run = await runWith(store, [{ step: 5, timestamp: 2, value: 1.5 }])
    expect(await store.call(queryMetricHistory, { run_ids: [run, 'none'], metric_keys: ['other', 'm'], buckets: 1 })).toEqual({
      series: [{ run_id: run, key: 'm', points: 1, sampled: false, steps: [5], timestamps: [2], values: [1.5] }],
    })
  })

  test('a long series gives the smallest and the largest of each bucket, the first and the last', async () => {
    const points = numbers(500).map((step) => ({ step: step - 250, timestamp: 2 * step, value: (step * 7919) % 503 }))
    const run = await runWith(store, points)
    const expected = new Map<number, number>([points[0], points[499]].map((point) => [point?.step ?? 0, point?.value ?? 0]))
    for (let first = 0; first < 500; first += 50) {
      const bucket = points.slice(first, first + 50).toSorted((a, b) => a.value - b.value)
      for (const point of [bucket[0], bucket.at(-1)]) if (point) expected.set(point.step, point.value)
    }
    const sorted = [...expected].toSorted(([a], [b]) => a - b)
    for (const x of ['step', 'time']) {
      const series = await ask(store, run, { x, buckets: 10 })
      expect(series).toMatchObject({
        points: 500,
        sampled: true,
        steps: sorted.map(([step]) => step),
        values: sorted.map(([, value]) => value),
      })
      expect(series?.timestamps).toEqual(sorted.map(([step]) => 2 * (step + 250)))
    }
  })

  test('NaN and infinities of a long series are one of a kind a bucket', async () => {
    const special = ['NaN', 'Infinity', '-Infinity']
    const run = await runWith(
      store,
      numbers(200).map((step) => ({ step, timestamp: step, value: step % 5 < 3 ? (special[step % 5] ?? 0) : step })),
    )
    for (const x of ['step', 'time']) {
      const series = await ask(store, run, { x, buckets: 4 })
      expect(series?.points).toBe(200)
      expect(series?.values).toEqual([0, 50, 100, 150].flatMap((first) => [...special, first + 3, first + 49]))
    }
  })

  for (const [what, place] of Object.entries(PLACES)) {
    test(`a long series ${what}, with NaN and infinities here and there`, async () => {
      const points = numbers(5000).map((index): Known => {
        const [step, timestamp] = place(index)
        const isOdd = index > 1500 && index < 2200 && index % 7 === 0
        return { step, timestamp, value: isOdd ? (['NaN', 'Infinity', '-Infinity'][index % 3] ?? 0) : (index * 4271) % 5003 }
      })
      const run = await runWith(store, points)
      for (const x of ['step', 'time'] as const) {
        for (const buckets of [1, 7, 60, 2000]) {
          const series = await ask(store, run, { x, buckets })
          const needed = neededOf(points, x === 'step' ? 'step' : 'timestamp', buckets)
          const inOrder = (list: readonly Known[]) => list.map(({ value, step, timestamp }) => `${step} ${timestamp} ${value}`).toSorted()
          const found = series?.steps.map((step, index) => ({
            step: Number(step),
            timestamp: Number(series.timestamps[index]),
            value: series.values[index] ?? 0,
          }))
          expect(series?.points).toBe(5000)
          expect(inOrder(found ?? [])).toEqual(inOrder(needed))
        }
      }
    })
  }

  test('a range of steps or times, both ends included', async () => {
    const run = await runWith(
      store,
      numbers(1000).map((step) => ({ step: step - 500, timestamp: 5000 - step, value: step })),
    )
    expect(await ask(store, run, { start: -100, end: '-98' })).toMatchObject({ points: 3, sampled: false, steps: [-100, -99, -98] })
    expect(await ask(store, run, { start: 498 })).toMatchObject({ steps: [498, 499] })
    expect(await ask(store, run, { x: 'time', end: 4002 })).toMatchObject({ timestamps: [4001, 4002], values: [999, 998] })
    expect(await ask(store, run, { start: 100, end: 299, buckets: 1 })).toMatchObject({ points: 200, sampled: true, steps: [100, 299] })
    expect(await ask(store, run, { x: 'time', start: 4501, end: 4700, buckets: 2 })).toMatchObject({
      points: 200,
      timestamps: [4501, 4600, 4601, 4700],
    })
    expect(await ask(store, run, { start: 9000 })).toBeUndefined()
  })

  test('equal x: the smallest, the largest, the first and the last of all', async () => {
    const run = await runWith(
      store,
      numbers(100).map((index) => ({ step: 7, timestamp: index, value: ((index + 5) * 37) % 101 })),
    )
    const series = await ask(store, run, { buckets: 3 })
    expect(series).toMatchObject({ points: 100, sampled: true, steps: [7, 7, 7, 7] })
    expect(series?.values).toEqual([84, 100, 0, 10])
    const flat = await ask(
      store,
      await runWith(
        store,
        numbers(100).map((index) => ({ step: index, timestamp: 1, value: 4 })),
      ),
      { x: 'time', buckets: 3 },
    )
    expect(flat).toMatchObject({ points: 100, sampled: true, steps: [0, 99] })
  })

  test('steps of all 64 bits', async () => {
    const ends = [-(2n ** 63n), -(2n ** 62n), 2n ** 62n, 2n ** 63n - 1n]
    const run = await runWith(
      store,
      ends.map((step, index) => ({ step, timestamp: 1, value: index })),
    )
    expect((await ask(store, run))?.values).toEqual([0, 1, 2, 3])
    expect(await ask(store, run, { buckets: 1 })).toMatchObject({ points: 4, sampled: true, values: [0, 3] })
    const { bands } = await store.call(queryMetricBands, { groups: [{ group: 'g', run_ids: [run] }], metric_keys: ['m'], buckets: 2 })
    expect(bands[0]?.mean).toEqual([0.5, 2.5])
  })

  test('many long series leave in pieces, in the order of the request', async () => {
    const points = numbers(1200).map((step) => ({ step, timestamp: 1, value: step }))
    const runs: string[] = []
    for (let index = 0; index < 12; index++) runs.push(await runWith(store, points, `k${index}`))
    const metric_keys = numbers(12).map((index) => `k${11 - index}`)
    const { series } = await store.call(queryMetricHistory, { run_ids: runs, metric_keys, buckets: 2000 })
    expect(series.map(({ run_id, key, points: count }) => [run_id, key, count])).toEqual(runs.map((run, index) => [run, `k${index}`, 1200]))
  })

  test('gives the metrics that matter most where none is named, without those of the system', async () => {
    const run_ids = [await runWith(store, [{ value: 1 }], 'b'), await runWith(store, [{ value: 2 }], 'Z')]
    for (const [run_id, key] of [
      [run_ids[0], 'system/cpu'],
      [run_ids[1], 'c'],
      [run_ids[1], 'b'],
      [run_ids[0], 'lr'],
    ])
      await store.call(logBatch, { run_id: run_id ?? '', metrics: [{ key: key ?? '', value: 3, timestamp: 1 }] })
    const of = async (first_metrics: number): Promise<string[]> => {
      const { series } = await store.call(queryMetricHistory, { run_ids, first_metrics })
      return series.map(({ run_id, key }) => `${run_ids.indexOf(run_id)} ${key}`)
    }
    expect(await of(2)).toEqual(['0 b', '1 Z', '1 b'])
    expect(await of(100)).toEqual(['0 b', '0 lr', '1 Z', '1 b', '1 c'])
    await store.call(setExperimentTag, { experiment_id: '0', key: 'tailrace.primaryMetric', value: 'lr' })
    expect(await of(2)).toEqual(['0 lr', '1 Z'])
    expect((await store.call(queryMetricHistory, { run_ids: ['none'], first_metrics: 5 })).series).toEqual([])
  })

  test('a band averages runs, not points', async () => {
    const one = await runWith(
      store,
      [0, 1, 2, 3].map((step) => ({ step, value: 10 + step })),
    )
    const two = await runWith(
      store,
      [0, 0, 1].map((step, index) => ({ step, timestamp: index, value: 20 + 2 * index })),
    )
    const odd = await runWith(store, [
      { step: 1, value: 'NaN' },
      { step: 2, value: 'Infinity' },
    ])
    const { bands } = await store.call(queryMetricBands, {
      groups: [
        { group: 'all', run_ids: [one, two, odd] },
        { group: 'none', run_ids: ['none'] },
        { group: 'two', run_ids: [two] },
      ],
      metric_keys: ['m', 'other'],
      buckets: 2,
    })
    // Buckets are steps 0 to 1 and 2 to 3; run one has means 10.5 and 12.5, run two 22.
    const half = (12.706204736 * Math.sqrt(((10.5 - 16.25) ** 2 + (22 - 16.25) ** 2) / 1)) / Math.sqrt(2)
    expect(bands).toEqual([
      {
        group: 'all',
        key: 'm',
        runs: 2,
        xs: [0.5, 2.5],
        mean: [16.25, 12.5],
        low: [expect.closeTo(16.25 - half, 9), 12.5],
        high: [expect.closeTo(16.25 + half, 9), 12.5],
        min: [10.5, 12.5],
        max: [22, 12.5],
      },
      { group: 'two', key: 'm', runs: 1, xs: [0.5], mean: [22], low: [22], high: [22], min: [22], max: [22] },
    ])
  })

  test('a band of huge and of tiny values', async () => {
    const { run } = await store
      .call(createExperiment, { name: 'tiny' })
      .then(({ experiment_id }) => store.call(createRun, { experiment_id }))
    await store.call(logBatch, { run_id: run.info.run_id, metrics: [{ key: 'm', value: 1e-300, timestamp: 1 }] })
    const huge = await runWith(store, [{ value: 1e308 }, { step: 1, value: 3e-300 }])
    const { bands } = await store.call(queryMetricBands, { groups: [{ group: 'g', run_ids: [run.info.run_id, huge] }], metric_keys: ['m'] })
    expect(bands[0]).toMatchObject({ runs: 2, xs: [0, 1], mean: [1e-300, 3e-300] })
  })

  for (const [why, request, message] of [
    ['no run', { run_ids: [] }, 'run_ids must hold 1 to 100 items, got 0.'],
    ['too many runs', { run_ids: Array(101).fill('r') }, 'run_ids must hold 1 to 100 items, got 101.'],
    ['no key', { metric_keys: [] }, 'metric_keys must hold 1 to 100 items, got 0.'],
    ['neither names nor a number', { metric_keys: undefined }, 'Give one of metric_keys and first_metrics.'],
    ['names and a number', { first_metrics: 1 }, 'Give one of metric_keys and first_metrics.'],
    [
      'no metric',
      { metric_keys: undefined, first_metrics: 0 },
      "Invalid value 0 for parameter 'first_metrics' supplied. It must be from 1 to 100.",
    ],
    ['no bucket', { buckets: 0 }, 'buckets must be between 1 and 2000, got 0.'],
    ['too many buckets', { buckets: 2001 }, 'buckets must be between 1 and 2000, got 2001.'],
    ['a start behind the end', { start: 2, end: 1 }, 'start must not be greater than end, got 2 and 1.'],
    ['an unknown axis', { x: 'epoch' }, "Invalid value \"epoch\" for parameter 'x' supplied:  Hint: Value was of type 'str'."],
  ] as const) {
    test(`refuses ${why}`, async () => {
      const [code, text] = await store.refusal(queryMetricHistory, { run_ids: ['r'], metric_keys: ['m'], ...request })
      expect([code, text]).toEqual(['INVALID_PARAMETER_VALUE', expect.stringContaining(message)])
    })
  }

  test('refuses a band without groups, and one of too many runs', async () => {
    expect(await store.refusal(queryMetricBands, { groups: [], metric_keys: ['m'] })).toEqual([
      'INVALID_PARAMETER_VALUE',
      'groups must hold 1 to 50 items, got 0.',
    ])
    const groups = [{ group: 'g', run_ids: Array(1001).fill('r') }]
    expect((await store.refusal(queryMetricBands, { groups, metric_keys: ['m'] }))[1]).toBe('run_ids must hold 1 to 1000 items, got 1001.')
  })
})
