import { isScore } from '@tailrace/contract'
import type { ReactNode } from 'react'
import { Time } from '../../controls/Time.tsx'
import { duration, exact, moment, plural, shortNumeral, type WireNumber } from '../../format.ts'
import { links } from '../../links.ts'
import type { ColumnView } from '../../table/column-view.ts'
import { ATTRIBUTE_TAGS } from '../../table/columns.ts'
import { aligned, deltaOf, filled, filledNumeral, heatOf } from '../../table/numbers.ts'
import styles from './RunGrid.module.css'
import { pointIn, type RunRow, tookOf } from './run-row.ts'

/** Texts are cut to this for the screen; the inspector and the run's page show them whole. */
const SHOWN = 200

/** What stands in a cell of a run. A function: a table has a cell for each of hundreds of values, and a component each would cost it as much again. */
export function runCell(column: ColumnView, row: RunRow, baseline: RunRow | undefined, experimentName: (id: string) => string): ReactNode {
  if (column.kind === 'metrics') return metricCell(column, row, baseline)
  if (column.kind === 'attributes') return attributeCell(column.key, row, experimentName)
  const text = (column.kind === 'params' ? row.params : row.tags).get(column.key)
  if (text === undefined) return none()
  const isCompared = baseline && baseline.id !== row.id && column.kind === 'params'
  const same = isCompared && baseline.params.get(column.key) === text
  return (
    <span
      className={styles['value']}
      title={text.slice(0, 1000)}
      data-same={same || undefined}
      data-differs={(isCompared && !same) || undefined}
      style={heatStyle(text, column)}
    >
      {filledNumeral(shortNumeral(text), column.behind).slice(0, SHOWN)}
    </span>
  )
}

const none = (): ReactNode => <span className={styles['none']}>–</span>

/** The share of the strongest color, in percent, for the heat map's style sheet. */
function heatStyle(value: number | string | undefined, { heat }: ColumnView): React.CSSProperties | undefined {
  const place = heat && heatOf(value, heat.min, heat.max)
  return place === undefined ? undefined : ({ '--heat': `${Math.round(place * 45)}%` } as React.CSSProperties)
}

function metricCell(column: ColumnView, row: RunRow, baseline: RunRow | undefined): ReactNode {
  const point = pointIn(row, column)
  const nested = column.shown ? undefined : row.childMetrics.get(column.key)
  if (!point) return nested ? childrenCell(column, nested) : none()
  const digits = column.digits ?? 4
  const base = baseline && pointIn(baseline, column)
  const delta = baseline && baseline.id !== row.id ? deltaOf(point.value, base?.value, column.better, digits) : undefined
  return (
    <span
      className={styles['value']}
      title={[`${exact(point.value)} at step ${point.step}`, ...(nested ? [sumOf(column, nested)] : [])].join('\n')}
      style={heatStyle(point.value, column)}
    >
      {filled(aligned(point.value, digits), column.behind)}
      {nested && !baseline && hasBest(column) && <small className={styles['delta']}>best {aligned(bestOf(column, nested), digits)}</small>}
      {baseline && (
        <small data-verdict={delta?.verdict} className={styles['delta']}>
          {baseline.id === row.id ? 'base' : (delta?.text ?? '–')}
        </small>
      )}
    </span>
  )
}

type ChildMetric = NonNullable<ReturnType<RunRow['childMetrics']['get']>>

const bestOf = ({ direction }: ColumnView, { min, max }: ChildMetric): WireNumber => (direction === 'up' ? max : min)

/** Whether a best value means anything: none is the best learning rate. */
const hasBest = ({ key, isPrimary }: ColumnView): boolean => isPrimary || isScore(key)

/** What the runs nested in a run have of a metric, in words. */
const sumOf = (column: ColumnView, nested: ChildMetric): string =>
  `${plural(nested.n, 'nested run')}: ${hasBest(column) ? `best ${exact(bestOf(column, nested))}, ` : ''}mean ${exact(nested.mean)}, from ${exact(nested.min)} to ${exact(nested.max)}`

/** The best and the mean of nested runs, where the run itself has no such metric. */
function childrenCell(column: ColumnView, nested: ChildMetric): ReactNode {
  const digits = column.digits ?? 4
  return (
    <span className={styles['value']} data-nested title={sumOf(column, nested)}>
      {hasBest(column) && (
        <>
          <small>best</small> {filled(aligned(bestOf(column, nested), digits), column.behind)}
        </>
      )}
      <small className={styles['delta']}>mean {filled(aligned(nested.mean, digits), column.behind)}</small>
    </span>
  )
}

function attributeCell(name: string, row: RunRow, experimentName: (id: string) => string): ReactNode {
  const { info } = row
  if (name === 'start_time') return <Time at={info.start_time} />
  if (name === 'end_time') return <Time at={info.end_time} />
  if (name === 'duration') return <span title={info.end_time ? `until ${moment(info.end_time)}` : ''}>{duration(tookOf(row)) || '–'}</span>
  if (name === 'user_id') return row.info.user_id || none()
  if (name === 'run_id') return <span className="mono">{row.id}</span>
  if (name === 'experiment')
    return (
      <a href={`#${links.experiment(info.experiment_id)}`} tabIndex={-1}>
        {experimentName(info.experiment_id)}
      </a>
    )
  if (name === 'datasets') return datasetsCell(row)
  if (name === 'models') return modelsCell(row)
  const text = row.tags.get(ATTRIBUTE_TAGS.get(name) ?? '')
  if (!text) return none()
  if (name === 'version')
    return (
      <span className="mono" title={text}>
        {text.slice(0, 8)}
      </span>
    )
  if (name === 'source') return <span title={text}>{text.slice(text.lastIndexOf('/') + 1) || text}</span>
  return <span title={text.slice(0, 1000)}>{text.slice(0, SHOWN)}</span>
}

function datasetsCell(row: RunRow): ReactNode {
  const [first, ...others] = row.datasets
  if (!first) return none()
  const all = row.datasets.map(({ name, digest, context }) => `${name} (${digest})${context && ` ${context}`}`).join('\n')
  return (
    <a href={`#${links.run(row.info.experiment_id, row.id)}`} tabIndex={-1} title={all}>
      {first.name} <span className="dim">{first.context || first.digest}</span>
      {others.length > 0 && <span className="dim"> +{others.length}</span>}
    </a>
  )
}

function modelsCell(row: RunRow): ReactNode {
  const [first, ...others] = row.models
  if (!first) return none()
  return (
    <a href={`#${links.loggedModel(row.info.experiment_id, first)}`} tabIndex={-1} title={row.models.join('\n')}>
      {first.slice(0, 12)}
      {others.length > 0 && <span className="dim"> +{others.length}</span>}
    </a>
  )
}
