import { type ReactNode, useMemo } from 'react'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { PageHead } from '../../frame/slots.tsx'
import { type Prepare, useQueryState } from '../../location.ts'
import { experimentQuery } from '../../api/experiment-query.ts'
import { queries } from '../../api/queries.ts'
import { AboutTab } from './AboutTab.tsx'
import { loadCharts } from './ChartsSide.tsx'
import { ExperimentTabs } from './ExperimentTabs.tsx'
import { MissingExperiment } from './MissingExperiment.tsx'
import styles from './RunsPage.module.css'
import { prepareRuns } from './prepare-runs.ts'
import { RunsView } from './RunsView.tsx'
import { viewsQuery } from './ViewsMenu.tsx'
import { useExperiment } from './use-experiment.ts'
import { experimentsOf, useRunsAddress } from './use-runs-state.ts'

export const prepare: Prepare = ({ experimentId }, query) => {
  const ids = experimentsOf(experimentId, query['experiments'])
  return Promise.all([
    experimentId !== undefined && queries.ensureQueryData(experimentQuery(experimentId)),
    queries.ensureQueryData(viewsQuery(ids.length === 1 ? ids[0] : undefined)),
    prepareRuns(ids, query),
    ['charts', 'split'].includes(query['view'] ?? '') && loadCharts(),
  ])
}

/** Runs of an experiment, of several, or of all. */
export function RunsPage(): ReactNode {
  const address = useRunsAddress()
  const [tab] = useQueryState('tab')
  const { experimentIds } = address
  const only = experimentIds.length === 1 ? experimentIds[0] : undefined
  const experiment = useExperiment(only)
  const title = only ? (experiment.data?.name ?? '…') : experimentIds.length > 0 ? `Runs of ${experimentIds.length} experiments` : 'Runs'
  // Another experiment begins anew: no cursor, nothing open.
  const key = useMemo(() => experimentIds.join(','), [experimentIds])
  if (experiment.isGone) return <MissingExperiment id={only ?? ''} />
  return (
    <div className={styles['page']}>
      <PageHead title={title} crumbs={only && <a href={`#/experiments`}>Experiments</a>} />
      {only && <ExperimentTabs id={only} tab={tab === 'about' ? 'about' : 'runs'} />}
      {experiment.error && !experiment.isGone ? <ErrorState error={experiment.error} retry={experiment.retry} /> : null}
      {tab === 'about' && only ? (
        experiment.data ? (
          <AboutTab experiment={experiment.data} />
        ) : (
          <Loading />
        )
      ) : (
        <RunsView key={key} address={address} />
      )}
    </div>
  )
}
