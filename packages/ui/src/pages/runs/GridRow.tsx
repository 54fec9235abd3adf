import { IconChevronDown, IconChevronRight, IconEyeOff, IconPinFilled } from '@tabler/icons-react'
import { memo, type ReactNode } from 'react'
import { tip } from '../../controls/tip.tsx'
import { StatusIcon } from '../../controls/StatusIcon.tsx'
import { count, plural, shortNumeral } from '../../format.ts'
import { links } from '../../links.ts'
import type { ColumnView } from '../../table/column-view.ts'
import { aligned, filledNumeral } from '../../table/numbers.ts'
import { isTallItem, type Item } from './items.ts'
import { runCell } from './run-cell.tsx'
import styles from './RunGrid.module.css'
import type { RunRow } from './run-row.ts'

/** What lines can be asked to do; one object that stays the same while the page lives. */
export interface RowActions {
  point: (key: string) => void
  select: (key: string, extend: boolean) => void
  toggle: (item: Item) => void
  hide: (id: string) => void
  /** Keeps runs at the top, or no more. */
  keep: (ids: readonly string[]) => void
  open: (row: RunRow) => void
}

export interface GridRowProps {
  item: Item
  index: number
  /** px from the top of the list. */
  top: number
  pinned: readonly ColumnView[]
  columns: readonly ColumnView[]
  /** The columns that are drawn, `to` exclusive, and the px of those before them. */
  from: number
  to: number
  before: number
  nameWidth: number
  isSelected: boolean
  /** Whether one came from its page. */
  isOrigin: boolean
  isCursor: boolean
  /** Column that the cursor stands on: 0 is the name, then the pinned ones, then the others; -1 for the whole row. */
  cursorColumn: number
  isHidden: boolean
  color: string
  baseline: RunRow | undefined
  actions: RowActions
  /** Of an experiment by its id. */
  experimentName: (id: string) => string
}

/** One line of the table. It is drawn again only when something about it has changed. */
export const GridRow = memo(function GridRow(props: GridRowProps): ReactNode {
  const { item, index, top, isSelected, isCursor, actions, isHidden } = props
  const run = item.kind === 'run' ? item.row : undefined
  return (
    <div
      role="row"
      id={rowId(item.key)}
      aria-rowindex={index + 2}
      aria-selected={run ? isSelected : undefined}
      aria-current={props.isOrigin || undefined}
      aria-level={item.kind === 'group' ? 1 : item.depth + 1}
      aria-expanded={item.kind === 'note' || (run && run.children === 0) ? undefined : 'isOpen' in item && item.isOpen}
      className={styles['row']}
      data-kind={item.kind}
      data-tall={isTallItem(item) || undefined}
      data-cursor={isCursor || undefined}
      data-hidden={isHidden || undefined}
      data-kept={(item.kind === 'run' && item.kept) || undefined}
      style={{ transform: `translateY(${top}px)` }}
      onMouseDown={() => actions.point(item.key)}
      onDoubleClick={() => run && actions.open(run)}
    >
      {rowHead(props)}
      {item.kind !== 'note' && (
        <>
          <span className={styles['gap']} style={{ width: props.before }} aria-hidden="true" />
          {props.columns.slice(props.from, props.to).map((column, at) => (
            <Cell key={column.id} {...cellProps(props, column, 1 + props.pinned.length + props.from + at)} />
          ))}
        </>
      )}
    </div>
  )
})

const cellProps = (
  { item, baseline, experimentName, isCursor, cursorColumn }: GridRowProps,
  column: ColumnView,
  place: number,
): CellProps => ({
  item,
  column,
  place,
  baseline,
  experimentName,
  isHere: isCursor && cursorColumn === place,
})

/** Id of a line's element. */
const rowId = (key: string): string => `run-${key.replaceAll(/[^\w-]/g, (char) => `_${char.codePointAt(0)}_`)}`

/** Id of a cell's element, of the whole line for -1. */
export const cellId = (key: string, column: number): string => (column < 0 ? rowId(key) : `${rowId(key)}--${column}`)

/** The part that stays when one scrolls sideways: selection, color, name, status, pinned columns. */
function rowHead(props: GridRowProps): ReactNode {
  const { item, pinned, nameWidth, isSelected, actions, cursorColumn, isCursor } = props
  const depth = item.kind === 'group' ? 0 : item.depth
  return (
    <div className={styles['head']} role="presentation">
      <div
        className={styles['check']}
        role="gridcell"
        // The whole cell is the check box's.
        onClick={(event) => item.kind === 'run' && actions.select(item.key, event.shiftKey)}
      >
        {item.kind === 'run' && (
          <input type="checkbox" tabIndex={-1} aria-label={`Select ${item.row.name}`} checked={isSelected} onChange={() => {}} />
        )}
      </div>
      <div
        role="gridcell"
        id={cellId(item.key, 0)}
        className={styles['name']}
        data-here={(isCursor && cursorColumn === 0) || undefined}
        style={{ width: nameWidth, paddingLeft: depth * 16 }}
      >
        {item.kind === 'run' && runName(props, item)}
        {item.kind === 'group' && groupName(props, item)}
        {item.kind === 'note' && noteText(item)}
      </div>
      {item.kind !== 'note' && pinned.map((column, at) => <Cell key={column.id} {...cellProps(props, column, 1 + at)} />)}
    </div>
  )
}

function runName({ actions, color, isHidden, baseline }: GridRowProps, item: Item & { kind: 'run' }): ReactNode {
  const { row } = item
  return (
    <>
      <button
        type="button"
        tabIndex={-1}
        className={styles['dot']}
        aria-label={`${isHidden ? 'Show' : 'Hide'} ${row.name} in charts`}
        aria-pressed={!isHidden}
        onClick={() => actions.hide(row.id)}
        style={isHidden ? undefined : { color }}
      >
        {isHidden && <IconEyeOff size={13} />}
      </button>
      {row.children > 0 && expander(item, actions)}
      <a className="cut" tabIndex={-1} href={`#${links.run(row.info.experiment_id, row.id)}`} title={row.name}>
        {row.name.slice(0, 200)}
      </a>
      {item.kept && unpin(actions, row)}
      {row.children > 0 && pill(count(row.children))}
      {baseline?.id === row.id && pill('base')}
      {row.info.lifecycle_stage === 'deleted' && pill('deleted')}
      <StatusIcon status={row.info.status} runId={row.id} />
    </>
  )
}

const unpin = (actions: RowActions, { id, name }: RunRow): ReactNode => (
  <button
    type="button"
    tabIndex={-1}
    className={styles['unpin']}
    aria-label={`Keep ${name} at the top no more`}
    {...tip('Pinned; click to unpin  p')}
    onClick={() => actions.keep([id])}
  >
    <IconPinFilled size={12} />
  </button>
)

const groupName = ({ actions }: GridRowProps, item: Item & { kind: 'group' }): ReactNode => (
  <>
    {expander(item, actions)}
    <b className="cut" title={item.title}>
      {item.title.slice(0, 200)}
    </b>
    {pill(plural(item.group.runs, 'run'))}
  </>
)

const noteText = ({ more, text }: Item & { kind: 'note' }): ReactNode =>
  more ? (
    <button type="button" tabIndex={-1} className={styles['link']} onClick={more}>
      {text}
    </button>
  ) : (
    <span className="dim">{text}</span>
  )

const pill = (text: string): ReactNode => <span className={styles['pill']}>{text}</span>

function expander(item: Exclude<Item, { kind: 'note' }>, actions: RowActions): ReactNode {
  const Icon = item.isOpen ? IconChevronDown : IconChevronRight
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles['expander']}
      aria-label={`${item.isOpen ? 'Close' : 'Open'} ${item.kind === 'run' ? item.row.name : item.title}`}
      onClick={() => actions.toggle(item)}
    >
      <Icon size={14} />
    </button>
  )
}

interface CellProps extends Pick<GridRowProps, 'item' | 'baseline' | 'experimentName'> {
  column: ColumnView
  place: number
  isHere: boolean
}

/** One cell; it is drawn once however far one scrolls. */
const Cell = memo(function Cell({ item, column, place, baseline, isHere, experimentName }: CellProps): ReactNode {
  return (
    <div
      role="gridcell"
      id={cellId(item.key, place)}
      className={styles['cell']}
      data-right={column.right || undefined}
      data-here={isHere || undefined}
      style={{ width: column.width }}
    >
      {item.kind === 'run' && runCell(column, item.row, baseline, experimentName)}
      {item.kind === 'group' && groupCell(column, item)}
    </div>
  )
})

/** The server counts different values of a param up to this number. */
const MOST_VALUES = 100

/** The value that all runs of a group have of a param, or how many there are; runs without one are counted apart. */
function groupParam(column: ColumnView, { group }: Item & { kind: 'group' }): ReactNode {
  const found = group.params?.find(({ key }) => key === column.key)
  if (!found) return <span className={styles['none']}>–</span>
  const { n, distinct, value } = found
  const isCut = distinct === MOST_VALUES
  const some = n < group.runs ? `${count(n)} of ${plural(group.runs, 'run')}` : ''
  const words = value === undefined ? `${isCut ? 'at least ' : ''}${plural(distinct, 'value')}` : value
  return (
    <span className={styles['value']} title={`${words.slice(0, 1000)}${some && `, set in ${some}`}`}>
      {value === undefined ? (
        <span className="dim">{`${count(distinct)}${isCut ? '+' : ''} values`}</span>
      ) : (
        filledNumeral(shortNumeral(value), column.behind).slice(0, 200)
      )}
      {some && <small className={styles['delta']}>n {count(n)}</small>}
    </span>
  )
}

function groupCell(column: ColumnView, item: Item & { kind: 'group' }): ReactNode {
  if (column.kind === 'params') return groupParam(column, item)
  const found = column.kind === 'metrics' ? item.group.metrics.find(({ key }) => key === column.key) : undefined
  if (!found) return null
  const digits = column.digits ?? 4
  const shown = `mean ${found.mean}, from ${found.min} to ${found.max}, n = ${found.n}${found.ci95 === undefined ? '' : `, standard deviation ${found.sd}, 95 % confidence interval of the mean ± ${found.ci95}`}`
  const of = column.aggregate ?? 'mean'
  return (
    <span className={styles['value']} title={shown}>
      {aligned(found[of], digits)}
      <small className={styles['delta']}>
        {of !== 'mean' ? `${of}, ` : found.sd === undefined ? '' : `± ${aligned(found.sd, digits)} sd, `}n {count(found.n)}
      </small>
    </span>
  )
}
