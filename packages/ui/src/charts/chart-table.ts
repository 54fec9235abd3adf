import { number, toNumber } from '../format.ts'
import type { Line } from './line-series.ts'
import { type Difference, differences } from './plot-options.ts'
import { axisOf, type PlotRun } from './plot-runs.ts'

type Cell = string | number | undefined

/** What a chart shows, as a table. */
export interface Table {
  columns: readonly string[]
  rows: readonly (readonly Cell[])[]
}

/** One row a line: its last, smallest and largest value and how many points it has. */
export function summaryTable(lines: readonly Line[]): Table {
  const rows = lines.map(({ name, ys, steps, points }): Cell[] => {
    const finite = ys.filter(Number.isFinite)
    const [low, high] = extremes(finite)
    return [name, ys.at(-1), low, high, steps.at(-1), points]
  })
  return { columns: ['Run', 'Last', 'Min', 'Max', 'Last step', 'Points'], rows }
}

function extremes(values: readonly number[]): [low: number | undefined, high: number | undefined] {
  let low: number | undefined
  let high: number | undefined
  for (const value of values) {
    if (low === undefined || value < low) low = value
    if (high === undefined || value > high) high = value
  }
  return [low, high]
}

/** One row a point, as drawn: for CSV. */
export function pointsTable(lines: readonly Line[], xName: string): Table {
  const banded = lines.some(({ low }) => low)
  const rows = lines.flatMap(({ name, xs, ys, steps, times, low, high }) =>
    ys.map((y, at): Cell[] => {
      const time = times[at]
      const exact = banded ? [low?.[at], high?.[at]] : [steps[at], time === undefined ? undefined : new Date(time).toISOString()]
      return [name, xs[at], y, ...exact]
    }),
  )
  return { columns: ['run', xName, 'value', ...(banded ? ['low', 'high'] : ['step', 'time'])], rows }
}

/** One row a run, or group, with its values on the axes; of a group with the interval of its mean. */
export function runsTable(runs: readonly PlotRun[], axes: readonly string[]): Table {
  const columns = axes.map((axis) => axisOf(runs, axis))
  const isGrouped = runs.some(({ spread }) => spread)
  return {
    columns: [isGrouped ? 'Group' : 'Run', ...columns.flatMap(({ name }) => (isGrouped ? [name, `${name} low`, `${name} high`] : [name]))],
    rows: runs.map((run, at) => [
      run.name,
      ...columns.flatMap(({ name, values }) => [values[at], ...(isGrouped ? (run.spread?.get(name) ?? [undefined, undefined]) : [])]),
    ]),
  }
}

/** One row a run and metric with its difference from the baseline. */
export function differenceTable(runs: readonly PlotRun[], metrics: readonly string[], baseline: string | undefined): Table {
  const rows = differences(runs, metrics, baseline).map(({ run, metric, value, delta, percent }: Difference) => [
    run.name,
    metric,
    value,
    delta,
    percent,
  ])
  return { columns: ['Run', 'Metric', 'Value', 'Difference', 'Percent'], rows }
}

/** A cell as people read it. */
export const cellText = (cell: Cell): string => (typeof cell === 'number' ? number(cell) : (cell ?? ''))

/** The table as CSV with all digits; cells that a spreadsheet would take for a formula are guarded. */
export function csvOf({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n') + '\r\n'
}

function csvCell(cell: Cell): string {
  if (cell === undefined) return ''
  const text = typeof cell === 'number' ? String(cell) : /^[=+\-@\t]/.test(cell) && Number.isNaN(toNumber(cell)) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
