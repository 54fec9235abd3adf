import { useCameFrom } from '../../history-entry.ts'
import { isFocusFree, type ListPlace, useKeepPlace, usePlaceBefore, useReturn } from '../../table/use-kept-place.ts'
import { useWindow } from '../../table/use-window.ts'
import { type ReactNode, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef } from 'react'
import type { ColumnView } from '../../table/column-view.ts'
import { cellId, GridRow, type RowActions } from './GridRow.tsx'
import { GridHead, type HeadProps, headId } from './GridHead.tsx'
import { isTallItem, type Item } from './items.ts'
import styles from './RunGrid.module.css'
import type { RunRow } from './run-row.ts'

/** Where the cursor stands: the key of a line, or `head`; column 0 is the name, -1 the whole line. */
export interface Cursor {
  key: string
  column: number
}

export interface GridHandle {
  focus: () => void
  /** Brings a line into view. */
  reveal: (key: string) => void
}

interface RunGridProps extends Pick<
  HeadProps,
  'sort' | 'onSort' | 'onMenu' | 'menu' | 'onResize' | 'onMove' | 'allSelected' | 'someSelected' | 'onSelectAll'
> {
  items: readonly Item[]
  /** Lines that there are in all, as far as one knows. */
  total: number
  pinned: readonly ColumnView[]
  columns: readonly ColumnView[]
  nameWidth: number
  cursor: Cursor | undefined
  onCursor: (cursor: Cursor) => void
  selected: ReadonlySet<string>
  hidden: ReadonlySet<string>
  colors: ReadonlyMap<string, string>
  baseline: RunRow | undefined
  actions: RowActions
  experimentName: (id: string) => string
  /** Whether what is shown is of an older question. */
  isStale: boolean
  /** Whether lines have a second row: deltas to the baseline, spreads of groups. */
  isTall: boolean
  /** Called with the last line that is drawn. */
  onLook: (last: number) => void
  /** Fetches more lines; undefined where there are none. */
  more: (() => void) | undefined
  onEnter: () => void
  /** What the list is of; another one begins at the top. */
  listKey: string
  handle: React.Ref<GridHandle>
}

const ROW = 32
const TALL_ROW = 44
const HEAD = 44
/** px above and below the table of one experiment in a wide window and in a narrow one. */
const ABOVE = [167, 205] as const
/** Lines drawn beyond the edge of the window. */
const BEYOND = 8

/** The table of runs: only the lines and columns in view are in the document. It is one stop of the Tab key. */
export function RunGrid(props: RunGridProps): ReactNode {
  const { items, pinned, columns, nameWidth, cursor, baseline, isStale, isTall, onLook, handle } = props
  const scroller = useRef<HTMLDivElement>(null)
  const place = usePlaceBefore('runs')
  const cameFrom = useCameFrom('runId')
  const { rows, across, left, from, to, before } = useView(props, scroller, place)
  const lines = rows.getVirtualItems()
  const last = lines.at(-1)?.index ?? 0
  useEffect(() => onLook(last), [last, onLook, items.length])
  const at = cursor ? items.findIndex(({ key }) => key === cursor.key) : -1
  const moved = useRef(place && cursor)
  useEffect(() => {
    if (moved.current === cursor) return
    moved.current = cursor
    if (at >= 0) rows.scrollToIndex(at, { align: 'auto' })
    if (cursor && cursor.column > pinned.length) across.scrollToIndex(cursor.column - 1 - pinned.length, { align: 'auto' })
    // Only a move of the cursor scrolls, not what happens to the rows around it.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [cursor])
  useListPlace(props, place, scroller, rows)
  useImperativeHandle(handle, () => ({
    focus: () => scroller.current?.focus(),
    reveal: (key) => {
      const index = items.findIndex((item) => item.key === key)
      if (index >= 0) rows.scrollToIndex(index, { align: 'auto' })
    },
  }))
  const onHead = cursor?.key === 'head'
  return (
    <div
      ref={scroller}
      className={styles['grid']}
      role="treegrid"
      aria-label="Runs"
      aria-rowcount={props.total + 1}
      aria-colcount={2 + pinned.length + columns.length}
      aria-multiselectable="true"
      aria-busy={isStale}
      aria-activedescendant={
        onHead ? headId(Math.max(0, cursor.column)) : at >= 0 && cursor ? cellId(cursor.key, cursor.column) : undefined
      }
      tabIndex={0}
      data-tall={isTall || undefined}
      data-tree={items.some((item) => item.kind === 'group' || (item.kind === 'run' && item.row.children > 0)) || undefined}
      data-old={isStale || undefined}
      onKeyDown={(event) => onKey(event, props, at)}
    >
      <GridHead {...props} from={from} to={to} before={before} cursorColumn={onHead ? Math.max(0, cursor.column) : undefined} />
      <div className={styles['body']} role="rowgroup" style={{ height: rows.getTotalSize(), width: Math.max(across.getTotalSize(), left) }}>
        {lines.map(({ index, start }) => {
          const item = items[index]
          if (!item) return null
          const id = item.kind === 'run' ? item.row.id : ''
          return (
            <GridRow
              key={item.key}
              item={item}
              index={index}
              top={start}
              pinned={pinned}
              columns={columns}
              from={from}
              to={to}
              before={before}
              nameWidth={nameWidth}
              isSelected={props.selected.has(id)}
              isOrigin={cameFrom !== undefined && id === cameFrom}
              isCursor={cursor?.key === item.key}
              cursorColumn={cursor?.key === item.key ? cursor.column : -1}
              isHidden={props.hidden.has(id)}
              color={props.colors.get(id) ?? ''}
              baseline={baseline}
              actions={props.actions}
              experimentName={props.experimentName}
            />
          )
        })}
      </div>
    </div>
  )
}

/** Keeps where the list stands, and brings it back to where it stood. */
function useListPlace(
  { items, cursor, isStale, more, onCursor }: RunGridProps,
  place: ListPlace | undefined,
  scroller: React.RefObject<HTMLDivElement | null>,
  rows: ReturnType<typeof useWindow>,
): void {
  const list = { scroller, rows, keys: useMemo(() => items.map(({ key }) => key), [items]) }
  useKeepPlace('runs', { ...list, cursor: cursor?.key })
  useReturn(place, {
    ...list,
    more,
    isStale,
    onCursor: (key) => {
      if (key !== cursor?.key) onCursor({ key, column: cursor?.column ?? -1 })
      if (isFocusFree()) scroller.current?.focus({ preventScroll: true })
    },
  })
}

/** The lines and columns in view. `left` is the width of what does not scroll sideways, `before` that of the columns left of the view. */
function useView(
  { items, pinned, columns, nameWidth, isTall, listKey, sort }: RunGridProps,
  scroller: React.RefObject<HTMLDivElement | null>,
  place: ListPlace | undefined,
) {
  const height = isTall ? TALL_ROW : ROW
  const left = (matchMedia('(max-width: 599px)').matches ? 28 : 36) + nameWidth + pinned.reduce((sum, { width }) => sum + width, 0) + 1
  // Before the rows: going down changes no columns, so that nothing has been drawn when the rows ask where the list stands, which would lay it out twice.
  const across = useWindow({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => columns[index]?.width ?? 96,
    overscan: 2,
    initialOffset: place?.left ?? 0,
    paddingStart: left,
    scrollPaddingStart: left,
  })
  const rows = useWindow({
    above: ABOVE,
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index] && isTallItem(items[index]) ? TALL_ROW : height),
    overscan: BEYOND,
    scrollPaddingStart: HEAD,
    paddingStart: 0,
    initialOffset: place?.top ?? 0,
  })
  const tall = useMemo(() => items.flatMap((item, index) => (isTallItem(item) ? index : [])).join(), [items])
  useChange(() => rows.measure(), height, tall)
  useChange(() => across.measure(), columns, left)
  useSortedInView(sort, columns, across, place !== undefined)
  // Newer browsers answer scrollTo with a promise, which an effect must not return.
  useChange(() => void scroller.current?.scrollTo({ top: 0 }), listKey)
  const shown = across.getVirtualItems()
  const from = shown[0]?.index ?? 0
  const to = (shown.at(-1)?.index ?? -1) + 1
  const before = (shown[0]?.start ?? left) - left
  return { rows, across, left, from, to, before }
}

/** Brings the column that the table is sorted by into view, at first and when another is chosen; who comes back finds the columns where they were. */
function useSortedInView(sort: string, columns: readonly ColumnView[], across: ReturnType<typeof useWindow>, isBack: boolean): void {
  const place = columns.findIndex(({ id }) => id === sort.replace(/^-/, ''))
  const shown = useRef(isBack ? sort : undefined)
  useEffect(() => {
    if (place < 0 || shown.current === sort) return
    shown.current = sort
    across.scrollToIndex(place, { align: 'auto' })
  }, [place, sort, across])
}

/** Does something when one of these becomes another, not at first. */
function useChange(mutation: () => void, ...what: readonly unknown[]): void {
  const before = useRef(what)
  useLayoutEffect(() => {
    if (before.current.every((each, index) => each === what[index])) return
    before.current = what
    mutation()
  })
}

/** Arrow keys move over cells, the head included; Page Up and Down by a window, Home and End to the ends. */
function onKey(event: React.KeyboardEvent<HTMLDivElement>, props: RunGridProps, at: number): void {
  const { items, cursor, pinned, columns, onCursor, onEnter, actions, onMenu } = props
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
  const lastColumn = pinned.length + columns.length
  const column = cursor?.column ?? -1
  const onHead = cursor?.key === 'head'
  const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / ROW) - 2)
  const go = (row: number): void => {
    const item = items[Math.max(0, Math.min(items.length - 1, row))]
    if (item) onCursor({ key: item.key, column })
  }
  const item = items[at]
  const moves: Readonly<Record<string, () => void>> = {
    ArrowDown: () => go(onHead ? 0 : at + 1),
    ArrowUp: () => (at <= 0 ? onCursor({ key: 'head', column: Math.max(0, column) }) : go(at - 1)),
    PageDown: () => go(at + page),
    PageUp: () => go(at - page),
    Home: () => go(0),
    End: () => go(items.length - 1),
    ArrowRight: () => {
      if (column < 0 && item && 'isOpen' in item && !item.isOpen && (item.kind === 'group' || item.row.children > 0)) actions.toggle(item)
      else if (cursor) onCursor({ ...cursor, column: Math.min(lastColumn, column + 1) })
    },
    ArrowLeft: () => {
      if (column < 0 && item && 'isOpen' in item && item.isOpen) actions.toggle(item)
      else if (cursor) onCursor({ ...cursor, column: Math.max(onHead ? 0 : -1, column - 1) })
    },
    Enter: () => {
      const head = document.getElementById(headId(column))
      const button = head?.querySelector<HTMLElement>('[aria-haspopup]')
      const id = head?.dataset['column']
      // Later, since a menu that opened now would take this same key for one that closes it.
      if (onHead && id !== undefined && button) setTimeout(() => onMenu(id, button))
      else onEnter()
    },
  }
  const move = moves[event.key]
  if (!move) return
  event.preventDefault()
  move()
}
