import type { Bench, PerSide } from '../bench.ts'
import { type Outcome, type Plan, cpuPerUnit, measure, medianLatency } from '../measure.ts'

/** A row that is one load: the plan, and the most CPU time a unit may take: in ms, or as a part of MLflow's in the same run. */
export interface LoadRow extends Plan {
  target?: number
  share?: number
}

/** Measures loads one after the other and adds their lines to the summary. */
export async function measureRows(bench: Bench, rows: LoadRow[]): Promise<void> {
  for (const row of rows) {
    const [outcome] = await measure(bench, [row])
    if (outcome !== undefined) addFigures(bench, row, outcome)
  }
}

/** Adds CPU time and medians of a load to the summary. */
export function addFigures(bench: Bench, row: LoadRow, outcome: Outcome): void {
  const { work } = row
  const values = cpuPerUnit(outcome)
  const target = row.target ?? (row.share !== undefined && values.original !== undefined ? row.share * values.original : undefined)
  bench.findings.push({ work, figure: 'CPU', unit: 'ms', values, ...(target === undefined ? {} : { target }) })
  if (bench.canAcknowledgeQuickly) bench.findings.push({ work, figure: 'p50', unit: 'ms', values: medianLatency(outcome, 'quick') })
  const asClients = row.modes === undefined || row.modes.includes('as-clients') || !bench.canAcknowledgeQuickly
  if (asClients) bench.findings.push({ work, figure: 'p50 as clients are', unit: 'ms', values: medianLatency(outcome, 'as-clients') })
}

/** Every side's value, changed. */
export function mapSides(values: PerSide, change: (value: number) => number): PerSide {
  return Object.fromEntries(Object.entries(values).map(([side, value]) => [side, change(value)]))
}
