import type { ModelVersion, QueriedRun, RegisteredModel } from '@tailrace/contract'
import { type UseQueryResult, keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { queryRuns } from '../../api/calls.ts'
import { BASE, queryText, reach } from '../../api/http.ts'
import { askModel, askVersion, askVersions } from '../../api/questions.ts'
import { idIn } from '../../query/clauses.ts'
import { newestFirst } from './registry.ts'

/** Source runs of one request. */
const RUNS = 200

export const modelQuery = (name: string) => ({
  queryKey: ['model', name],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<RegisteredModel> => (await askModel(name, signal)).registered_model,
})

export const useModel = (name: string): UseQueryResult<RegisteredModel> => useQuery({ ...modelQuery(name), enabled: name !== '' })

/** The newest 1,000 versions of a model, newest first. */
export const versionsQuery = (name: string) => ({
  queryKey: ['model', name, 'versions'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<ModelVersion[]> =>
    newestFirst((await askVersions(name, signal)).model_versions ?? []),
})

export const useVersions = (name: string): UseQueryResult<ModelVersion[]> => useQuery({ ...versionsQuery(name), enabled: name !== '' })

export const versionQuery = (name: string, version: string) => ({
  queryKey: ['model', name, 'version', version],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<ModelVersion> => (await askVersion(name, version, signal)).model_version,
})

export const useVersion = (name: string, version: string): UseQueryResult<ModelVersion> =>
  useQuery({ ...versionQuery(name, version), enabled: name !== '' && version !== '' })

/** Runs that versions stem from, by identifier; 200 of them at most. Those that are gone are absent. */
export const useSourceRuns = (versions: readonly ModelVersion[]) => useRunsById(versions.map(({ run_id }) => run_id))

/** Runs by identifier, deleted ones too; the first 200 that are named. Those that are gone are absent. */
export function useRunsById(named: readonly string[]): { runs: ReadonlyMap<string, QueriedRun>; isLoading: boolean } {
  const ids = [...new Set(named.filter((id) => id !== ''))].slice(0, RUNS)
  const { data, isLoading } = useQuery({
    queryKey: ['runs', 'by-id', ids],
    queryFn: ({ signal }) => queryRuns({ filter: idIn(ids), run_view_type: 'ALL', max_results: RUNS, inputs: false }, signal),
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    meta: { runs: ids },
  })
  return { runs: new Map(data?.runs.map((run) => [run.info.run_id, run])), isLoading }
}

type MLmodel = Readonly<Record<string, unknown>> | null

const mlmodelQuery = (name: string, version: string) => ({
  queryKey: ['files', 'MLmodel', name, version],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<MLmodel> => {
    const [reply, { parse }] = await Promise.all([
      reach(`${BASE}model-versions/get-artifact${queryText({ path: 'MLmodel', name, version })}`, { signal }),
      import('yaml'),
    ])
    const content: unknown = parse(await reply.text())
    return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : null
  },
  staleTime: Infinity,
  retry: false,
})

/** The MLmodel file of a version as an object; null when it holds something else. */
export const useMLmodel = (name: string, version: string): UseQueryResult<MLmodel> => useQuery(mlmodelQuery(name, version))

/** Those of several versions, undefined where there is none. */
export const useMLmodels = (versions: readonly ModelVersion[]): { mlmodels: (MLmodel | undefined)[]; isLoading: boolean } =>
  useQueries({
    queries: versions.map(({ name, version }) => mlmodelQuery(name, version)),
    combine: (results) => ({ mlmodels: results.map(({ data }) => data), isLoading: results.some(({ isLoading }) => isLoading) }),
  })
