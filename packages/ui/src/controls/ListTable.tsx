import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useCameFrom } from '../history-entry.ts'
import { isFocusFree, useKeepPlace, usePlaceBefore, useReturn } from '../table/use-kept-place.ts'
import { useWindow } from '../table/use-window.ts'
import { type KeyboardEvent, type MouseEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { type Shortcut, useKeys } from '../frame/keys.ts'
import styles from './ListTable.module.css'
import { nextRow } from './roving.ts'
import type { Sort } from './sorting.ts'

/** Pixels of a row. */
const ROW = 32

export interface ListColumn<Row> {
  id: string
  /** Also the name for screen readers. */
  title: string
  cell: (row: Row) => ReactNode
  /** Numbers stand at the right. */
  right?: boolean
  /** Whether its head sorts, and which direction comes first. */
  sort?: 'ascending' | 'descending'
  /** CSS width. */
  width?: number | string
}

export interface ListTableProps<Row> {
  /** Names the table for screen readers. */
  label: string
  columns: readonly ListColumn<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** Name of a row for its check box. */
  nameOf: (row: Row) => string
  /** Opens a row: Enter, or a click beside its controls. */
  onOpen?: (row: Row) => void
  sort?: Sort
  onSort?: (sort: Sort) => void
  /** Keys of selected rows; without it rows have no check boxes. */
  selected?: ReadonlySet<string>
  onSelected?: (selected: ReadonlySet<string>) => void
  /** Rows that cannot be selected, such as folders. */
  selectable?: (row: Row) => boolean
  /** Called with the row that has the focus. */
  onActive?: (row: Row) => unknown
  /** Called when the end is near, to fetch more. */
  onEnd?: () => void
  /** More keys for the row that has the focus. */
  rowKeys?: readonly (Omit<Shortcut, 'run'> & { run: (row: Row) => unknown })[]
  /** Old rows while new ones are fetched. */
  stale?: boolean
  /** Group of its keys in the sheet. */
  group?: string
  /** Parameter of the pages that its rows open, e.g. `experimentId`: the row of the page that one came from is marked. */
  opens?: string
}

/**
 * A list as a table of rows 32 px high, of which only those in view exist. It is two Tab stops: the heads (arrows left and right) and the rows
 * (j, k, arrows, Home, End; x selects, Enter opens).
 */
export function ListTable<Row>(props: ListTableProps<Row>): ReactNode {
  const { label, columns, rows, keyOf, selected, onSelected, onEnd, stale = false, selectable = () => true } = props
  const scroll = useRef<HTMLDivElement>(null)
  const wanted = useRef(-1)
  const [activeKey, setActiveKey] = useState<string | undefined>()
  const cameFrom = useCameFrom(props.opens ?? '')
  const virtual = useRows(props, scroll, activeKey, setActiveKey)
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? -1
  useEffect(() => {
    if (onEnd && last >= rows.length - 20 && rows.length > 0) onEnd()
  }, [onEnd, last, rows.length])
  const active = rows.findIndex((row) => keyOf(row) === activeKey)
  const toggle = (row: Row): void => {
    if (!selected || !onSelected || !selectable(row)) return
    const next = new Set(selected)
    if (!next.delete(keyOf(row))) next.add(keyOf(row))
    onSelected(next)
  }
  const focusRow = (index: number): void => {
    const row = rows[index]
    if (!row) return
    setActiveKey(keyOf(row))
    virtual.scrollToIndex(index)
    wanted.current = index
    const focus = (): boolean => {
      const found = scroll.current?.querySelector<HTMLElement>(`tr[data-index="${index}"]`)
      found?.focus()
      return Boolean(found)
    }
    // A row far away exists only after it has been scrolled to; by then a key that was held down may want another one.
    if (!focus()) requestAnimationFrame(() => requestAnimationFrame(() => wanted.current === index && focus()))
  }
  useListKeys(props, { active: rows[active], at: active, focusRow, toggle })
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!(event.target instanceof HTMLTableRowElement) || event.key.length === 1) return
    const to = nextRow(event.key, active, rows.length)
    if (to === undefined) return
    event.preventDefault()
    focusRow(to)
  }
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  const span = columns.length + (selected ? 1 : 0)
  return (
    <div className={styles['scroll']} ref={scroll}>
      <table
        className={styles['table']}
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-multiselectable={Boolean(selected)}
      >
        <Head {...props} />
        <tbody onKeyDown={onKeyDown} className={stale ? styles['stale'] : ''}>
          {before > 0 && <Spacer height={before} span={span} />}
          {items.map(({ index }) => {
            const row = rows[index]
            return (
              row !== undefined && (
                <BodyRow
                  key={keyOf(row)}
                  {...props}
                  row={row}
                  index={index}
                  isOrigin={cameFrom !== undefined && keyOf(row) === cameFrom}
                  isStop={active === index || (active < 0 && index === (items[0]?.index ?? 0))}
                  onFocus={() => {
                    setActiveKey(keyOf(row))
                    props.onActive?.(row)
                  }}
                  onToggle={() => toggle(row)}
                />
              )
            )
          })}
          {after > 0 && <Spacer height={after} span={span} />}
        </tbody>
      </table>
    </div>
  )
}

/** The rows in view; they stand where they stood before when one comes back. */
function useRows<Row>(
  { label, rows, keyOf, onEnd, stale = false }: ListTableProps<Row>,
  scroller: RefObject<HTMLDivElement | null>,
  activeKey: string | undefined,
  setActiveKey: (key: string) => void,
): ReturnType<typeof useWindow> {
  const place = usePlaceBefore(label)
  const virtual = useWindow({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
    initialOffset: place?.top ?? 0,
  })
  const list = { scroller, rows: virtual, keys: rows.map(keyOf) }
  useKeepPlace(label, { ...list, cursor: activeKey })
  useReturn(place, {
    ...list,
    more: onEnd,
    isStale: stale,
    onCursor: (key) => {
      setActiveKey(key)
      if (!isFocusFree()) return
      scroller.current?.querySelector<HTMLElement>(`tr[data-index="${list.keys.indexOf(key)}"]`)?.focus({ preventScroll: true })
    },
  })
  return virtual
}

interface Focus<Row> {
  active: Row | undefined
  at: number
  focusRow: (index: number) => void
  toggle: (row: Row) => void
}

function useListKeys<Row>(
  { rows, selected, onOpen, rowKeys = [], group = 'List' }: ListTableProps<Row>,
  { active, at, focusRow, toggle }: Focus<Row>,
): void {
  const move = (key: string) => () => focusRow(nextRow(key, at, rows.length) ?? 0)
  const onActive = (run: (row: Row) => unknown) => () => active !== undefined && run(active)
  useKeys(group, [
    { keys: 'j', does: 'Go to the next row', run: move('j') },
    { keys: 'k', does: 'Go to the row before', run: move('k') },
    ...(selected ? [{ keys: 'x', does: 'Select the row, or not', run: onActive(toggle) }] : []),
    ...(onOpen ? [{ keys: 'Enter', does: 'Open the row', run: onActive(onOpen) }] : []),
    ...rowKeys.map((shortcut) => ({ ...shortcut, run: onActive(shortcut.run) })),
  ])
}

const Spacer = ({ height, span }: { height: number; span: number }): ReactNode => (
  <tr className={styles['spacer']} aria-hidden="true">
    <td colSpan={span} style={{ height }} />
  </tr>
)

function Head<Row>({ columns, rows, keyOf, selected, onSelected, selectable = () => true, sort, onSort }: ListTableProps<Row>): ReactNode {
  const all = rows.filter(selectable).map(keyOf)
  const isAll = selected !== undefined && all.length > 0 && all.every((key) => selected.has(key))
  const onKeyDown = (event: KeyboardEvent<HTMLTableSectionElement>): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (!step) return
    const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('button,input')]
    stops[stops.indexOf(event.target as HTMLElement) + step]?.focus()
  }
  const firstSorting = columns.findIndex((column) => column.sort && onSort)
  return (
    <thead onKeyDown={onKeyDown}>
      <tr>
        {selected && (
          <th className={styles['check']} scope="col">
            <label>
              <input
                type="checkbox"
                aria-label="Select all rows"
                checked={isAll}
                ref={(box) => {
                  if (box) box.indeterminate = !isAll && selected.size > 0
                }}
                onChange={() => onSelected?.(new Set(isAll ? [] : all))}
              />
            </label>
          </th>
        )}
        {columns.map(({ id, title, right, width, sort: first }, index) => {
          const isSorted = sort?.column === id
          const descending = isSorted ? !sort.descending : first === 'descending'
          return (
            <th
              key={id}
              scope="col"
              className={right ? styles['right'] : ''}
              style={width === undefined ? undefined : { width, minWidth: width }}
              aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : undefined}
            >
              {first && onSort ? (
                <button
                  type="button"
                  className={styles['sort']}
                  data-sorted={isSorted || undefined}
                  tabIndex={!selected && index === firstSorting ? 0 : -1}
                  onClick={() => onSort({ column: id, descending })}
                >
                  {title}
                  {isSorted && (sort.descending ? <IconArrowDown size={12} aria-hidden /> : <IconArrowUp size={12} aria-hidden />)}
                </button>
              ) : (
                title || <span className="unseen">{id}</span>
              )}
            </th>
          )
        })}
      </tr>
    </thead>
  )
}

interface BodyRowProps<Row> extends ListTableProps<Row> {
  row: Row
  index: number
  /** Whether one came from its page. */
  isOrigin: boolean
  isStop: boolean
  onFocus: () => void
  onToggle: () => void
}

/** Whether a click was one on a control of the row; by its path, since what the control drew anew may have taken its icon out of the document. */
function onControl({ nativeEvent, currentTarget }: MouseEvent<Element>): boolean {
  const path = nativeEvent.composedPath()
  return path.slice(0, path.indexOf(currentTarget)).some((each) => each instanceof Element && each.matches(CONTROL))
}

const CONTROL = 'a,button,input,label,[data-no-open]'

function BodyRow<Row>(props: BodyRowProps<Row>): ReactNode {
  const { row, index, isOrigin, isStop, columns, keyOf, nameOf, selected, selectable = () => true, onOpen, onFocus, onToggle } = props
  const isSelected = selected?.has(keyOf(row)) ?? false
  return (
    <tr
      className={styles['row']}
      tabIndex={isStop ? 0 : -1}
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={selected ? isSelected : undefined}
      aria-current={isOrigin || undefined}
      onFocus={onFocus}
      onClick={(event) => {
        if (onControl(event) || getSelection()?.isCollapsed === false) return
        // The whole cell is the check box's.
        if (selected && event.target === event.currentTarget.firstElementChild) onToggle()
        else onOpen?.(row)
      }}
      style={onOpen ? { cursor: 'pointer' } : undefined}
    >
      {selected && (
        <td className={styles['check']}>
          {selectable(row) && (
            <input type="checkbox" tabIndex={-1} aria-label={`Select ${nameOf(row)}`} checked={isSelected} onChange={onToggle} />
          )}
        </td>
      )}
      {columns.map(({ id, cell, right }) => (
        <td key={id} className={right ? styles['right'] : ''}>
          {cell(row)}
        </td>
      ))}
    </tr>
  )
}
