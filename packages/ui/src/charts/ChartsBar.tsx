import { TextField } from '../controls/TextField.tsx'
import { Button } from '../controls/Button.tsx'
import { Menu } from '../controls/overlays.tsx'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { count, plural } from '../format.ts'
import { useSetQuery } from '../location.ts'
import styles from './charts.module.css'
import { useCharts } from './charts-context.ts'
import { type Kind, KINDS } from './layout.ts'
import { LineControls, useSettled } from './LineControls.tsx'
import { MOST_COLUMNS } from './section-flow.ts'

const NAMES: Readonly<Record<Kind, string>> = {
  line: 'Lines',
  bar: 'Bars',
  scatter: 'Scatter',
  parallel: 'Parallel coordinates',
  contour: 'Contour',
  box: 'Box',
  difference: 'Difference from the baseline',
  image: 'Images',
}

/** What all charts share: search, x axis, smoothing, scale, zoom, how many runs are drawn; and new charts. */
export function ChartsBar({ add, addSection }: { add: (kind: Kind) => void; addSection: () => void }): ReactNode {
  const [search, setSearch] = useSettled('charts')
  return (
    <div className={styles['bar']} role="toolbar" aria-label="Charts">
      <TextField
        aria-label="Search charts by regular expression"
        placeholder="Search charts"
        leftSection={<IconSearch size={14} aria-hidden="true" />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        style={{ width: 168 }}
      />
      <LineControls />
      <ColumnsPicker />
      <span className={styles['gap']} />
      <Drawn />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button leftSection={<IconPlus size={14} aria-hidden="true" />}>Add</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {KINDS.map((kind) => (
            <Menu.Item key={kind} onClick={() => add(kind)}>
              {NAMES[kind]}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={addSection}>Section</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}

/** How many cards stand beside each other. */
function ColumnsPicker(): ReactNode {
  const { layout, change } = useCharts()
  return (
    <label>
      Columns
      <select
        className={styles['select']}
        value={layout.columns ?? ''}
        onChange={(event) => {
          const chosen = Number(event.currentTarget.value)
          change((before) => ({ ...before, columns: chosen || undefined }))
        }}
      >
        <option value="">auto</option>
        {Array.from({ length: MOST_COLUMNS }, (_, at) => (
          <option key={at} value={at + 1}>
            {at + 1}
          </option>
        ))}
      </select>
    </label>
  )
}

/** How many runs are drawn, and more of them. */
function Drawn(): ReactNode {
  const { drawn, shown, groups } = useCharts()
  const setQuery = useSetQuery()
  if (groups || shown.length <= 1) return null
  const rest = shown.length - drawn.length
  return (
    <span className="dim">
      {rest > 0 ? `${count(drawn.length)} of ${plural(shown.length, 'run')} drawn` : `${plural(shown.length, 'run')} drawn`}{' '}
      {rest > 0 && (
        <>
          <Button small variant="subtle" onClick={() => setQuery({ draw: String(Math.min(shown.length, drawn.length + 12)) })}>
            {Math.min(12, rest)} more
          </Button>
          {rest > 12 && shown.length <= 200 && (
            <Button small variant="subtle" onClick={() => setQuery({ draw: String(shown.length) })}>
              All
            </Button>
          )}
        </>
      )}
    </span>
  )
}
