import { natural } from '../../natural.ts'
import { betterOf } from './better.ts'
import type { ComparedRun } from './compare-rows.ts'

/** Metrics that two of the runs, or the only one, logged beyond the first step: the primary one first, then those of validation and test, then by name. */
export function commonCurves(runs: readonly ComparedRun[], primary?: string): string[] {
  const found = new Map<string, number>()
  const curves = new Set<string>()
  for (const { data } of runs) {
    for (const { key, step } of data.metrics ?? []) {
      if (key.startsWith('system/')) continue
      found.set(key, (found.get(key) ?? 0) + 1)
      if (Number(step) > 0) curves.add(key)
    }
  }
  const rank = (key: string): number => {
    if (key === primary?.replace(/^-/, '')) return 0
    if (betterOf(key) === undefined) return 3
    return /(^|[/_.-])(val|valid|validation|test|eval)([/_.-]|$)/i.test(key) ? 1 : 2
  }
  return [...curves].filter((key) => (found.get(key) ?? 0) >= Math.min(2, runs.length)).sort((a, b) => rank(a) - rank(b) || natural(a, b))
}
