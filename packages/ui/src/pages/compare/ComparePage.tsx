import { TextField } from '../../controls/TextField.tsx'
import { Button } from '../../controls/Button.tsx'
import { Switch } from '../../controls/Switch.tsx'
import { IconCopy } from '@tabler/icons-react'
import { keepPreviousData, useQuery as useAnswer } from '@tanstack/react-query'
import { Link } from '../../controls/Link.tsx'
import { type ReactNode, useMemo } from 'react'
import { usePrimary } from '../../api/experiment-primary.ts'
import { BASE } from '../../api/http.ts'
import { askCompared } from '../../api/questions.ts'
import { queries } from '../../api/queries.ts'
import { EmptyState } from '../../controls/EmptyState.tsx'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { Loading } from '../../controls/Loading.tsx'
import { Section } from '../../controls/Section.tsx'
import { copyText } from '../../copy.ts'
import { plural } from '../../format.ts'
import { useKeys } from '../../frame/keys.ts'
import { PageHead } from '../../frame/slots.tsx'
import { toast } from '../../frame/toast.tsx'
import { type Prepare, useQuery, useQueryState, useSetQuery } from '../../location.ts'
import { links } from '../../links.ts'
import { useExperimentName } from '../run/use-run.ts'
import { AddRuns } from './AddRuns.tsx'
import { CompareCurves } from './CompareCurves.tsx'
import { ComparePlots } from './ComparePlots.tsx'
import { CompareTable, metricLink } from './CompareTable.tsx'
import { Environment } from './Environment.tsx'
import { SharedFiles } from './SharedFiles.tsx'
import { canBeAsked, comparedIds } from './compared-ids.ts'
import { type ComparedRun, asMarkdown, colorsOfCompared, compareRows } from './compare-rows.ts'
import styles from './compare.module.css'

const comparedQuery = (ids: readonly string[]) => ({
  queryKey: ['runs', 'compare', ids],
  queryFn: ({ signal }: { signal: AbortSignal }) => askCompared(ids, signal),
  meta: { runs: ids },
})
export const prepare: Prepare = async (_params, query) => {
  const ids = comparedIds(query)
  if (canBeAsked(ids)) await queries.ensureQueryData(comparedQuery(ids))
}

/** Several runs side by side; the first one named is the baseline. */
export function ComparePage(): ReactNode {
  const query = useQuery()
  const ids = useMemo(() => comparedIds(query), [query])
  const title = `Compare ${plural(ids.length, 'run')}`
  const answer = useAnswer({
    ...comparedQuery(ids),
    enabled: canBeAsked(ids),
    placeholderData: keepPreviousData,
  })
  const runs = useMemo(() => {
    const found = new Map((answer.data?.runs ?? []).map((run) => [run.info.run_id, run]))
    return ids.flatMap((id) => found.get(id) ?? [])
  }, [answer.data, ids])
  const crumbs = <Crumbs runs={runs} />
  if (ids.length === 0) {
    return (
      <>
        <PageHead title="Compare runs" />
        <EmptyState title="The address names no runs to compare" action={<Link to="/runs">Choose some in the table of runs</Link>} />
      </>
    )
  }
  if (runs.length === 0) {
    return (
      <>
        <PageHead title={title} />
        {answer.error ? <ErrorState error={answer.error} retry={() => void answer.refetch()} /> : null}
        {answer.isLoading && <Loading what="Loading the runs" />}
        {answer.data && <EmptyState title="None of these runs exists any more" action={<Link to="/runs">All runs</Link>} />}
      </>
    )
  }
  return (
    <>
      <PageHead title={title} crumbs={crumbs} />
      {answer.error ? <ErrorState error={answer.error} retry={() => void answer.refetch()} /> : null}
      <Comparison runs={runs} missing={answer.isPlaceholderData ? 0 : ids.length - runs.length} />
    </>
  )
}

function Crumbs({ runs }: { runs: readonly ComparedRun[] }): ReactNode {
  const experiments = [...new Set(runs.map(({ info }) => info.experiment_id))]
  const [only] = experiments
  if (only === undefined) return null
  return experiments.length === 1 ? <ExperimentLink id={only} /> : <Link to={links.experiments(experiments)}>Experiments</Link>
}

function ExperimentLink({ id }: { id: string }): ReactNode {
  return <Link to={links.experiment(id)}>{useExperimentName(id)}</Link>
}

const markdownLinks = (runs: readonly ComparedRun[]): Parameters<typeof asMarkdown>[2] => ({
  run: ({ info }) => `${BASE}#${links.run(info.experiment_id, info.run_id)}`,
  metric: (key) => `${BASE}#${metricLink(key, runs)}`,
})

function Comparison({ runs, missing }: { runs: readonly ComparedRun[]; missing: number }): ReactNode {
  const [diff, setDiff] = useQueryState('diff')
  const [sought, setSought] = useQueryState('find')
  const [fold, setFold] = useQueryState('fold')
  const folded = useMemo(() => new Set(fold.split(',').filter((group) => group !== '')), [fold])
  const colors = useMemo(() => colorsOfCompared(runs), [runs])
  const primary = usePrimary(runs.map(({ info }) => info.experiment_id))
  const all = useMemo(() => compareRows(runs, primary), [runs, primary])
  const ids = useMemo(() => runs.map(({ info }) => info.run_id), [runs])
  const needle = sought.toLowerCase()
  const rows = useMemo(
    () => all.filter((row) => !(diff && row.same) && (needle === '' || row.key.toLowerCase().includes(needle))),
    [all, diff, needle],
  )
  const differing = all.filter((row) => !row.same && row.group !== 'Run').length
  const setQuery = useSetQuery()
  const show = (next: readonly string[]): void => setQuery({ runs: JSON.stringify(next) })
  const toggle = (): void => setDiff(diff ? '' : '1')
  const toggleGroup = (group: string): void =>
    setFold((folded.has(group) ? [...folded].filter((each) => each !== group) : [...folded, group]).join(','))
  const copy = (): void =>
    void copyText(asMarkdown(runs, rows, markdownLinks(runs), primary)).then(
      () => toast('Copied the table as Markdown'),
      () => toast('The browser did not let the page copy', { bad: true }),
    )
  useKeys('Comparison', [{ keys: 'd', does: 'Show only what differs', run: toggle }])
  return (
    <div className={styles['page']}>
      <CompareCurves runs={runs} colors={colors} primary={primary} />
      <div className={styles['bar']}>
        <Switch label="Diff only" checked={diff !== ''} onChange={toggle} />
        <TextField
          aria-label="Find a param, metric or tag"
          placeholder="Find a param, metric or tag"
          value={sought}
          onChange={(event) => setSought(event.currentTarget.value, 'replace')}
          style={{ width: 260 }}
        />
        <span className="dim">
          {plural(differing, 'fact')} of {all.filter(({ group }) => group !== 'Run').length} differ
          {missing > 0 && `; ${plural(missing, 'run')} of the address no longer exist`}
        </span>
        <div style={{ flex: 1 }} />
        <AddRuns ids={ids} experimentIds={[...new Set(runs.map(({ info }) => info.experiment_id))]} onAdd={(id) => show([...ids, id])} />
        <Button leftSection={<IconCopy size={14} />} onClick={copy}>
          Copy as Markdown
        </Button>
      </div>
      {rows.length === 0 ? (
        <EmptyState
          title={sought ? 'No results' : 'These runs do not differ'}
          action={<Button onClick={() => (sought ? setSought('') : toggle())}>Show all</Button>}
        />
      ) : (
        <CompareTable
          runs={runs}
          rows={rows}
          colors={colors}
          folded={folded}
          onFold={toggleGroup}
          onOrder={(order) => show(order.map(({ info }) => info.run_id))}
          primary={primary}
        />
      )}
      <Section title="Plots">
        <ComparePlots runs={runs} colors={colors} primary={primary} />
      </Section>
      <SharedFiles runs={runs} colors={colors} />
      <Environment runs={runs} diffOnly={diff !== ''} />
    </div>
  )
}
