import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useWindow } from '../../table/use-window.ts'
import { type ReactNode, useRef } from 'react'
import styles from '../files.module.css'
import { cellText, type Order } from './sort-rows.ts'
import own from './viewers.module.css'

const ROW = 28
const NUMBERS = 64

export interface DataColumn {
  name: string
  /** Beside the name, e.g. its type. */
  type?: string
  numeric: boolean
  /** px */
  width: number
}

/** px that suit a column by its name and its first values. */
export function widthFor(name: string, values: readonly unknown[]): number {
  const longest = Math.max(name.length + 3, ...values.map((value) => cellText(value).length))
  return Math.round(Math.min(320, Math.max(64, longest * 7 + 20)))
}

/** A table of any size: only cells in sight are drawn, and only rows in sight are asked for. A click on a name sorts. */
export function DataTable({
  columns,
  rowCount,
  row,
  order,
  onOrder,
  name,
}: {
  columns: readonly DataColumn[]
  rowCount: number
  /** The values of a row; undefined while it is being fetched. */
  row: (index: number) => { number: number; values: readonly unknown[] } | undefined
  order: Order | undefined
  /** Absent when the table cannot be sorted. */
  onOrder?: (order: Order | undefined) => void
  name: string
}): ReactNode {
  const box = useRef<HTMLDivElement>(null)
  const rows = useWindow({
    count: rowCount,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 12,
    paddingStart: 0,
  })
  const across = useWindow({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => columns[index]?.width ?? 100,
    overscan: 4,
  })
  const width = NUMBERS + across.getTotalSize()
  const inSight = across.getVirtualItems()
  const lead = inSight[0]?.start ?? 0
  return (
    <div ref={box} className={styles['scroller']} tabIndex={0} role="region" aria-label={`Scrolling table of ${name}`}>
      <div
        role="table"
        aria-label={`Table of ${name}`}
        aria-rowcount={rowCount + 1}
        aria-colcount={columns.length + 1}
        className={own['grid']}
        style={{ width, height: rows.getTotalSize() + 33 }}
      >
        <div role="row" className={own['gridHead']} style={{ width }}>
          <div role="columnheader" className={own['rowNumber']} style={{ width: NUMBERS, lineHeight: '32px', paddingRight: 8 }}>
            #
          </div>
          <div role="presentation" style={{ width: lead, border: 0 }} />
          {inSight.map(({ index }) => {
            const column = columns[index]
            return column && <HeaderCell key={index} column={column} index={index} order={order} {...(onOrder && { onOrder })} />
          })}
        </div>
        <div role="rowgroup" style={{ position: 'relative' }}>
          {rows.getVirtualItems().map(({ index, start }) => {
            const shown = row(index)
            return (
              <BodyRow
                key={index}
                index={index}
                start={start}
                width={width}
                lead={lead}
                shown={shown}
                columns={columns}
                inSight={inSight.map((each) => each.index)}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}

function BodyRow({
  index,
  start,
  width,
  lead,
  shown,
  columns,
  inSight,
}: {
  index: number
  start: number
  width: number
  lead: number
  shown: { number: number; values: readonly unknown[] } | undefined
  columns: readonly DataColumn[]
  inSight: readonly number[]
}): ReactNode {
  return (
    <div role="row" aria-rowindex={index + 2} className={own['gridRow']} style={{ transform: `translateY(${start}px)`, width }}>
      <div role="cell" className={own['rowNumber']} style={{ width: NUMBERS }}>
        {(shown?.number ?? index) + 1}
      </div>
      <div role="presentation" style={{ width: lead, padding: 0 }} />
      {inSight.map((at) => {
        const text = shown ? cellText(shown.values[at]) : '…'
        return (
          <div
            key={at}
            role="cell"
            data-number={columns[at]?.numeric || undefined}
            style={{ width: columns[at]?.width }}
            title={text.length > 24 ? text.slice(0, 2_000) : undefined}
          >
            {text.length > 300 ? `${text.slice(0, 300)}…` : text}
          </div>
        )
      })}
    </div>
  )
}

function HeaderCell({
  column,
  index,
  order,
  onOrder,
}: {
  column: DataColumn
  index: number
  order: Order | undefined
  onOrder?: (order: Order | undefined) => void
}): ReactNode {
  const mine = order?.column === index ? order : undefined
  const next = (): void => onOrder?.(mine === undefined ? { column: index, up: true } : mine.up ? { column: index, up: false } : undefined)
  return (
    <div
      role="columnheader"
      data-number={column.numeric || undefined}
      aria-sort={mine ? (mine.up ? 'ascending' : 'descending') : 'none'}
      style={{ width: column.width }}
    >
      <button type="button" disabled={!onOrder} onClick={next} title={`${column.name}${column.type ? ` (${column.type})` : ''}`}>
        <span className="cut">{column.name}</span>
        {mine && (mine.up ? <IconArrowUp size={12} aria-hidden="true" /> : <IconArrowDown size={12} aria-hidden="true" />)}
        {column.type && <small className="cut">{column.type}</small>}
      </button>
    </div>
  )
}
