import { hashKey, keepPreviousData, useQuery } from '@tanstack/react-query'
import { useLayoutEffect, useMemo } from 'react'
import { queryMetricBands } from '../api/calls.ts'
import { queries } from '../api/queries.ts'
import type { ChartGroup, ChartRun } from './chart-run.ts'
import { parseExpression } from './expression.ts'
import { seriesOf } from './expression-series.ts'
import { CARD_BUCKETS } from './first-charts.ts'
import { readHistory, type Series } from './history.ts'
import { nameOf } from './layout.ts'
import { fetchAxis, type Line, lineOf } from './line-series.ts'
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
  isOld: boolean
  isLoading: boolean
  error: unknown
  retry: () => void
}

/** How long an answer counts as fresh; events make it old sooner. */
const FRESH_MS = 30_000

/** Range of a zoom that the server is asked for: relative time differs for each run, and a metric as x axis is drawn over all steps. */
function rangeOf(zoom: Zoom | undefined, x: XAxis): Range {
  return zoom && (x === 'step' || x === 'time') ? { start: zoom[0], end: zoom[1] } : {}
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

type Range = { start?: number; end?: number }

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

function useSeries({ metrics, expression, runs }: Wanted, { x, zoom }: ChartSettings, buckets: number): Lines {
  const ids = useMemo(() => runs.map(({ run_id }) => run_id), [runs])
  const axis = fetchAxis(x)
  const range = rangeOf(zoom, x)
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
  const finer = useRelativeZoom(x === 'relative' ? whole : NONE, zoom, buckets)
  const lines = useMemo(
    () => linesOf(whole, finer.data ?? NONE, { metrics, expression, runs }, x),
    [whole, finer.data, metrics.join('\n'), expression, runs, x],
  )
  return {
    lines,
    isOld: answer.isPlaceholderData || finer.isFetching,
    isLoading: answer.isLoading && early.data === undefined,
    error: answer.error,
    retry: () => void answer.refetch(),
  }
}

/** With relative time each run has a range of its own: one request a run, for those whose points were sampled. */
function useRelativeZoom(whole: readonly Series[], zoom: Zoom | undefined, buckets: number) {
  const wanted = zoom ? whole.filter(({ sampled }) => sampled) : []
  return useQuery({
    queryKey: ['metrics', 'relative', wanted.map(({ run_id, key }) => [run_id, key]), zoom, buckets],
    queryFn: async () => {
      const parts = wanted.map(({ run_id, key, timestamps: [first = 0] }) => {
        const [start, end] = zoom ?? [0, 0]
        return readHistory({ run_ids: [run_id], key, x: 'time', start: first + start * 1000, end: first + end * 1000, buckets })
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
    const series = formula ? seriesOf(formula, metric, partOf) : partOf(metric)
    if (!series) return []
    const name = keys.length > 1 ? `${run.name} · ${metric}` : run.name
    const look = { id: key, name, color: run.color, dash: dashes[place] ?? [] }
    const xSeries = isMetricAxis(x) ? byRun.get(`${run.run_id}\n${nameOf(x)}`) : undefined
    const origin = byRun.get(`${run.run_id}\n${formula?.names[0] ?? metric}`)?.timestamps[0]
    return [lineOf(series, look, x, origin, xSeries)]
  })
}

/** Means of groups with their confidence interval, over steps or wall time. */
function useBands(
  metrics: readonly string[],
  groups: readonly ChartGroup[] | undefined,
  { x, zoom }: ChartSettings,
  buckets: number,
): Lines {
  const axis = fetchAxis(x)
  const range = x === 'step' || x === 'time' ? rangeOf(zoom, x) : {}
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
          return { ...look, xs: band.xs, ys: band.mean, low: band.low, high: band.high, steps: [], times: [], points: band.xs.length }
        }),
    )
  }, [answer.data, groups])
  return {
    lines,
    isOld: answer.isPlaceholderData,
    isLoading: answer.isLoading,
    error: answer.error,
    retry: () => void answer.refetch(),
  }
}
