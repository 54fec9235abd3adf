import type { Run } from '@tailrace/contract'
import { queries } from './queries.ts'
import { askChartColumns, type Charted } from './questions.ts'

export interface Columns {
  /** The most logged first. */
  metrics: string[]
  params: string[]
  /** Params with several values. */
  varying: string[]
  /** Metrics with several values. */
  telling: string[]
}

/** The tag that clients set on runs with pictures. */
export const IMAGES_TAG = 'mlflow.loggedImages'

/** What charts need to know of the columns. */
const columnsIn = ({ metrics, params }: Awaited<ReturnType<typeof askChartColumns>>): Columns => ({
  metrics: metrics.map(({ key }) => key),
  params: params.map(({ key }) => key),
  varying: params.filter(({ distinct }) => distinct > 1).map(({ key }) => key),
  telling: metrics.filter(({ key, distinct }) => distinct > 1 && !key.startsWith('system/')).map(({ key }) => key),
})

/** Takes the columns of a single run from what is known of it, so that they need not be asked for. */
export function columnsFrom({ info, data: { metrics = [], params = [] } }: Run): Columns {
  const names = (of: readonly { key: string }[]): string[] => of.map(({ key }) => key).sort()
  const columns = { metrics: names(metrics), params: names(params), varying: [], telling: [] }
  queries.setQueryData(columnsQuery([info]).queryKey, columns)
  return columns
}

/** Names of metrics and params of these runs. */
export const columnsQuery = (runs: Charted) => ({
  queryKey: ['runs', 'chart-columns', runs.map(({ run_id }) => run_id)],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Columns> => columnsIn(await askChartColumns(runs, signal)),
  meta: { runs: runs.map(({ run_id }) => run_id) },
})
