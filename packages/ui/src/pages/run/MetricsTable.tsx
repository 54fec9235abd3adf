import { TextField } from '../../controls/TextField.tsx'
import { Button } from '../../controls/Button.tsx'
import { natural } from '../../natural.ts'
import { type Metric, type MetricSeries, rankMetrics, type Run } from '@tailrace/contract'
import { useQueries } from '@tanstack/react-query'
import { type ReactNode, useMemo, useState } from 'react'
import { usePrimary } from '../../api/experiment-primary.ts'
import { queryMetricHistory } from '../../api/calls.ts'
import { Section } from '../../controls/Section.tsx'
import { count, exact, number, toNumber } from '../../format.ts'
import { links } from '../../links.ts'
import { useModelLinks } from './LoggedModels.tsx'
import { type Measured, measuredIn } from './measured.ts'
import { MeasuredCells } from './MeasuredCells.tsx'
import styles from './run.module.css'

/** As many metrics as one request for their extremes may name. */
const PAGE = 100

interface Extremes {
  min: number
  max: number
}

/** Latest value, least and greatest of each metric, those that matter most first, and the models and datasets that it tells of; its name leads to its chart. */
export function MetricsTable({ run }: { run: Run }): ReactNode {
  const [wanted, setWanted] = useState('')
  const search = wanted.trim().toLowerCase()
  const primary = usePrimary([run.info.experiment_id])
  const all = useMemo(() => {
    const metrics = new Map((run.data.metrics ?? []).map((metric) => [metric.key, metric]))
    return rankMetrics([...metrics.keys()].toSorted(natural), primary).flatMap((key) => metrics.get(key) ?? [])
  }, [run, primary])
  const found = useMemo(() => all.filter(({ key }) => key.toLowerCase().includes(search)), [all, search])
  const [system, own] = useMemo(() => [found.filter(isSystem), found.filter((metric) => !isSystem(metric))], [found])
  const ofSystem = all.filter(isSystem).length
  const models = useModelLinks(run)
  const measured = useMemo(
    () =>
      measuredIn(
        run,
        models.flatMap(({ model }) => model ?? []),
      ),
    [run, models],
  )
  const searchField = all.length > 5 && (
    <TextField
      className={styles['search'] ?? ''}
      aria-label="Search metrics"
      placeholder="Search metrics"
      value={wanted}
      onChange={(event) => setWanted(event.currentTarget.value)}
    />
  )
  return (
    <>
      <Section title="Metrics" count={all.length - ofSystem} actions={searchField}>
        {all.length === 0 && <span className="dim">No metric was logged.</span>}
        {own.length > 0 && <Metrics run={run} metrics={own} measured={measured} />}
        {all.length > 0 && found.length === 0 && <p className="dim">No metric holds “{search}”.</p>}
      </Section>
      {system.length > 0 && (
        <Section title="System metrics" count={ofSystem}>
          <Metrics run={run} metrics={system} measured={NONE} prefix={SYSTEM} />
        </Section>
      )}
    </>
  )
}

const SYSTEM = 'system/'
const isSystem = ({ key }: Metric): boolean => key.startsWith(SYSTEM)
/** The machine's metrics tell of no model. */
const NONE: ReadonlyMap<string, Measured[]> = new Map()

/** The table of some metrics, a page at a time; names are shown without `prefix`. */
function Metrics({
  run,
  metrics,
  measured,
  prefix = '',
}: {
  run: Run
  metrics: readonly Metric[]
  measured: ReadonlyMap<string, Measured[]>
  prefix?: string
}): ReactNode {
  const [pages, setPages] = useState(1)
  const shown = metrics.slice(0, pages * PAGE)
  const rest = metrics.length - shown.length
  const extremes = useExtremes(
    run.info.run_id,
    shown.map(({ key }) => key),
  )
  const hasDatasets = [...measured.values()].flat().some(({ dataset_name }) => dataset_name)
  const cell = (value: Metric['value'] | undefined): ReactNode => (
    <td className={styles['number']} title={exact(value)}>
      {number(value)}
    </td>
  )
  return (
    <>
      <div className={styles['scroll']}>
        <table className={styles['table']} aria-label={prefix === SYSTEM ? 'System' : 'Metrics'}>
          <thead>
            <tr>
              <th>Metric</th>
              {['Latest', 'Min', 'Max', 'Step'].map((name) => (
                <th key={name} className={styles['number']}>
                  {name}
                </th>
              ))}
              {measured.size > 0 && <th>Model</th>}
              {hasDatasets && <th>Dataset</th>}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ key, value, step }) => (
              <tr key={key}>
                <td className={styles['key']} title={key}>
                  <a href={`#${links.metric(key, [run.info.run_id], [run.info.experiment_id])}`}>{breakable(key.slice(prefix.length))}</a>
                </td>
                {cell(value)}
                {cell(extremes.get(key)?.min)}
                {cell(extremes.get(key)?.max)}
                <td className={`${styles['number']} dim`}>{count(Number(step))}</td>
                {measured.size > 0 && <MeasuredCells measured={measured.get(key) ?? []} hasDatasets={hasDatasets} />}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rest > 0 && (
        <Button style={{ marginTop: 8 }} onClick={() => setPages(pages + 1)}>
          Show {Math.min(PAGE, rest)} more of {count(rest)}
        </Button>
      )}
    </>
  )
}

/** A key that may break after `/`, `_` and `.`, not inside a word. */
const breakable = (key: string): ReactNode[] =>
  key.split(/(?<=[/_.])/).flatMap((part, index) => (index === 0 ? [part] : [<wbr key={index} />, part]))

/** One bucket over the whole range holds exactly the least and the greatest point. */
function useExtremes(runId: string, keys: readonly string[]): ReadonlyMap<string, Extremes> {
  const pages = Array.from({ length: Math.ceil(keys.length / PAGE) }, (_, page) => keys.slice(page * PAGE, (page + 1) * PAGE))
  return useQueries({
    queries: pages.map((metric_keys) => ({
      queryKey: ['metrics', 'extremes', runId, metric_keys],
      queryFn: ({ signal }: { signal: AbortSignal }) => queryMetricHistory({ run_ids: [runId], metric_keys, buckets: 1 }, signal),
      meta: { runs: [runId], metrics: metric_keys },
    })),
    combine: (answers) => new Map(answers.flatMap(({ data }) => (data?.series ?? []).map((series) => [series.key, extremesOf(series)]))),
  })
}

function extremesOf({ values }: MetricSeries): Extremes {
  const numbers = values.map(toNumber).filter((value) => !Number.isNaN(value))
  if (numbers.length === 0) return { min: NaN, max: NaN }
  return { min: Math.min(...numbers), max: Math.max(...numbers) }
}
