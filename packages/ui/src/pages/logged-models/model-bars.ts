import { directionOf, type LoggedModel, type PrimaryKey, type QueriedRun } from '@tailrace/contract'
import type { PlotRun } from '../../charts/plot-runs.ts'
import { toNumber } from '../../format.ts'
import { latestMetrics } from './logged-model.ts'

/** Bars of one metric. */
export interface MetricBars {
  metric: string
  /** Models that have a number for it, the best first. */
  bars: readonly PlotRun[]
  /** How many have no value, and how many one that no bar can have. */
  missing: number
  odd: number
}

/** Databases keep infinity as the largest number there is. */
const isDrawable = (value: number): boolean => Math.abs(value) < Number.MAX_VALUE

/** Names of models by identifier. Those that several have begin with the run, or the model's id where that does not tell them apart. */
export function barNames(models: readonly LoggedModel[], runs: ReadonlyMap<string, QueriedRun>): Map<string, string> {
  const sameName = Map.groupBy(models, ({ info }) => info.name)
  const sameRun = Map.groupBy(models, ({ info }) => JSON.stringify([info.name, info.source_run_id]))
  return new Map(
    models.map(({ info: { model_id, name, source_run_id } }) => {
      const run = runs.get(source_run_id)?.info.run_name
      const isOnly = sameRun.get(JSON.stringify([name, source_run_id]))?.length === 1
      const from = isOnly && run ? run : model_id.slice(0, 8)
      return [model_id, sameName.get(name)?.length === 1 ? name : `${from} ${name}`]
    }),
  )
}

/** The newest values of some metrics of models as bars. */
export function barsOf(
  models: readonly LoggedModel[],
  metrics: readonly string[],
  {
    names,
    colors,
    primary,
  }: { names: ReadonlyMap<string, string>; colors?: ReadonlyMap<string, string>; primary?: PrimaryKey | undefined },
): MetricBars[] {
  const known = models.map(({ info, data }) => ({ id: info.model_id, latest: latestMetrics({ info, data }) }))
  return metrics.map((metric) => {
    const given = known.filter(({ latest }) => latest.has(metric))
    const bars = given.flatMap(({ id, latest }): PlotRun[] => {
      const value = toNumber(latest.get(metric))
      const look = { run_id: id, name: names.get(id) ?? id, color: colors?.get(id) ?? '' }
      return isDrawable(value) ? [{ ...look, params: new Map(), metrics: new Map([[metric, value]]) }] : []
    })
    const value = (bar: PlotRun): number => bar.metrics.get(metric) ?? NaN
    const sign = directionOf(metric, primary) === 'down' ? -1 : 1
    return {
      metric,
      bars: bars.toSorted((a, b) => sign * (value(b) - value(a))),
      missing: models.length - given.length,
      odd: given.length - bars.length,
    }
  })
}
