import type { Experiment } from '@tailrace/contract'
import {
  getExperiment,
  getModelVersion,
  getRegisteredModel,
  getRun,
  listArtifacts,
  listViews,
  queryRuns,
  runColumns,
  searchExperiments,
  searchModelVersions,
  searchRegisteredModels,
  summarizeExperiments,
} from './calls.ts'
import { textLiteral } from '../query/text-literal.ts'
import { idIn } from '../query/clauses.ts'

// What pages ask first. Asked ahead while the libraries still arrive (prefetch-page.ts), and by the pages in the very same words.

/** Most experiments that the rail shows; the page of experiments has the rest. */
export const RAIL = 200
/** Experiments of a page, and models of one. */
const EXPERIMENTS = 1000
const MODELS = 100
/** Versions that a page shows; older ones are left out, and it says so. */
export const MOST_VERSIONS = 1_000
/** Most runs that one plot shows. */
export const MOST_CHARTED = 1_000

export const askRail = (signal?: AbortSignal) => searchExperiments({ max_results: RAIL, order_by: ['last_update_time DESC'] }, signal)

/** A page of experiments, the ones changed last first. */
export const askExperiments = (
  filter: string | undefined,
  view_type: 'ACTIVE_ONLY' | 'DELETED_ONLY',
  page_token: string,
  signal?: AbortSignal,
) =>
  searchExperiments(
    {
      max_results: EXPERIMENTS,
      view_type,
      order_by: ['last_update_time DESC'],
      ...(filter !== undefined && { filter }),
      ...(page_token && { page_token }),
    },
    signal,
  )

/** Experiments of a summary: the server's limit. */
const SUMMARIZED = 200

/** Identifiers for summaries, in the order of their making, so that a change of one experiment does not move the others into other requests. */
export function summaryChunks(experiments: readonly Pick<Experiment, 'experiment_id'>[]): string[][] {
  const ids = experiments.map(({ experiment_id }) => experiment_id).toSorted((a, b) => Number(BigInt(a) - BigInt(b)))
  return Array.from({ length: Math.ceil(ids.length / SUMMARIZED) }, (_, at) => ids.slice(at * SUMMARIZED, (at + 1) * SUMMARIZED))
}

export const askSummary = (experiment_ids: string[], signal?: AbortSignal) => summarizeExperiments({ experiment_ids }, signal)

/** Of the active experiments that were changed last, as many as one answer holds; on most servers all. */
export const askNewestSummary = (signal?: AbortSignal) => summarizeExperiments({}, signal)

export const askExperiment = (experiment_id: string, signal?: AbortSignal) => getExperiment({ experiment_id }, signal)
export const askRun = (run_id: string, signal?: AbortSignal) => getRun({ run_id }, signal)
export const askModel = (name: string, signal?: AbortSignal) => getRegisteredModel({ name }, signal)
export const askVersion = (name: string, version: string, signal?: AbortSignal) => getModelVersion({ name, version }, signal)

/** The newest versions of a model, newest first. */
export const askVersions = (name: string, signal?: AbortSignal) =>
  searchModelVersions({ filter: `name = ${textLiteral(name)}`, max_results: MOST_VERSIONS, order_by: ['version_number DESC'] }, signal)

/** A page of registered models in an order such as `last_updated_timestamp DESC`. */
export const askModels = (filter: string | undefined, order: string, page_token: string, signal?: AbortSignal) =>
  searchRegisteredModels({ max_results: MODELS, order_by: [order], ...(filter && { filter }), ...(page_token && { page_token }) }, signal)

/** Runs that are compared, in whatever stage. */
export const askCompared = (ids: readonly string[], signal?: AbortSignal) =>
  queryRuns({ filter: idIn(ids), run_view_type: 'ALL', ordinals: true, max_results: ids.length }, signal)

/** Places of runs in their experiments in order of creation, which decide their colors. */
export const askOrdinals = (ids: readonly string[], signal?: AbortSignal) =>
  queryRuns(
    { filter: idIn(ids), run_view_type: 'ALL', metrics: [], params: [], tags: [], inputs: false, ordinals: true, max_results: ids.length },
    signal,
  )

/** Runs of which names of metrics and params are wanted, for their charts. */
export type Charted = readonly { run_id: string; experiment_id: string }[]

/** Search of exactly these runs, in every stage. */
export const scopeOfCharted = (runs: Charted) => ({
  experiment_ids: [...new Set(runs.map(({ experiment_id }) => experiment_id))],
  filter: idIn(runs.slice(0, MOST_CHARTED).map(({ run_id }) => run_id)),
  run_view_type: 'ALL' as const,
})

/** Names of the metrics, params and tags of runs. */
export const askChartColumns = (runs: Charted, signal?: AbortSignal) =>
  runColumns({ ...scopeOfCharted(runs), sample: MOST_CHARTED }, signal)

/** The first page of a folder of a run's files; the root is ''. */
export const askFiles = (run_id: string, path: string, page: { page_token?: string }, signal?: AbortSignal) =>
  listArtifacts({ run_id, ...(path !== '' && { path }), ...page }, signal)

/** Saved views of the runs of an experiment, or of those of several. */
export const askViews = (experiment_id: string | undefined, signal?: AbortSignal) =>
  listViews({ kind: 'runs', ...(experiment_id && { experiment_id }) }, signal)
