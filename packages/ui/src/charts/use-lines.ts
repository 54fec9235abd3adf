import { hashKey, keepPreviousData, useQuery } from '@tanstack/react-query'
import { useLayoutEffect, useMemo } from 'react'
import { queryMetricBands } from '../api/calls.ts'
import { queries } from '../api/queries.ts'
import { toNumber } from '../format.ts'
import type { ChartGroup, ChartRun } from './chart-run.ts'
import { type Expression, parseExpression } from './expression.ts'
import { seriesOf } from './expression-series.ts'
import { CARD_BUCKETS } from './first-charts.ts'
import { readHistory, type Series } from './history.ts'
import { nameOf } from './layout.ts'
import { averageOf, fetchAxis, type Line, lineOf } from './line-series.ts'
import { dashesOf } from './series-colors.ts'
import { type ChartSettings, isMetricAxis, type XAxis, type Zoom } from './settings.ts'

/** What a line chart asks for. */
export interface LinesRequest {
  metrics: readonly string[]
  /** A formula over these metrics, drawn in their place; only for runs. */
  expression?: string | undefined
  runs: readonly ChartRun[]
  groups: readonly ChartGroup[] | undefined
  settings: ChartSettings
  buckets: number
}

/** Lines with the state of their request. */
export interface Lines {
  lines: Line[]
  /** Whether the lines are those of an earlier question. */
  isStale: boolean
  isLoading: boolean
  error: unknown
  retry: () => void
}

/** How long an answer counts as fresh; events make it old sooner. */
const FRESH_MS = 30_000

/** Range and smoothing that the server is asked for. Of a zoom relative time differs for each run, and a metric as x axis is drawn over all steps. */
function rangeOf({ zoom, x, smooth }: ChartSettings): Range {
  const smoothing = smooth > 0 ? { smoothing: smooth } : {}
  return zoom && (x === 'step' || x === 'time') ? { start: zoom[0], end: zoom[1], ...smoothing } : smoothing
}

const NONE: readonly Series[] = []
const NO_RUNS: readonly ChartRun[] = []
const NO_GROUPS: readonly ChartGroup[] = []

/** Reads and prepares the lines of a chart. A zoom asks again for its range; the lines before stay until then. */
export function useLines({ metrics, expression, runs, groups, settings, buckets }: LinesRequest): Lines {
  const bands = useBands(metrics, expression === undefined ? groups : NO_GROUPS, settings, buckets)
  const series = useSeries({ metrics, expression, runs: groups ? NO_RUNS : runs }, settings, buckets)
  return groups ? bands : series
}

type Range = { start?: number; end?: number; smoothing?: number }

/** Metrics of runs, each as one series. */
export const historyQuery = (keys: readonly string[], ids: readonly string[], axis: 'step' | 'time', buckets: number, range: Range) => ({
  queryKey: ['metrics', 'history', keys, ids, axis, buckets, range],
  queryFn: async (): Promise<Series[]> =>
    (await Promise.all(keys.map((key) => readHistory({ run_ids: ids, key, x: axis, buckets, ...range })))).flat(),
  staleTime: FRESH_MS,
  meta: { runs: ids, metrics: keys },
})

/** Which lines there are to be. */
type Wanted = Pick<LinesRequest, 'metrics' | 'expression' | 'runs'>

function useSeries({ metrics, expression, runs }: Wanted, settings: ChartSettings, buckets: number): Lines {
  const { x, zoom, smooth } = settings
  const ids = useMemo(() => runs.map(({ run_id }) => run_id), [runs])
  const axis = fetchAxis(x)
  const range = rangeOf(settings)
  const keys = isMetricAxis(x) ? [...metrics, nameOf(x)] : metrics
  const asked = historyQuery(keys, ids, axis, buckets, range)
  const enabled = ids.length > 0 && buckets > 0
  const answer = useQuery({ ...asked, enabled, placeholderData: keepPreviousData })
  const isZoomed = range.start !== undefined
  // At once: to draw the lines there are in their new range takes a while with many runs.
  useLayoutEffect(() => {
    if (enabled && isZoomed) void queries.prefetchQuery(asked)
  }, [hashKey(asked.queryKey), enabled, isZoomed])
  // A chart that is alone is drawn first from what was asked for before its width was known.
  const early = useQuery({ ...historyQuery(keys, ids, axis, CARD_BUCKETS, range), enabled: false })
  const whole = answer.data ?? early.data ?? NONE
  const finer = useRelativeZoom(x === 'relative' ? whole : NONE, zoom, buckets, smooth)
  const lines = useMemo(
    () => linesOf(whole, finer.data ?? NONE, { metrics, expression, runs }, x),
    [whole, finer.data, metrics.join('\n'), expression, runs, x],
  )
  return {
    lines,
    isStale: answer.isPlaceholderData || finer.isFetching,
    isLoading: answer.isLoading && early.data === undefined,
    error: answer.error,
    retry: () => void answer.refetch(),
  }
}

/** With relative time each run has a range of its own: one request a run, for those whose points were sampled. */
function useRelativeZoom(whole: readonly Series[], zoom: Zoom | undefined, buckets: number, smoothing: number) {
  const wanted = zoom ? whole.filter(({ sampled }) => sampled) : []
  return useQuery({
    queryKey: ['metrics', 'relative', wanted.map(({ run_id, key }) => [run_id, key]), zoom, buckets, smoothing],
    queryFn: async () => {
      const parts = wanted.map(({ run_id, key, timestamps: [first = 0] }) => {
        const [start, end] = zoom ?? [0, 0]
        const range = { start: first + start * 1000, end: first + end * 1000 }
        return readHistory({ run_ids: [run_id], key, x: 'time', ...range, buckets, smoothing })
      })
      return (await Promise.all(parts)).flat()
    },
    enabled: wanted.length > 0,
    staleTime: FRESH_MS,
    meta: { runs: wanted.map(({ run_id }) => run_id), metrics: wanted.map(({ key }) => key) },
  })
}

function linesOf(whole: readonly Series[], finer: readonly Series[], { metrics, expression, runs }: Wanted, x: XAxis): Line[] {
  const of = (list: readonly Series[]) => new Map(list.map((series) => [`${series.run_id}\n${series.key}`, series]))
  const byRun = of(whole)
  const finerByRun = of(finer)
  const formula = expression === undefined ? undefined : parseExpression(expression)
  const keys = expression === undefined ? metrics : [expression]
  const wanted = runs.flatMap((run) => keys.map((metric) => ({ run, metric })))
  const dashes = dashesOf(wanted.map(({ run }) => run.color))
  return wanted.flatMap(({ run, metric }, place) => {
    const key = `${run.run_id}\n${metric}`
    const partOf = (name: string): Series | undefined => finerByRun.get(`${run.run_id}\n${name}`) ?? byRun.get(`${run.run_id}\n${name}`)
    const series = formula ? expressionSeries(formula, metric, partOf) : partOf(metric)
    if (!series) return []
    const name = keys.length > 1 ? `${run.name} · ${metric}` : run.name
    const look = { id: key, name, color: run.color, dash: dashes[place] ?? [] }
    const xSeries = isMetricAxis(x) ? byRun.get(`${run.run_id}\n${nameOf(x)}`) : undefined
    const origin = byRun.get(`${run.run_id}\n${formula?.names[0] ?? metric}`)?.timestamps[0]
    return [lineOf(series, look, x, origin, xSeries)]
  })
}

/** A formula over the metrics of a run; smoothed it is the formula over their averages, so that it is the same whatever the zoom. */
function expressionSeries(formula: Expression, key: string, find: (name: string) => Series | undefined): Series | undefined {
  const series = seriesOf(formula, key, find)
  const average = seriesOf(formula, key, (name) => {
    const found = find(name)
    return found && averageOf(found)
  })
  if (!series || !average) return series
  const { steps: at, values } = average
  return { ...series, smoothed: { at, values, means: [], counts: [] } }
}

/** Means of groups with their confidence interval, over steps or wall time. */
function useBands(metrics: readonly string[], groups: readonly ChartGroup[] | undefined, settings: ChartSettings, buckets: number): Lines {
  const axis = fetchAxis(settings.x)
  const range = rangeOf(settings)
  const asked = (groups ?? []).slice(0, 50).map(({ group, run_ids }) => ({ group, run_ids: [...run_ids] }))
  const answer = useQuery({
    queryKey: ['metrics', 'bands', metrics, asked, axis, range, buckets],
    queryFn: ({ signal }) =>
      queryMetricBands(
        {
          groups: asked,
          metric_keys: [...metrics],
          x: axis,
          buckets: Math.min(buckets, 500),
          ...(range.start !== undefined && { start: Math.floor(range.start) }),
          ...(range.end !== undefined && { end: Math.ceil(range.end) }),
          ...(range.smoothing !== undefined && { smoothing: range.smoothing }),
        },
        signal,
      ),
    enabled: asked.length > 0 && buckets > 0,
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
    meta: { runs: asked.flatMap(({ run_ids }) => run_ids), metrics },
  })
  const lines = useMemo(() => {
    const dashes = dashesOf((groups ?? []).map(({ color }) => color))
    return (groups ?? []).flatMap(({ group, color }, place) =>
      (answer.data?.bands ?? [])
        .filter((band) => band.group === group)
        .map((band): Line => {
          const name = `${group} · ${band.runs} runs${metrics.length > 1 ? ` · ${band.key}` : ''}`
          const look = { id: `${group}\n${band.key}`, name, color, dash: dashes[place] ?? [] }
          const { xs, mean: ys, low, high, smoothed } = band
          const smooth = smoothed && { xs, ys: smoothed.map(toNumber) }
          return { ...look, xs, ys, low, high, smooth, steps: [], times: [], points: xs.length }
        }),
    )
  }, [answer.data, groups])
  return {
    lines,
    isStale: answer.isPlaceholderData,
    isLoading: answer.isLoading,
    error: answer.error,
    retry: () => void answer.refetch(),
  }
}
