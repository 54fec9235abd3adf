import { expect, test } from 'vitest'
import { latestOf } from './latest-metrics.ts'

const point = (key: string, step: number, timestamp: number, dataset_name?: string) => ({
  key,
  value: step,
  step,
  timestamp,
  ...(dataset_name && { dataset_name }),
})

test('the latest point of each metric and dataset', () => {
  const points = [point('a', 0, 1), point('a', 2, 1), point('b', 0, 5), point('a', 1, 9), point('a', 2, 3), point('a', 0, 0, 'test')]
  expect(latestOf(points)).toEqual([point('a', 2, 3), point('b', 0, 5), point('a', 0, 0, 'test')])
})
