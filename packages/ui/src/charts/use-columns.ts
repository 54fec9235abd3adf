import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { queryRuns } from '../api/calls.ts'
import { type Columns, columnsQuery, IMAGES_TAG } from '../api/columns-query.ts'
import { MOST_CHARTED, scopeOfCharted } from '../api/questions.ts'
import type { ChartRun } from './chart-run.ts'
import type { PlotSource } from './plot-runs.ts'

/** Names of metrics and params of these runs. */
export const useColumns = (runs: readonly ChartRun[]): UseQueryResult<Columns> =>
  useQuery({
    ...columnsQuery(runs),
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
      const { runs: found } = await queryRuns({ ...scopeOfCharted(runs), ...wanted, max_results: MOST_CHARTED }, signal)
      const place = new Map(runs.map(({ run_id }, at) => [run_id, at]))
      return (found as PlotSource[]).sort((a, b) => (place.get(a.info?.run_id ?? '') ?? 0) - (place.get(b.info?.run_id ?? '') ?? 0))
    },
    enabled: runs.length > 0,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
    meta: {
      runs: runs.map(({ run_id }) => run_id),
      metrics: axes.filter((axis) => axis.startsWith('metrics.')).map((axis) => axis.slice(8)),
    },
  })

/** The runs among these that logged pictures, in the same order. */
export const useImageRuns = (runs: readonly ChartRun[]): UseQueryResult<ChartRun[]> =>
  useQuery({
    queryKey: ['runs', 'chart-images', runs.map(({ run_id }) => run_id)],
    queryFn: async ({ signal }): Promise<ChartRun[]> => {
      const { filter, ...scope } = scopeOfCharted(runs)
      const wanted = { params: [], metrics: [], tags: [], inputs: false, max_results: MOST_CHARTED }
      const request = { ...scope, ...wanted, filter: `${filter} AND tags.\`${IMAGES_TAG}\` IS NOT NULL` }
      const found = new Set((await queryRuns(request, signal)).runs.map(({ info }) => info?.run_id))
      return runs.filter(({ run_id }) => found.has(run_id))
    },
    enabled: runs.length > 0,
    staleTime: 30_000,
    placeholderData: keepPreviousData,
    meta: { runs: runs.map(({ run_id }) => run_id), metrics: [] },
  })
