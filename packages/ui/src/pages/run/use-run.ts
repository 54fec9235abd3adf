import type { ModelVersion, Run } from '@tailrace/contract'
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { getRun, queryRuns, searchModelVersions } from '../../api/calls.ts'
import { experimentQuery } from '../../api/experiment-query.ts'
import { askRun } from '../../api/questions.ts'

/** A run with everything that is known of it but its points. */
export const runQuery = (runId: string) => ({
  queryKey: ['run', runId],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Run> => (await askRun(runId, signal)).run,
})

export const useRun = (runId: string): UseQueryResult<Run> =>
  useQuery({
    ...runQuery(runId),
    // Stepping to the next run keeps the layout; `runId` of what is shown tells whether it is the old one.
    placeholderData: keepPreviousData,
  })

/** The experiment's name; its id until that is known. */
export function useExperimentName(id: string | undefined): string {
  const { data } = useQuery({
    ...experimentQuery(id ?? ''),
    enabled: id !== undefined,
    staleTime: 60_000,
  })
  return data?.name ?? id ?? ''
}

/** Model versions that were registered from a run. */
export const useVersionsOfRun = (runId: string): UseQueryResult<ModelVersion[]> =>
  useQuery({
    queryKey: ['models', 'of run', runId],
    queryFn: async ({ signal }) =>
      (await searchModelVersions({ filter: `run_id = '${runId.replaceAll("'", '')}'` }, signal)).model_versions ?? [],
  })

/** A run in few words: for parents and children. */
export interface BriefRun {
  run_id: string
  name: string
  status: string
  start_time: number
}

const brief = ({ info }: Run): BriefRun => ({
  run_id: info.run_id,
  name: info.run_name || info.run_id,
  status: info.status,
  start_time: Number(info.start_time),
})

/** Runs nested in a run, newest first, at most `most`, and how many there are in all. */
export const useChildRuns = (run: Run, most: number): UseQueryResult<{ runs: BriefRun[]; total: number }> =>
  useQuery({
    queryKey: ['runs', 'children', run.info.run_id, most],
    queryFn: async ({ signal }) => {
      const { runs, total } = await queryRuns(
        {
          experiment_ids: [run.info.experiment_id],
          parent_run_id: run.info.run_id,
          params: [],
          metrics: [],
          tags: [],
          inputs: false,
          max_results: most,
          total: true,
        },
        signal,
      )
      return { runs: runs.map(brief), total: total ?? runs.length }
    },
    placeholderData: keepPreviousData,
    meta: { experiments: [run.info.experiment_id], metrics: [] },
  })

/** The run that another is nested in. */
export const useBriefRun = (runId: string | undefined): UseQueryResult<BriefRun> =>
  useQuery({
    queryKey: ['run', runId ?? '', 'brief'],
    queryFn: async ({ signal }) => brief((await getRun({ run_id: runId ?? '' }, signal)).run),
    enabled: runId !== undefined && runId !== '',
    meta: { metrics: [] },
  })

/** Value of a run's tag; undefined when it has none. */
export const tagOf = (run: Run, key: string): string | undefined => run.data.tags?.find((tag) => tag.key === key)?.value
