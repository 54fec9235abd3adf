import { PRIMARY_METRIC_TAG, type Run } from '@tailrace/contract'
import { useQuery as useAnswer } from '@tanstack/react-query'
import { type ReactNode, useEffect, useMemo } from 'react'
import { columnsFrom } from '../../api/columns-query.ts'
import { experimentQuery } from '../../api/experiment-query.ts'
import { queries } from '../../api/queries.ts'
import { askOrdinals } from '../../api/questions.ts'
import { ChartsPanel } from '../../charts/ChartsPanel.tsx'
import { runCharts } from '../../charts/layout.ts'
import { prepareCharts } from '../../charts/prepare-charts.ts'
import { COLOR_TAG, colorOf } from '../../charts/series-colors.ts'
import { EmptyState } from '../../controls/EmptyState.tsx'
import type { Search } from '../../location.ts'
import { MediaSection } from '../../media/MediaSection.tsx'
import styles from './run.module.css'

const isSystem = (key: string): boolean => key.startsWith('system/')

/** Asks for what the charts show first. */
export async function prepareTab(run: Run, only: 'model' | 'system', query: Search): Promise<void> {
  const color = queries.prefetchQuery(ordinalQuery(run.info.run_id))
  await prepareCharts(run, runCharts(run.info.experiment_id), only, query)
  await color
}

/** The place of a run in its experiment, which never changes. */
const ordinalQuery = (run_id: string) => ({
  queryKey: ['ordinal', run_id],
  queryFn: async ({ signal }: { signal: AbortSignal }) => (await askOrdinals([run_id], signal)).runs[0]?.ordinal ?? null,
  staleTime: Infinity,
})

/** Orders the charts anew when the experiment, which comes after them, names a primary metric. */
function usePrimaryFirst(run: Run): void {
  const { data } = useAnswer(experimentQuery(run.info.experiment_id))
  const primary = data?.tags?.find(({ key }) => key === PRIMARY_METRIC_TAG)?.value
  useEffect(() => {
    if (primary) columnsFrom(run)
    // Points that are logged change the run, and with it what was asked for again.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [primary, run.info.run_id])
}

/** Charts of a run's own metrics, or of what its machine did. */
export function ChartsTab({ run, only }: { run: Run; only: 'model' | 'system' }): ReactNode {
  const { run_id, run_name, experiment_id } = run.info
  const { data: ordinal } = useAnswer(ordinalQuery(run_id))
  const chosen = run.data.tags?.find(({ key }) => key === COLOR_TAG)?.value
  const runs = useMemo(
    () => [{ run_id, name: run_name || run_id, color: colorOf({ run_id, ordinal: ordinal ?? undefined, chosen }), experiment_id }],
    [run_id, run_name, experiment_id, ordinal, chosen],
  )
  usePrimaryFirst(run)
  const metrics = run.data.metrics ?? []
  if (metrics.some(({ key }) => isSystem(key) === (only === 'system')))
    return <ChartsPanel runs={runs} layoutKey={runCharts(experiment_id)} only={only} />
  if (only === 'system')
    return (
      <EmptyState title="No system metrics">
        The client logs them after <code>mlflow.enable_system_metrics_logging()</code>.
      </EmptyState>
    )
  const none = (
    <EmptyState title="No metrics">
      {run.info.status === 'RUNNING' ? 'Charts appear with the first point of this run.' : 'This run has not logged any.'}
    </EmptyState>
  )
  return (
    <div className={styles['media']}>
      <MediaSection runs={runs} none={none} />
    </div>
  )
}
