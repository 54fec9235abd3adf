import { describe, expect, test } from 'vitest'
import { chartModeOf, drawnAtFirst, hiddenInCharts } from './in-charts.ts'
import { rowOf } from './run-row.ts'

const rows = Array.from({ length: 25 }, (_, index) => {
  const run_id = `r${index}`
  const status = index === 3 ? 'RUNNING' : index === 4 ? 'FAILED' : 'FINISHED'
  return rowOf({
    info: { run_id, run_uuid: run_id, experiment_id: '1', user_id: 'u', status, start_time: 1, lifecycle_stage: 'active' },
    data: {},
  })
})

/** Places of the runs that are drawn. */
const drawn = (mode: string, toggled: readonly string[] = [], selected: readonly string[] = []): number[] => {
  const hidden = hiddenInCharts(rows, chartModeOf(mode), new Set(toggled), new Set(selected))
  return rows.flatMap(({ id }, place) => (hidden.has(id) ? [] : [place]))
}
const all = [...rows.keys()]

describe('runs that are drawn in charts', () => {
  for (const [why, given, expected] of [
    ['all', drawn('all'), all],
    ['all but one', drawn('all', ['r7']), all.filter((place) => place !== 7)],
    ['the first ten', drawn('first10'), all.slice(0, 10)],
    ['the first twenty, less one, and one more', drawn('first20', ['r0', 'r24']), [...all.slice(1, 20), 24]],
    ['the finished', drawn('finished'), all.filter((place) => place !== 3 && place !== 4)],
    ['the unfinished', drawn('unfinished'), [3, 4]],
    ['the selected, less one', drawn('selected', ['r1'], ['r1', 'r2']), [2]],
    ['none but one', drawn('none', ['r5']), [5]],
    ['all where the address says nonsense', drawn('some'), all],
  ] as const)
    test(why, () => expect(given).toEqual(expected))
})

test('modes that say how many draw as many', () => {
  expect([drawnAtFirst('first10'), drawnAtFirst('first20'), drawnAtFirst('all')]).toEqual([10, 20, undefined])
})
