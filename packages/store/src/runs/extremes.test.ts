import * as contract from '@tailrace/contract'
import { beforeAll, describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

/** Points of each run: metric, step, value; the time is their place. */
const POINTS: Readonly<Record<string, readonly (readonly [key: string, step: number, value: number])[]>> = {
  long: [
    ['loss', 0, 3],
    ['loss', 1, 1],
    ['loss', 2, 1],
    ['loss', 3, NaN],
    ['loss', 4, 2],
    ['acc', 0, 0.1],
    ['acc', 1, 0.7],
    ['acc', 1, 0.6],
    ['acc', 4, 0.9],
  ],
  negative: [
    ['loss', -2, -5],
    ['loss', 7, -1],
  ],
  twice: [
    ['loss', 5, 2],
    ['loss', 5, 9],
    ['loss', 5, 4],
  ],
  nan: [['loss', 1, NaN]],
  infinite: [
    ['loss', 1, Infinity],
    ['loss', 2, -Infinity],
    ['loss', 3, 0],
  ],
  none: [],
}

onEachDatabase((store) => {
  let experiment_id = ''
  const ids: Record<string, string> = {}

  beforeAll(async () => {
    experiment_id = (await store.call(contract.createExperiment, { name: 'extremes' })).experiment_id
    for (const [run_name, points] of Object.entries(POINTS)) {
      const { run_id } = (await store.call(contract.createRun, { experiment_id, run_name })).run.info
      ids[run_name] = run_id
      const metrics = points.map(([key, step, value], index) => ({
        key,
        step,
        value: Number.isFinite(value) ? value : String(value),
        timestamp: index,
      }))
      await store.call(contract.logBatch, { run_id, metrics })
    }
  })

  const query = (request: object) => store.call(contract.queryRuns, { experiment_ids: [experiment_id], order_by: ['run_name'], ...request })
  const largest = Number.MAX_VALUE

  describe('extremes of metrics', () => {
    for (const [why, extremes, expected] of [
      [
        'the smallest, at the first of its steps, without NaN',
        [{ key: 'loss', extreme: 'min' }],
        { infinite: [[-largest, 2]], long: [[1, 1]], nan: [], negative: [[-5, -2]], none: [], twice: [[2, 5]] },
      ],
      [
        'the largest, also among several of one step',
        [{ key: 'loss', extreme: 'max' }],
        { infinite: [[largest, 1]], long: [[3, 0]], nan: [], negative: [[-1, 7]], none: [], twice: [[9, 5]] },
      ],
      [
        'at the best step of another metric the latest value of that step',
        [{ key: 'acc', extreme: 'min', at: 'loss' }],
        { infinite: [], long: [[0.6, 1]], nan: [], negative: [], none: [], twice: [] },
      ],
      [
        'several, in the order of the request',
        [
          { key: 'acc', extreme: 'max' },
          { key: 'loss', extreme: 'max', at: 'acc' },
          { key: 'acc', extreme: 'max', at: 'acc' },
          { key: 'none', extreme: 'max' },
        ],
        {
          infinite: [],
          long: [
            [0.9, 4],
            [2, 4],
            [0.9, 4],
          ],
          nan: [],
          negative: [],
          none: [],
          twice: [],
        },
      ],
    ] as const) {
      test(why, async () => {
        const { runs } = await query({ extremes })
        expect(Object.fromEntries(runs.map((run) => [run.info.run_name, run.extremes?.map(({ value, step }) => [value, step])]))).toEqual(
          expected,
        )
      })
    }

    test('each says what it is', async () => {
      const { runs } = await query({ filter: "run_name = 'long'", extremes: [{ key: 'acc', extreme: 'min', at: 'loss' }] })
      expect(runs[0]?.extremes).toEqual([{ key: 'acc', extreme: 'min', at: 'loss', value: 0.6, step: 1, timestamp: 7 }])
    })

    test('none where none is asked for', async () => {
      for (const request of [{}, { extremes: [] }]) expect((await query(request)).runs.some((run) => 'extremes' in run)).toBe(false)
    })

    for (const [why, extremes, code] of [
      ['without a metric', [{ extreme: 'min' }], 'INVALID_PARAMETER_VALUE'],
      ['of an unknown kind', [{ key: 'loss', extreme: 'median' }], 'INVALID_PARAMETER_VALUE'],
      ['of no kind', [{ key: 'loss' }], 'INVALID_PARAMETER_VALUE'],
      ['that are too many', Array.from({ length: 21 }, () => ({ key: 'loss', extreme: 'min' })), 'INVALID_PARAMETER_VALUE'],
    ] as const) {
      test(`refuses extremes ${why}`, async () => expect((await store.refusal(contract.queryRuns, { extremes }))[0]).toBe(code))
    }
  })
})
