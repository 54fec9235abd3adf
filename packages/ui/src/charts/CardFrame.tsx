import { IconButton } from '../controls/Button.tsx'
import { Menu } from '../controls/overlays.tsx'
import { IconArrowsMaximize, IconDots, IconGripVertical, IconTable, IconX } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { toastError } from '../frame/toast.tsx'
import { AxesForm } from './AxesForm.tsx'
import { csvOf, type Table } from './chart-table.ts'
import styles from './charts.module.css'
import { useCharts } from './charts-context.ts'
import { deletePanel, editPanel, movePanel, type Panel, shiftPanel, shortTitle, titleOf } from './layout.ts'
import { CardSizer } from './CardSizer.tsx'
import { download } from './picture.ts'
import { LineControls } from './LineControls.tsx'
import { ChartDataTable } from './ChartDataTable.tsx'

/** What a chart offers to its frame. */
export interface Content {
  /** Beside the title, e.g. "12 of 100 runs". */
  note?: string
  /** The chart as a table, in short; `all` with every point for CSV. */
  table: Table
  all?: () => Table
  png?: (() => Promise<Blob>) | undefined
  svg?: (() => Promise<string>) | undefined
}

/** How a card stands right now. */
export interface CardState {
  full: boolean
  isTableShown: boolean
  editing: boolean
}

export interface CardFrameProps {
  panel: Panel
  sectionId: string
  state: CardState
  setState: (changes: Partial<CardState>) => void
  content?: Content | undefined
  children: ReactNode
}

/** Type of what is dragged: the id of a panel. */
export const PANEL_TYPE = 'application/x-tailrace-chart'

/** Head and tools of a chart: moving, full screen, data table, editing, files, deleting. */
export function CardFrame({ panel, sectionId, state, setState, content, children }: CardFrameProps): ReactNode {
  const { change } = useCharts()
  const card = useRef<HTMLDivElement>(null)
  const fullButton = useRef<HTMLButtonElement>(null)
  const title = titleOf(panel)
  const { full, isTableShown, editing } = state
  useEffect(() => {
    if (!full) return undefined
    card.current?.focus()
    return () => fullButton.current?.focus()
  }, [full])
  return (
    <div
      ref={card}
      className={full ? styles['full'] : styles['card']}
      aria-label={title}
      data-panel={panel.id}
      role={full ? 'dialog' : 'group'}
      {...(full && { 'aria-modal': true, tabIndex: -1 })}
      onKeyDown={(event) => {
        if (!full || event.key !== 'Escape' || event.defaultPrevented) return
        event.stopPropagation()
        setState({ full: false })
      }}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(PANEL_TYPE)) return
        event.preventDefault()
        event.currentTarget.dataset['over'] = ''
      }}
      onDragLeave={(event) => delete event.currentTarget.dataset['over']}
      onDrop={(event) => {
        delete event.currentTarget.dataset['over']
        const id = event.dataTransfer.getData(PANEL_TYPE)
        if (id) change((layout) => movePanel(layout, id, sectionId, panel.id))
      }}
    >
      <div className={styles['cardHead']}>
        <h3 className={`${styles['title']} cut`} style={{ margin: 0 }} title={title}>
          {shortTitle(title)}
        </h3>
        <span className={`${styles['points']} cut`} title={content?.note}>
          {content?.note}
        </span>
        <span className={styles['tools']}>
          {!full && <Grip panel={panel} title={title} />}
          <IconButton
            size={24}
            aria-label={`Table of ${title}`}
            aria-pressed={isTableShown}
            onClick={() => setState({ isTableShown: !isTableShown })}
          >
            <IconTable size={14} />
          </IconButton>
          <IconButton
            ref={fullButton}
            size={24}
            aria-label={full ? 'Close full screen' : `Full screen of ${title}`}
            onClick={() => setState({ full: !full })}
          >
            {full ? <IconX size={14} /> : <IconArrowsMaximize size={14} />}
          </IconButton>
          <CardMenu panel={panel} title={title} content={content} edit={() => setState({ editing: !editing })} />
        </span>
      </div>
      {full && panel.kind === 'line' && (
        <div className={styles['bar']} role="toolbar" aria-label="Chart">
          <LineControls />
        </div>
      )}
      {editing && (
        <AxesForm
          panel={panel}
          onChange={(next) => change((layout) => editPanel(layout, next))}
          onDone={() => setState({ editing: false })}
        />
      )}
      {isTableShown && content ? <ChartDataTable table={content.table} title={title} /> : children}
      {!full && <CardSizer title={title} />}
    </div>
  )
}

/** Moves the card: by dragging, or with the arrow keys while it has the focus. */
function Grip({ panel, title }: { panel: Panel; title: string }): ReactNode {
  const { change } = useCharts()
  return (
    <button
      type="button"
      className={styles['grip']}
      draggable
      aria-label={`Move ${title}`}
      title="Drag it, or press the arrow keys"
      onDragStart={(event) => {
        event.dataTransfer.setData(PANEL_TYPE, panel.id)
        event.dataTransfer.effectAllowed = 'move'
      }}
      onKeyDown={(event) => {
        const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key] as 1 | -1 | undefined
        if (!by) return
        event.preventDefault()
        event.stopPropagation()
        change((layout) => shiftPanel(layout, panel.id, by))
      }}
    >
      <IconGripVertical size={14} aria-hidden="true" />
    </button>
  )
}

function CardMenu({
  panel,
  title,
  content,
  edit,
}: {
  panel: Panel
  title: string
  content: Content | undefined
  edit: () => void
}): ReactNode {
  const { change, layout } = useCharts()
  const { png, svg } = content ?? {}
  const elsewhere = layout.sections.filter(({ panels }) => !panels.some(({ id }) => id === panel.id))
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton size={24} aria-label={`More for ${title}`}>
          <IconDots size={14} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflow: 'auto' }}>
        {panel.kind !== 'image' && <Menu.Item onClick={edit}>Edit</Menu.Item>}
        <Menu.Item onClick={() => change((before) => shiftPanel(before, panel.id, -1))}>Move left</Menu.Item>
        <Menu.Item onClick={() => change((before) => shiftPanel(before, panel.id, 1))}>Move right</Menu.Item>
        {elsewhere.slice(0, 12).map(({ id, name }) => (
          <Menu.Item key={id} onClick={() => change((before) => movePanel(before, panel.id, id))}>
            Move to {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {png && <Menu.Item onClick={() => void png().then((blob) => download(`${title}.png`, blob), toastError)}>Download PNG</Menu.Item>}
        {svg && (
          <Menu.Item onClick={() => void svg().then((text) => download(`${title}.svg`, text, 'image/svg+xml'), toastError)}>
            Download SVG
          </Menu.Item>
        )}
        <Menu.Item
          disabled={!content}
          onClick={() => content && download(`${title}.csv`, csvOf(content.all?.() ?? content.table), 'text/csv')}
        >
          Download CSV
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          style={{ color: 'var(--bad)' }}
          onClick={() => change((before) => deletePanel(before, panel.id), `Deleted the chart ${title}.`)}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
