import { IconArrowDown, IconArrowUp, IconDotsVertical, IconStarFilled } from '@tabler/icons-react'
import { memo, type ReactNode, useRef, useState } from 'react'
import type { ColumnView } from '../../table/column-view.ts'
import { COLUMN_MENU } from './ColumnMenu.tsx'
import styles from './RunGrid.module.css'

export interface HeadProps {
  pinned: readonly ColumnView[]
  columns: readonly ColumnView[]
  from: number
  to: number
  before: number
  nameWidth: number
  sort: string
  /** Place of the cursor in the head (see GridRow), undefined when it is elsewhere. */
  cursorColumn: number | undefined
  allSelected: boolean
  someSelected: boolean
  onSelectAll: () => void
  onSort: (id: string) => void
  /** Opens a column's menu below this element. */
  onMenu: (id: string, at: HTMLElement) => void
  /** Id of the column whose menu is open. */
  menu: string | undefined
  onResize: (id: string, width: number, done: boolean) => void
  onMove: (id: string, to: string) => void
}

/** Width of the name is kept under this id. */
export const NAME = 'attributes.run_name'
const SECTIONS = { attributes: '', metrics: 'metrics', params: 'params', tags: 'tags' } as const

/** Id of a head's element, for the cursor. */
export const headId = (place: number): string => `runs-head-${place}`

/** The heads of the columns: they sort, open menus, and are resized and moved with the pointer. Going down the lines does not draw them again. */
export const GridHead = memo(function GridHead(props: HeadProps): ReactNode {
  const { pinned, columns, from, to, before, nameWidth, allSelected, someSelected, onSelectAll } = props
  const section = (list: readonly ColumnView[], at: number): string => {
    const kind = list[at]?.kind ?? 'attributes'
    return list[at - 1]?.kind === kind && at !== from ? '' : SECTIONS[kind]
  }
  return (
    <div role="row" aria-rowindex={1} className={styles['heads']}>
      <div className={styles['head']} role="presentation">
        <div className={styles['check']} role="columnheader">
          <label>
            <span className="unseen">Select all that are loaded</span>
            <input
              type="checkbox"
              tabIndex={-1}
              checked={allSelected}
              ref={(box) => {
                if (box) box.indeterminate = someSelected && !allSelected
              }}
              onChange={onSelectAll}
            />
          </label>
        </div>
        <ColumnHead {...props} id={NAME} label="Run" width={nameWidth} place={0} section="" />
        {pinned.map((column, at) => (
          <ColumnHead key={column.id} {...props} {...looks(column)} place={1 + at} section={section(pinned, at)} />
        ))}
      </div>
      <span className={styles['gap']} style={{ width: before }} aria-hidden="true" />
      {columns.slice(from, to).map((column, at) => (
        <ColumnHead
          key={column.id}
          {...props}
          {...looks(column)}
          place={1 + pinned.length + from + at}
          section={section(columns, from + at)}
        />
      ))}
    </div>
  )
})

const looks = ({
  id,
  label,
  width,
  right,
  sortable,
  shown,
  isPrimary,
}: ColumnView): Pick<OneProps, 'id' | 'label' | 'width' | 'right' | 'sortable' | 'isShown' | 'isPrimary'> => ({
  id,
  label,
  width,
  right,
  sortable,
  isShown: shown !== undefined,
  isPrimary,
})

type OneProps = HeadProps & {
  id: string
  label: string
  width: number
  right?: boolean
  sortable?: boolean
  /** Whether it shows something else than the latest value, which it is sorted by all the same. */
  isShown?: boolean
  isPrimary?: boolean
  place: number
  section: string
}

function ColumnHead(props: OneProps): ReactNode {
  const {
    id,
    label,
    width,
    right = false,
    sortable = true,
    isShown = false,
    isPrimary = false,
    place,
    section,
    sort,
    cursorColumn,
    onSort,
    onMenu,
    menu,
    onMove,
  } = props
  const [over, setOver] = useState(false)
  const menuButton = useRef<HTMLButtonElement>(null)
  const descending = sort === `-${id}`
  const sorted = descending || sort === id
  return (
    <div
      role="columnheader"
      id={headId(place)}
      className={styles['column']}
      aria-sort={sorted ? (descending ? 'descending' : 'ascending') : undefined}
      data-column={id}
      data-right={right || undefined}
      data-here={cursorColumn === place || undefined}
      data-over={over || undefined}
      style={{ width }}
      draggable={place > 0}
      onDragStart={(event) => event.dataTransfer.setData('text/x-column', id)}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('text/x-column')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false)
        onMove(event.dataTransfer.getData('text/x-column'), id)
      }}
      onContextMenu={(event) => {
        event.preventDefault()
        if (menuButton.current) onMenu(id, menuButton.current)
      }}
    >
      {section && <span className={styles['section']}>{section}</span>}
      <button
        type="button"
        tabIndex={-1}
        title={[sortable ? `${label}: sort${isShown ? ' by the last value' : ''}` : label, ...(isPrimary ? ['Primary metric'] : [])].join(
          '\n',
        )}
        onClick={() => sortable && onSort(id)}
      >
        {/* Before the name, since the button of the menu comes up at the end. */}
        {sorted &&
          (descending ? <IconArrowDown size={12} className={styles['arrow']} /> : <IconArrowUp size={12} className={styles['arrow']} />)}
        {isPrimary && <IconStarFilled size={11} className={styles['primary']} aria-label="Primary metric" />}
        <span className="cut">{label}</span>
      </button>
      <button
        ref={menuButton}
        type="button"
        tabIndex={-1}
        id={menu === id ? COLUMN_MENU : undefined}
        aria-haspopup="dialog"
        aria-expanded={menu === id}
        aria-controls={menu === id ? `${COLUMN_MENU}-dropdown` : undefined}
        aria-label={`Column ${label}`}
        onClick={(event) => onMenu(id, event.currentTarget)}
      >
        <IconDotsVertical size={14} />
      </button>
      <Grip {...props} />
    </div>
  )
}

/** Narrower than this a column cannot be made, in px. */
const LEAST_WIDTH = 48

function Grip({ id, width, onResize }: OneProps): ReactNode {
  const start = useRef<{ x: number; width: number } | undefined>(undefined)
  const widthAt = (event: React.PointerEvent): number =>
    Math.max(LEAST_WIDTH, (start.current?.width ?? 0) + event.clientX - (start.current?.x ?? 0))
  return (
    <span
      className={styles['grip']}
      aria-hidden="true"
      draggable
      onDragStart={(event) => {
        event.preventDefault()
        event.stopPropagation()
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        start.current = { x: event.clientX, width }
      }}
      onPointerMove={(event) => start.current && onResize(id, widthAt(event), false)}
      onPointerUp={(event) => {
        if (start.current) onResize(id, widthAt(event), true)
        start.current = undefined
      }}
    />
  )
}
