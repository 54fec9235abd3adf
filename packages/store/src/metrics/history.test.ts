import * as contract from '@tailrace/contract'
import { describe } from 'vitest'
import { expect, onEachDatabase, test } from '../each-database.ts'
import { POINT } from './write.ts'

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

  describe('pages of points in any order of steps and times', () => {
    /** Small numbers that look random, always the same. */
    const noise = (index: number, below: number): number => (index * 7919 + 104_729) % below

    for (const [what, others] of [
      ['of a run alone', 0],
      ['amid many runs that log the same metric at the same times', 20],
    ] as const) {
      test(what, async () => {
        const key = `mixed ${others}`
        const run_id = await newRun(0)
        const rows = Array.from(
          { length: 2000 },
          (_, at) => [key, noise(at, 13), noise(at, 90), noise(at, 701), at % 50 === 0, run_id] as const,
        )
        const distinct = [...new Map(rows.map((row) => [row.join(), row])).values()]
        for (let other = 0; other < others; other++) {
          const id = await newRun(0)
          await store.db.insertRows(
            'metrics',
            POINT,
            distinct.slice(0, 700).map(([, value, time, step, isNan]) => [key, value, time, step, isNan, id]),
          )
        }
        await store.db.insertRows('metrics', POINT, distinct)
        const expected = distinct
          .toSorted((one, other) => one[2] - other[2] || one[3] - other[3] || one[1] - other[1] || Number(one[4]) - Number(other[4]))
          .map(([, value, timestamp, step, isNan]) => ({ key, value: isNan ? 'NaN' : value, timestamp, step }))
        for (const max_results of [17, 400]) {
          const found: unknown[] = []
          let page_token: string | undefined
          do {
            const query = { run_id, metric_key: key, max_results, ...(page_token ? { page_token } : {}) }
            const page = await store.call(contract.getMetricHistory, query)
            found.push(...(page.metrics ?? []))
            page_token = page.next_page_token
          } while (page_token)
          expect(found).toEqual(expected)
        }
      })
    }
  })
})
