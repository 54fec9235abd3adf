import { type Experiment, type PrimaryKey, rankMetrics, rankParams, type Run } from '@tailrace/contract'
import { primaryOf } from './experiment-primary.ts'
import { queries } from './queries.ts'
import { askChartColumns, type Charted } from './questions.ts'

export interface Columns {
  /** Those that matter most first, see `rankMetrics`; so are `telling`. */
  metrics: string[]
  params: string[]
  /** Params with several values. */
  varying: string[]
  /** Metrics with several values. */
  telling: string[]
  /** The metric that the experiments of these runs are about. */
  primary?: PrimaryKey | undefined
}

/** The tag that clients set on runs with pictures. */
export const IMAGES_TAG = 'mlflow.loggedImages'

/** What charts need to know of the columns. */
const columnsIn = ({ metrics, params, primary }: Awaited<ReturnType<typeof askChartColumns>>): Columns => ({
  metrics: rankMetrics(keysOf(metrics), primary),
  params: rankParams(keysOf(params)),
  varying: rankParams(keysOf(params.filter(({ distinct }) => distinct > 1))),
  telling: rankMetrics(keysOf(metrics.filter(({ key, distinct }) => distinct > 1 && !key.startsWith('system/'))), primary),
  primary,
})

const keysOf = (columns: readonly { key: string }[]): string[] => columns.map(({ key }) => key)

/** The primary metric of an experiment, as far as it is known without asking. */
const knownPrimary = (experimentId: string): PrimaryKey | undefined =>
  primaryOf(queries.getQueryData<Experiment>(['experiment', experimentId]))

/** Takes the columns of a single run from what is known of it, so that they need not be asked for. */
export function columnsFrom({ info, data: { metrics = [], params = [] } }: Run): Columns {
  const primary = knownPrimary(info.experiment_id)
  const columns: Columns = {
    metrics: rankMetrics(keysOf(metrics).sort(), primary),
    params: rankParams(keysOf(params).sort()),
    varying: [],
    telling: [],
    primary,
  }
  queries.setQueryData(columnsQuery([info]).queryKey, columns)
  return columns
}

/** Names of metrics and params of these runs. */
export const columnsQuery = (runs: Charted) => ({
  queryKey: ['runs', 'chart-columns', runs.map(({ run_id }) => run_id)],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Columns> => columnsIn(await askChartColumns(runs, signal)),
  meta: { runs: runs.map(({ run_id }) => run_id) },
})
