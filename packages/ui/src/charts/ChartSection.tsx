import { TextField } from '../controls/TextField.tsx'
import { IconButton } from '../controls/Button.tsx'
import { Menu } from '../controls/overlays.tsx'
import { IconChevronDown, IconChevronRight, IconDots, IconGripVertical } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { PANEL_TYPE } from './CardFrame.tsx'
import { ChartCard } from './ChartCard.tsx'
import { count } from '../format.ts'
import styles from './charts.module.css'
import { useCharts } from './charts-context.ts'
import { deleteSection, type LayoutSection, movePanel, moveSection, type Panel, renameSection, toggleSection } from './layout.ts'
import { Near } from './Near.tsx'
import { CARDS_AT_ONCE, cardsHeight, piecesOf, spanOf } from './section-flow.ts'

/** Type of what is dragged: the id of a section. */
const SECTION_TYPE = 'application/x-tailrace-section'

/** Charts below a heading that folds, moves and can be renamed. */
export function ChartSection({
  section,
  newPanel,
  isFew,
}: {
  section: LayoutSection
  newPanel: string | undefined
  /** Whether there are few sections, so that each can have all of its tools at once. */
  isFew: boolean
}): ReactNode {
  const { change, alone, columns, plotHeight } = useCharts()
  const [isActive, setActive] = useState(false)
  const span = alone ? columns : spanOf(section, columns)
  const { id, name, collapsed, panels } = section
  const [renaming, setRenaming] = useState(false)
  // Thousands of folded sections are light: their tools come with the pointer or the focus.
  const hasTools = isFew || !collapsed || isActive
  return (
    <section
      className={styles['section']}
      aria-label={name}
      style={{ gridColumn: `span ${span}` }}
      onPointerEnter={() => setActive(true)}
      onFocus={() => setActive(true)}
    >
      <div
        className={styles['head']}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.some((type) => type === PANEL_TYPE || type === SECTION_TYPE)) return
          event.preventDefault()
          event.currentTarget.dataset['over'] = ''
        }}
        onDragLeave={(event) => delete event.currentTarget.dataset['over']}
        onDrop={(event) => {
          delete event.currentTarget.dataset['over']
          const panel = event.dataTransfer.getData(PANEL_TYPE)
          const other = event.dataTransfer.getData(SECTION_TYPE)
          if (panel) change((layout) => movePanel(layout, panel, id))
          else if (other) change((layout) => moveSection(layout, other, id))
        }}
      >
        {hasTools && <SectionGrip section={section} />}
        {renaming ? (
          <Rename name={name} onDone={(next) => (setRenaming(false), next && change((layout) => renameSection(layout, id, next)))} />
        ) : (
          <h2>
            <button
              type="button"
              className={styles['fold']}
              aria-expanded={!collapsed}
              onClick={() => change((layout) => toggleSection(layout, id))}
            >
              {collapsed ? <IconChevronRight size={14} aria-hidden="true" /> : <IconChevronDown size={14} aria-hidden="true" />}
              {name} <span className="dim">{count(panels.length)}</span>
            </button>
          </h2>
        )}
        <span className={styles['gap']} />
        {hasTools && <SectionMenu section={section} renaming={renaming} rename={() => setRenaming(true)} />}
      </div>
      {!collapsed && (
        <Cards panels={panels} span={alone ? 1 : span} plotHeight={plotHeight}>
          {(panel) => <ChartCard key={panel.id} panel={panel} sectionId={id} isNew={panel.id === newPanel} />}
        </Cards>
      )}
    </section>
  )
}

/** Cards of a section in pieces, of which those near the window are rendered. */
function Cards({
  panels,
  span,
  plotHeight,
  children,
}: {
  panels: readonly Panel[]
  span: number
  plotHeight: number
  children: (panel: Panel) => ReactNode
}): ReactNode {
  const style = { gridTemplateColumns: `repeat(${span}, minmax(0, 1fr))` }
  const grid = (some: readonly Panel[]): ReactNode => (
    <div className={styles['cards']} style={style}>
      {some.map(children)}
    </div>
  )
  if (panels.length === 0) return <p className="dim">No charts yet: add one, or drag one here.</p>
  if (panels.length <= CARDS_AT_ONCE) return grid(panels)
  return piecesOf(panels, CARDS_AT_ONCE).map((piece, at) => (
    <Near key={at} height={cardsHeight(piece.length, span, plotHeight)} initially={at === 0}>
      {grid(piece)}
    </Near>
  ))
}

function Rename({ name, onDone }: { name: string; onDone: (name: string) => void }): ReactNode {
  const [text, setText] = useState(name)
  return (
    <TextField
      aria-label="Name of the section"
      value={text}
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => onDone(text.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onDone(text.trim())
        if (event.key === 'Escape') onDone(name)
      }}
    />
  )
}

function SectionGrip({ section: { id, name } }: { section: LayoutSection }): ReactNode {
  const { change } = useCharts()
  return (
    <button
      type="button"
      className={styles['grip']}
      draggable
      aria-label={`Move the section ${name}`}
      title="Drag it, or press the arrow keys"
      onDragStart={(event) => event.dataTransfer.setData(SECTION_TYPE, id)}
      onKeyDown={(event) => {
        const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
        if (!by) return
        event.preventDefault()
        event.stopPropagation()
        change((layout) => {
          const at = layout.sections.findIndex((section) => section.id === id)
          return moveSection(layout, id, layout.sections[at + by]?.id ?? '')
        })
      }}
    >
      <IconGripVertical size={14} aria-hidden="true" />
    </button>
  )
}

function SectionMenu({
  section: { id, name },
  renaming,
  rename,
}: {
  section: LayoutSection
  renaming: boolean
  rename: () => void
}): ReactNode {
  const { change, layout } = useCharts()
  const at = layout.sections.findIndex((section) => section.id === id)
  const move = (by: number): void => change((before) => moveSection(before, id, layout.sections[at + by]?.id ?? ''))
  return (
    // The name that is being written keeps the focus.
    <Menu position="bottom-end" returnFocus={!renaming}>
      <Menu.Target>
        <IconButton size={24} aria-label={`More for the section ${name}`}>
          <IconDots size={14} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={rename}>Rename</Menu.Item>
        <Menu.Item disabled={at <= 0} onClick={() => move(-1)}>
          Move up
        </Menu.Item>
        <Menu.Item disabled={at >= layout.sections.length - 1} onClick={() => move(1)}>
          Move down
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          style={{ color: 'var(--bad)' }}
          onClick={() => change((before) => deleteSection(before, id), `Deleted the section ${name}.`)}
        >
          Delete with its charts
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
