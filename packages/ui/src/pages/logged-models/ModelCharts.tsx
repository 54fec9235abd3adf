import type { LoggedModel, PrimaryKey } from '@tailrace/contract'
import { useElementSize } from '@mantine/hooks'
import { IconTable } from '@tabler/icons-react'
import { type ReactNode, useMemo, useState } from 'react'
import styles from '../../charts/charts.module.css'
import { EChart } from '../../charts/EChart.tsx'
import { readInk } from '../../charts/line-plot.ts'
import { barOption } from '../../charts/bar-options.ts'
import { colorAt } from '../../charts/series-colors.ts'
import { IconButton } from '../../controls/Button.tsx'
import { EmptyState } from '../../controls/EmptyState.tsx'
import { Link } from '../../controls/Link.tsx'
import { number, plural } from '../../format.ts'
import { useIsDark } from '../../frame/color-scheme.ts'
import { links } from '../../links.ts'
import { useGo } from '../../location.ts'
import { useRunsById } from '../models/use-model.ts'
import own from './LoggedModels.module.css'
import { barNames, barsOf, type MetricBars } from './model-bars.ts'

/** px of the names beside bars: many begin alike, with their run. */
const NAME_WIDTH = 160
/** px: a chart grows with its bars, up to where their names are thinned out. */
const heightOf = (bars: number): number => Math.min(640, Math.max(140, bars * 18 + 60))

/** A model has one color in all charts, whatever the order: that of its place among those shown in order of creation. */
function colorsOfModels(models: readonly LoggedModel[]): Map<string, string> {
  const created = (model: LoggedModel): number => Number(model.info.creation_timestamp_ms)
  const sorted = models.toSorted((a, b) => created(a) - created(b) || (a.info.model_id < b.info.model_id ? -1 : 1))
  return new Map(sorted.map(({ info }, at) => [info.model_id, colorAt(at)]))
}

/** A chart of bars for each metric, a bar a model. */
export function ModelCharts({
  experimentId,
  models,
  metrics,
  primary,
  stale,
}: {
  experimentId: string
  models: readonly LoggedModel[]
  metrics: readonly string[]
  primary: PrimaryKey | undefined
  stale: boolean
}): ReactNode {
  const { runs } = useRunsById(models.map(({ info }) => info.source_run_id))
  const names = barNames(models, runs)
  const colors = colorsOfModels(models)
  if (metrics.length === 0) return <EmptyState title="No metric to draw">Charts show the metrics that are chosen as columns.</EmptyState>
  return (
    <div className={own['charts']} {...(stale && { 'data-old': '' })}>
      {barsOf(models, metrics, { names, colors, primary }).map((drawn) => (
        <BarCard key={drawn.metric} drawn={drawn} primary={primary} hrefOf={(modelId) => links.loggedModel(experimentId, modelId)} />
      ))}
    </div>
  )
}

interface CardProps {
  primary: PrimaryKey | undefined
  drawn: MetricBars
  /** The page of a model. */
  hrefOf: (modelId: string) => string
}

function BarCard({ drawn, primary, hrefOf }: CardProps): ReactNode {
  const [isTable, setIsTable] = useState(false)
  const { metric, bars } = drawn
  const without = leftOut(drawn)
  return (
    <section className={own['card']} aria-label={metric}>
      <div className={styles['cardHead']}>
        <h2 className={`${styles['title']} cut`} style={{ margin: 0 }} title={metric}>
          {metric}
        </h2>
        <span className={styles['points']}>{plural(bars.length, 'model')}</span>
        <IconButton size={24} aria-label={`Table of ${metric}`} aria-pressed={isTable} onClick={() => setIsTable(!isTable)}>
          <IconTable size={14} />
        </IconButton>
      </div>
      {without !== '' && <p className={own['note']}>Left out: {without}</p>}
      {bars.length === 0 && <div className={styles['empty']}>None of the models has a number for it.</div>}
      {bars.length > 0 && (isTable ? <BarTable drawn={drawn} hrefOf={hrefOf} /> : <Bars drawn={drawn} primary={primary} hrefOf={hrefOf} />)}
    </section>
  )
}

/** Which models have no bar. */
const leftOut = ({ missing, odd }: MetricBars): string =>
  [...(odd > 0 ? [`${odd} with NaN or infinity`] : []), ...(missing > 0 ? [`${missing} without a value`] : [])].join(', ')

function Bars({ drawn: { metric, bars }, primary, hrefOf }: CardProps): ReactNode {
  const go = useGo()
  const { ref, width } = useElementSize()
  const dark = useIsDark()
  // Bars are new objects each time that the page is drawn; a chart is drawn anew only when they say something else.
  const content = JSON.stringify(bars.map(({ run_id, name, color, metrics }) => [run_id, name, color, metrics.get(metric)]))
  // From the worst bar up, so that of equal ones the same is first as in the table.
  const option = useMemo(
    () => barOption(bars.toReversed(), [`metrics.${metric}`], readInk(dark), { primary, width: NAME_WIDTH }),
    [content, metric, dark, primary],
  )
  return (
    <div ref={ref}>
      <EChart
        option={option}
        width={width}
        height={heightOf(bars.length)}
        label={wordsOf(metric, bars)}
        onPick={(modelId) => go(hrefOf(modelId))}
      />
    </div>
  )
}

/** What the chart shows, in a sentence. */
function wordsOf(metric: string, bars: MetricBars['bars']): string {
  const [first, last] = [bars[0], bars.at(-1)].map((bar) => bar && `${number(bar.metrics.get(metric))} of ${bar.name}`)
  return `Bars of ${metric}, ${plural(bars.length, 'model')}${bars.length > 1 ? `, from ${first} to ${last}` : `: ${first}`}`
}

/** The bars to be read; their names lead to the models. */
const BarTable = ({ drawn: { metric, bars }, hrefOf }: Omit<CardProps, 'primary'>): ReactNode => (
  <div className={styles['dataTable']} tabIndex={0} role="region" aria-label={`Table of ${metric}`}>
    <table>
      <thead>
        <tr>
          <th scope="col">Model</th>
          <th scope="col" data-number="">
            {metric}
          </th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ run_id, name, metrics }) => (
          <tr key={run_id}>
            <td title={name}>
              <Link to={hrefOf(run_id)}>{name}</Link>
            </td>
            <td data-number="">{number(metrics.get(metric))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)
