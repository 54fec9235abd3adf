import { type PrimaryKey, rankMetrics } from '@tailrace/contract'
import { natural } from '../../natural.ts'
import type { ComparedRun } from './compare-rows.ts'

/** Metrics that two of the runs, or the only one, logged beyond the first step: those that matter most first, else by name. */
export function commonCurves(runs: readonly ComparedRun[], primary?: PrimaryKey): string[] {
  const found = new Map<string, number>()
  const curves = new Set<string>()
  for (const { data } of runs) {
    for (const { key, step } of data.metrics ?? []) {
      if (key.startsWith('system/')) continue
      found.set(key, (found.get(key) ?? 0) + 1)
      if (Number(step) > 0) curves.add(key)
    }
  }
  const common = [...curves].filter((key) => (found.get(key) ?? 0) >= Math.min(2, runs.length))
  return rankMetrics(common.toSorted(natural), primary)
}
