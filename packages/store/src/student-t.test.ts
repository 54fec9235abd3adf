import { expect, test } from 'vitest'
import { studentT95 } from './student-t.ts'

// Quantiles 0.975 as SciPy gives them.
for (const [degrees, quantile] of [
  [1, 12.7062],
  [2, 4.30265],
  [3, 3.18245],
  [10, 2.22814],
  [11, 2.20099],
  [12, 2.17881],
  [20, 2.08596],
  [30, 2.04227],
  [100, 1.98397],
  [1000, 1.96234],
  [100_000, 1.95999],
] as const) {
  test(`${degrees} degrees of freedom`, () => expect(studentT95(degrees)).toBeCloseTo(quantile, 4))
}
