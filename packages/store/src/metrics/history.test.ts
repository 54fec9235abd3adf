import * as contract from '@tailrace/contract'
import { describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'

/** More than an answer holds as objects, so that its text is made in pieces. */
const POINTS = 7_000

onEachDatabase((store) => {
  async function newRun(points: number): Promise<string> {
    const { run } = await store.call(contract.createRun, { experiment_id: '0', start_time: 1 })
    const run_id = run.info.run_id
    for (let start = 0; start < points; start += 1000) {
      const length = Math.min(1000, points - start)
      const metrics = Array.from({ length }, (_, at) => point(start + at))
      await store.call(contract.logBatch, { run_id, metrics })
    }
    return run_id
  }

  /** A value that JSON has no number for, small ones and fractions. */
  const valueOf = (step: number): number => (step % 1000 === 7 ? NaN : step % 3 === 0 ? step * 1e-12 : step / 7)
  const point = (step: number) => {
    const value = valueOf(step)
    return { key: 'train/loss: 1', value: Number.isNaN(value) ? 'NaN' : value, timestamp: step, step }
  }

  describe('many points', () => {
    test('in pages: each once, with the token of the next', async () => {
      const run_id = await newRun(POINTS)
      const query = { run_id, metric_key: 'train/loss: 1' }
      const first = await store.call(contract.getMetricHistory, { ...query, max_results: 6_000 })
      expect(first.metrics).toEqual(Array.from({ length: 6_000 }, (_, step) => point(step)))
      const { next_page_token: page_token } = first
      const rest = await store.call(contract.getMetricHistory, { ...query, max_results: 6_000, page_token })
      expect(rest).toEqual({ metrics: Array.from({ length: 1_000 }, (_, index) => point(6_000 + index)) })
      const all = await store.call(contract.getMetricHistory, { ...query, max_results: POINTS })
      expect(all).toEqual({ metrics: Array.from({ length: POINTS }, (_, step) => point(step)) })
    })

    test('sampled from some runs: in the order of the runs, each with its own', async () => {
      const run_ids = [await newRun(2_500), await newRun(1), await newRun(2_500), await newRun(2_500)]
      const { metrics = [] } = await store.call(contract.getMetricHistoryBulkInterval, {
        run_ids,
        metric_key: 'train/loss: 1',
        max_results: 2_500,
      })
      const steps = [2_500, 1, 2_500, 2_500].map((length) => Array.from({ length }, (_, step) => step))
      expect(metrics).toEqual(steps.flatMap((list, run) => list.map((step) => ({ ...point(step), run_id: run_ids[run] }))))
    })
  })
})
