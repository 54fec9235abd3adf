import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { queryRuns, runColumns } from '../api/calls.ts'
import { idIn } from '../query/clauses.ts'
import type { ChartRun } from './chart-run.ts'
import type { PlotSource } from './plot-runs.ts'

/** Most runs that one plot shows. */
const MOST_RUNS = 1_000

/** Search of exactly these runs, in every stage. */
const scopeOf = (runs: readonly ChartRun[]) => ({
  experiment_ids: [...new Set(runs.map(({ experiment_id }) => experiment_id))],
  filter: idIn(runs.slice(0, MOST_RUNS).map(({ run_id }) => run_id)),
  run_view_type: 'ALL' as const,
})

export interface Columns {
  /** The most logged first. */
  metrics: string[]
  params: string[]
  /** Params with several values. */
  varying: string[]
  /** Metrics with several values. */
  telling: string[]
  images: boolean
}

/** The tag that clients set on runs with pictures. */
const IMAGES_TAG = 'mlflow.loggedImages'

/** Names of metrics and params of these runs. */
export const useColumns = (runs: readonly ChartRun[]): UseQueryResult<Columns> =>
  useQuery({
    queryKey: ['runs', 'chart-columns', runs.map(({ run_id }) => run_id)],
    queryFn: async ({ signal }): Promise<Columns> => {
      const { metrics, params, tags } = await runColumns({ ...scopeOf(runs), sample: MOST_RUNS }, signal)
      return {
        metrics: metrics.map(({ key }) => key),
        params: params.map(({ key }) => key),
        varying: params.filter(({ distinct }) => distinct > 1).map(({ key }) => key),
        telling: metrics.filter(({ key, distinct }) => distinct > 1 && !key.startsWith('system/')).map(({ key }) => key),
        images: tags.some(({ key }) => key === IMAGES_TAG),
      }
    },
    enabled: runs.length > 0,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  })

/** Latest values of the runs on the axes. */
export const usePlotSources = (runs: readonly ChartRun[], axes: readonly string[]): UseQueryResult<PlotSource[]> =>
  useQuery({
    queryKey: ['runs', 'chart-values', runs.map(({ run_id }) => run_id), axes],
    queryFn: async ({ signal }): Promise<PlotSource[]> => {
      const named = (prefix: string): string[] => axes.filter((axis) => axis.startsWith(prefix)).map((axis) => axis.slice(prefix.length))
      const wanted = { params: named('params.'), metrics: named('metrics.'), tags: [], inputs: false }
      const { runs: found } = await queryRuns({ ...scopeOf(runs), ...wanted, max_results: MOST_RUNS }, signal)
      const place = new Map(runs.map(({ run_id }, at) => [run_id, at]))
      return (found as PlotSource[]).sort((a, b) => (place.get(a.info?.run_id ?? '') ?? 0) - (place.get(b.info?.run_id ?? '') ?? 0))
    },
    enabled: runs.length > 0,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  })

/** The runs among these that logged pictures, in the same order. */
export const useImageRuns = (runs: readonly ChartRun[]): UseQueryResult<ChartRun[]> =>
  useQuery({
    queryKey: ['runs', 'chart-images', runs.map(({ run_id }) => run_id)],
    queryFn: async ({ signal }): Promise<ChartRun[]> => {
      const { filter, ...scope } = scopeOf(runs)
      const wanted = { params: [], metrics: [], tags: [], inputs: false, max_results: MOST_RUNS }
      const request = { ...scope, ...wanted, filter: `${filter} AND tags.\`${IMAGES_TAG}\` IS NOT NULL` }
      const found = new Set((await queryRuns(request, signal)).runs.map(({ info }) => info?.run_id))
      return runs.filter(({ run_id }) => found.has(run_id))
    },
    enabled: runs.length > 0,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  })
