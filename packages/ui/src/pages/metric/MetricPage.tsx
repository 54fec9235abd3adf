import { keepPreviousData, useQuery as useAnswer } from '@tanstack/react-query'
import { Link } from '../../controls/Link.tsx'
import { type ReactNode, useEffect, useMemo } from 'react'
import { queryRuns } from '../../api/calls.ts'
import { type ChartRun, ChartsPanel } from '../../charts/ChartsPanel.tsx'
import { middle } from '../../charts/axis-text.ts'
import { COLOR_TAG, colorOf } from '../../charts/series-colors.ts'
import { EmptyState } from '../../controls/EmptyState.tsx'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { StatusIcon } from '../../controls/StatusIcon.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { PageHead } from '../../frame/slots.tsx'
import { links } from '../../links.ts'
import { usePathParams, useQuery, useSetQuery } from '../../location.ts'
import { idIn } from '../../query/clauses.ts'
import { useExperimentName } from '../run/use-run.ts'
import { parseMetricAddress } from './metric-address.ts'

/** One or several metrics of several runs, as the client and MLflow's pages link to them. */
export function MetricPage(): ReactNode {
  const query = useQuery()
  const setQuery = useSetQuery()
  const splat = usePathParams()['_splat']
  const { runs: runsText, metric, experiments, plot_metric_keys: keys } = query
  const { metrics, runIds, experimentIds, settings } = useMemo(
    () => parseMetricAddress(splat, query),
    [splat, runsText, metric, experiments, keys],
  )
  useEffect(() => {
    // MLflow's words for the state of the chart become ours.
    if (Object.keys(settings).length > 0)
      setQuery({ ...settings, x_axis: undefined, y_axis_scale: undefined, line_smoothness: undefined }, 'replace')
  }, [settings])
  const answer = useAnswer({
    queryKey: ['runs', 'metric-page', runIds],
    queryFn: async ({ signal }): Promise<MetricRun[]> => {
      const filter = idIn(runIds)
      const wanted = { filter, run_view_type: 'ALL' as const, metrics: [], params: [], inputs: false, max_results: 1000 }
      const { runs } = await queryRuns(
        { ...wanted, tags: [COLOR_TAG], ordinals: true, ...(experimentIds.length > 0 && { experiment_ids: experimentIds }) },
        signal,
      )
      const found = new Map(runs.map((run) => [run.info.run_id, run] as const))
      return runIds.flatMap((id) => {
        const run = found.get(id)
        if (!run) return []
        const { run_name, experiment_id, status } = run.info
        const color = colorOf({ run_id: id, ordinal: run.ordinal, chosen: run.data?.tags?.find(({ key }) => key === COLOR_TAG)?.value })
        return [{ run_id: id, name: run_name || id, color, experiment_id: String(experiment_id), status }]
      })
    },
    enabled: runIds.length > 0,
    placeholderData: keepPreviousData,
    meta: { runs: runIds, metrics: [] },
  })
  const title = metrics.join(', ') || 'Metric'
  const head = <PageHead title={title} crumbs={answer.data?.[0] && <Crumbs runs={answer.data} />} />
  return (
    <>
      {head}
      {runIds.length === 0 || metrics.length === 0 ? (
        <EmptyState title="This address names no runs or no metric">Open a metric from the page of a run or a comparison.</EmptyState>
      ) : answer.error ? (
        <ErrorState error={answer.error} retry={() => void answer.refetch()} />
      ) : !answer.data ? (
        <Loading />
      ) : answer.data.length === 0 ? (
        <EmptyState title="These runs are gone">They may have been deleted for good.</EmptyState>
      ) : (
        <ChartsPanel
          runs={answer.data}
          layoutKey={`metric.${experimentIds.join()}.${metrics.join()}`}
          pinned={metrics}
          entries={new Map(answer.data.map((run) => [run.run_id, runEntry(run)]))}
        />
      )}
    </>
  )
}

/** A run as the charts take it, with its status. */
interface MetricRun extends ChartRun {
  status: string
}

/** The experiments of the runs, and the run, or the comparison of several. */
function Crumbs({ runs }: { runs: readonly MetricRun[] }): ReactNode {
  const experiments = [...new Set(runs.map(({ experiment_id }) => experiment_id))]
  const [only = '', ...others] = experiments
  const name = useExperimentName(only)
  const [run] = runs
  return (
    <>
      {others.length === 0 ? (
        <Link to={links.experiment(only)}>{name}</Link>
      ) : (
        <Link to={links.experiments(experiments)}>{experiments.length} experiments</Link>
      )}
      <span aria-hidden="true">/</span>
      {runs.length === 1 && run ? (
        <Link to={links.run(only, run.run_id)}>{run.name}</Link>
      ) : (
        <Link
          to={links.compare(
            runs.map(({ run_id }) => run_id),
            experiments,
          )}
        >
          {runs.length} runs
        </Link>
      )}
    </>
  )
}

/** Name, which leads to the run, and status. */
const runEntry = ({ run_id, name, experiment_id, status }: MetricRun): ReactNode => (
  <>
    <Link to={links.run(experiment_id, run_id)} className="cut">
      {middle(name, 30)}
    </Link>
    <StatusIcon status={status} runId={run_id} word />
  </>
)
